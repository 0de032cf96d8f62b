import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Issuer } from '../issuer.ts'
import { type Contestant, takeTurns } from '../rounds.ts'
import { type IssuedKeys, useSessions } from '../use-session.ts'

/** One process that issued many sessions. */
export interface SessionsSample {
  readonly perSecond: number
  /** The most memory it ever held. */
  readonly peakBytes: number
}

/** Many sessions from one process: hallpass's library beside the AWS SDK for JavaScript. */
export async function measureSessions(
  issuer: Issuer,
  options: { readonly rounds: number; readonly sessions: number; readonly concurrency: number },
): Promise<Map<string, SessionsSample[]>> {
  const contestant = (name: string, worker: string): Contestant<SessionsSample> => ({
    name,
    take: () => runWorker(issuer, worker, options),
  })
  return takeTurns(options.rounds, [
    contestant('hallpass', 'hallpass-worker.mjs'),
    contestant('@aws-sdk/client-sts', 'sdk-worker.mjs'),
  ])
}

async function runWorker(
  issuer: Issuer,
  worker: string,
  { sessions, concurrency }: { readonly sessions: number; readonly concurrency: number },
): Promise<SessionsSample> {
  const keysFile = join(issuer.home, 'keys.jsonl')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [fileURLToPath(new URL(worker, import.meta.url))],
    {
      env: {
        ...issuer.env,
        BENCH_ROLE_ARN: issuer.roleArn,
        BENCH_SESSIONS: String(sessions),
        BENCH_CONCURRENCY: String(concurrency),
        BENCH_KEYS_FILE: keysFile,
      },
    },
  )
  const { seconds, peakBytes }: { seconds: number; peakBytes: number } = JSON.parse(stdout)
  await check(issuer, keysFile, sessions)
  return { perSecond: sessions / seconds, peakBytes }
}

/** After the clock has stopped: as many people as were asked for, each with keys that AWS takes for theirs. */
async function check(issuer: Issuer, keysFile: string, sessions: number): Promise<void> {
  const issued = readFileSync(keysFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): IssuedKeys => JSON.parse(line))
  rmSync(keysFile)
  const people = new Set(await useSessions(issuer.url, issued))
  if (people.size !== sessions) throw new Error(`${sessions} sessions were issued to ${people.size} people`)
}
