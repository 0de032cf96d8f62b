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

type OfLease = Extract<Action, `lease.${string}`>

/** Whether keys that were handed out before it are not to be handed out again. */
const endsKeys: Readonly<Record<OfLease, boolean>> = {
  'lease.created': false,
  'lease.started': false,
  'lease.first-used': false,
  'lease.extended': false,
  'lease.suspended': true,
  'lease.resumed': true,
  'lease.ending-soon': false,
  'lease.ended': true,
  'lease.revoked': true,
  'lease.token-made': false,
  'lease.token-returned': false,
}

const ending: ReadonlySet<string> = new Set(
  Object.entries(endsKeys).flatMap(([action, ends]) => (ends ? [action] : [])),
)
