import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Decisions a second, and how large the large set is. */
export interface DecisionRates {
  readonly small: readonly number[]
  readonly large: readonly number[]
  readonly statements: number
  readonly characters: number
}

/** Decisions of the policy engine for a session of the seed's role, and for one with a large policy. */
export async function measureDecisions(options: {
  readonly rounds: number
  readonly seconds: number
}): Promise<DecisionRates> {
  const worker = fileURLToPath(new URL('decisions-worker.mjs', import.meta.url))
  const env = {
    PATH: process.env['PATH'],
    BENCH_ROUNDS: String(options.rounds),
    BENCH_SECONDS: String(options.seconds),
  }
  const { stdout } = await promisify(execFile)(process.execPath, [worker], { env })
  const rates: DecisionRates = JSON.parse(stdout)
  return rates
}
