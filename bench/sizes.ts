/** How much of everything is measured. */
export interface Sizes {
  readonly oneShot: { readonly rounds: number }
  readonly daily: { readonly rounds: number }
  readonly profiles: { readonly rounds: number; readonly profiles: number }
  readonly sessions: { readonly rounds: number; readonly sessions: number; readonly concurrency: number }
  readonly edits: { readonly rounds: number; readonly profiles: number; readonly edits: number }
  readonly setup: { readonly rounds: number }
  readonly ready: { readonly rounds: number }
  readonly assumeRole: { readonly rounds: number; readonly seconds: number }
  readonly memory: { readonly calls: number; readonly seconds: number }
  readonly decisions: { readonly rounds: number; readonly seconds: number }
}

/** What a report is made from: some ten minutes. */
export const full: Sizes = {
  oneShot: { rounds: 25 },
  daily: { rounds: 15 },
  profiles: { rounds: 5, profiles: 10_000 },
  sessions: { rounds: 3, sessions: 10_000, concurrency: 25 },
  edits: { rounds: 5, profiles: 2000, edits: 10 },
  setup: { rounds: 15 },
  ready: { rounds: 10 },
  assumeRole: { rounds: 4, seconds: 2 },
  memory: { calls: 100_000, seconds: 30 },
  decisions: { rounds: 5, seconds: 1 },
}

/** Whether everything runs: half a minute, and no number to quote. */
export const quick: Sizes = {
  oneShot: { rounds: 3 },
  daily: { rounds: 3 },
  profiles: { rounds: 1, profiles: 10_000 },
  sessions: { rounds: 1, sessions: 500, concurrency: 25 },
  edits: { rounds: 1, profiles: 2000, edits: 3 },
  setup: { rounds: 2 },
  ready: { rounds: 2 },
  assumeRole: { rounds: 1, seconds: 0.5 },
  memory: { calls: 2000, seconds: 1 },
  decisions: { rounds: 2, seconds: 0.2 },
}
