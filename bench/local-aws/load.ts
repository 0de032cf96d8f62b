import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { endWithThis, stopChild } from '../background.ts'
import type { LoadJob, LoadResult } from './load-generator.ts'

/** The load generator's process. */
export interface Load {
  /** Does one job; one at a time. */
  readonly run: (job: LoadJob) => Promise<LoadResult>
  readonly stop: () => Promise<void>
}

/** Starts the load generator. */
export function startLoad(): Load {
  const script = fileURLToPath(new URL('load-generator.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  endWithThis(child)
  const closed = once(child, 'close').then(() => undefined)
  const lines = createInterface({ input: child.stdout })
  return {
    run: async (job) => {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      const line = await Promise.race([once(lines, 'line'), closed])
      if (line === undefined) throw new Error('the load generator ended early')
      const result: LoadResult = JSON.parse(String(line[0]))
      return result
    },
    stop: () => stopChild(child),
  }
}
