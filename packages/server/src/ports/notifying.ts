import type { RecordedEntry } from '../audit/index.ts'
import type { Transaction } from '../store/index.ts'

/**
 * What happened → whoever waits for it: webhooks, pages that are live, other replicas' memory. Called at the end of
 * each transaction with what was written into the audit: what is told is what was committed, and all of it.
 */
export interface Notifying {
  recorded(tx: Transaction, entries: readonly RecordedEntry[]): Promise<void>
}
