// The frame of every worker: plain JavaScript, since the memory of a TypeScript loader would be measured too.
import { closeSync, openSync, writeSync } from 'node:fs'

/**
 * Issues sessions for distinct names, so many at once, writes their keys to a file (they are used once the
 * clock has stopped) and prints the seconds and the peak memory of this process.
 *
 * @param {(sessionName: string) => Promise<object>} issue resolves with the keys, by AWS's names
 */
export async function runWorker(issue) {
  const { BENCH_SESSIONS, BENCH_CONCURRENCY, BENCH_KEYS_FILE } = process.env
  const file = openSync(BENCH_KEYS_FILE, 'w', 0o600)
  const sessions = Number(BENCH_SESSIONS)
  let started = 0
  const work = async () => {
    while (started < sessions) {
      started += 1
      const keys = await issue(`visitor-${started}`)
      writeSync(file, `${JSON.stringify(keys)}\n`)
    }
  }
  const began = performance.now()
  await Promise.all(Array.from({ length: Number(BENCH_CONCURRENCY) }, work))
  const seconds = (performance.now() - began) / 1000
  closeSync(file)
  console.log(JSON.stringify({ seconds, peakBytes: process.resourceUsage().maxRSS * 1024 }))
}
