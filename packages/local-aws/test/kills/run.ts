import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

import { type KeptProcess, startKept } from './process.ts'
import { clientsOf, createBuckets, createWorker, type Worker } from './workers.ts'

export interface Killed {
  /** What was lost, doubled or otherwise not as it was acknowledged; none when all is well. */
  readonly problems: readonly string[]
  readonly acknowledged: number
  readonly startMs: readonly number[]
}

/**
 * Runs the built local AWS with a data directory under load from the AWS SDK, kills it with SIGKILL after a while,
 * starts it again, and compares what is there with what was acknowledged; again and again, in one directory.
 *
 * @param options.random from 0 to below 1: what is done, and when it is killed
 */
export async function killAgainAndAgain({
  kills,
  random,
  log,
}: {
  readonly kills: number
  readonly random: () => number
  readonly log: (line: string) => void
}): Promise<Killed> {
  const data = mkdtempSync(join(tmpdir(), 'local-aws-kills-'))
  const problems: string[] = []
  const startMs: number[] = []
  const workers = Array.from({ length: 4 }, (_, index) => createWorker(`worker${index}`))
  let running: KeptProcess | undefined
  const start = async (): Promise<KeptProcess> => {
    const began = performance.now()
    running = await startKept(data)
    startMs.push(performance.now() - began)
    return running
  }
  try {
    const first = clientsOf(await start())
    await createBuckets(first)
    first.destroy()
    for (let kill = 1; kill <= kills; kill += 1) {
      const server = running ?? (await start())
      await loadUntilKilled(server, workers, random)
      running = undefined
      const found = await check(await start(), workers)
      problems.push(...found.map((problem) => `kill ${kill}: ${problem}`))
      if (kill % 10 === 0) log(`${kill} kills, ${sum(workers)} acknowledged, ${problems.length} problems`)
    }
    if ((await running?.stop()) !== 0) problems.push('it did not end well')
    // What nothing has any more is gone, once it has been started again and stopped.
    const last = await start()
    problems.push(...(await check(last, workers)))
    await last.stop()
    const left = readdirSync(join(data, 'objects')).filter((name) => name.endsWith('.unfinished'))
    if (left.length > 0) problems.push(`${left.length} unfinished files are left`)
    running = undefined
    return { problems, acknowledged: sum(workers), startMs }
  } finally {
    await running?.kill()
    rmSync(data, { recursive: true, force: true })
  }
}

async function loadUntilKilled(
  server: KeptProcess,
  workers: readonly Worker[],
  random: () => number,
): Promise<void> {
  const clients = clientsOf(server)
  const over = new AbortController()
  const load = workers.map(async (worker) => {
    while (!over.signal.aborted) {
      try {
        await worker.step(clients, random())
      } catch (error) {
        if (!over.signal.aborted) throw error
      }
    }
  })
  await Promise.race([wait(20 + random() * 400), ...load])
  over.abort()
  await server.kill()
  await Promise.all(load)
  clients.destroy()
}

async function check(server: KeptProcess, workers: readonly Worker[]): Promise<readonly string[]> {
  const clients = clientsOf(server)
  const problems = await Promise.all(workers.map((worker) => worker.check(clients)))
  clients.destroy()
  return problems.flat()
}

function sum(workers: readonly Worker[]): number {
  return workers.reduce((total, worker) => total + worker.acknowledged(), 0)
}
