import type { NumberedEntry } from './check.ts'
import type { LoadTools } from './load.ts'
import { webhookEventNames } from '../../src/webhook/index.ts'

/** Every event was told, at least once, and what is about one lease in the order in which it happened. */
export async function checkWebhooks(
  { world, ledger }: LoadTools,
  entries: readonly NumberedEntry[],
): Promise<string[]> {
  const { told } = world.receiver
  const first = new Map<string, number>()
  for (const [index, { id }] of told.entries()) if (!first.has(id)) first.set(id, index)
  const problems: string[] = []
  const latest = new Map<string, number>()
  let due = 0
  for (const { seq, action, leaseId = '' } of entries) {
    if (!webhookEventNames.includes(action)) continue
    due += 1
    const at = first.get(`e-${seq}`)
    if (at === undefined) {
      problems.push(`nobody was told of ${action} of ${leaseId}`)
      continue
    }
    if (at < (latest.get(leaseId) ?? -1)) problems.push(`${action} of ${leaseId} was told out of order`)
    latest.set(leaseId, at)
  }
  ledger.counts.set('webhook events', due)
  ledger.counts.set('webhook deliveries', told.length)
  return problems
}
