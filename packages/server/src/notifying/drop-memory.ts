import type { Action } from '../audit/index.ts'
import type { Issuing } from '../ports/index.ts'
import type { Hearer } from './listen.ts'

/** What takes a lease its right, on whatever replica, takes its keys out of this one's memory. */
export function dropMemory(issuing: Pick<Issuing, 'forget' | 'forgetRole'>): Hearer {
  return (entries) => {
    for (const { action, leaseId, roleArn, detail } of entries) {
      if (leaseId !== undefined && ending.has(action)) issuing.forget([leaseId])
      if (
        roleArn !== undefined &&
        (action === 'role.made-anew' || detail?.['everyoneBefore'] !== undefined)
      ) {
        issuing.forgetRole(roleArn)
      }
    }
  }
}

const ending: ReadonlySet<Action> = new Set<Action>([
  'lease.suspended',
  'lease.revoked',
  'lease.ended',
  'lease.resumed',
])
