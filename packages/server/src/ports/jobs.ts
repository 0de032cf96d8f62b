import type { Transaction } from '../store/index.ts'

/** What must happen later. Every job may run twice, or late, and asks the database whether it is still needed. */
export type Job =
  | { readonly name: 'workshop-ends'; readonly workshopId: string }
  | { readonly name: 'leases-change'; readonly workshopId: string }
  | { readonly name: 'deny'; readonly leaseIds: readonly string[] }
  | { readonly name: 'prune-denials'; readonly roleArn: string }
  | { readonly name: 'deliver-webhooks' }
  | { readonly name: 'tidy' }

export interface Jobs {
  /** Puts a job down, to run at `at` or soon after on any replica; with the transaction, or not at all. */
  schedule(tx: Transaction, job: Job, at: Date): Promise<void>
}
