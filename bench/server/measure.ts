import { fileURLToPath } from 'node:url'
import { issuingRateDefaults } from '../../packages/server/src/issuing/index.ts'
import { type Background, startBackground } from '../background.ts'
import { describeMachine, type Machine } from '../machine.ts'
import { residentBytes } from '../process-memory.ts'
import { takeTurns } from '../rounds.ts'
import { keyRequests, makeClass, postTo } from './class.ts'
import { type Desk, openDesk } from './desk.ts'
import { connections, type Load, sendAll, sendFor } from './requests.ts'
import { measureRevocation, type RevocationSample } from './revocation.ts'

/** How much is measured. */
export interface ServerSizes {
  readonly people: number
  readonly starts: number
  readonly steadyRounds: number
  readonly steadySeconds: number
  readonly revocations: number
}

export interface ServerResults {
  readonly measuredOn: string
  readonly machine: Machine
  readonly sizes: ServerSizes
  /** Milliseconds from the start of a process to its first answer. */
  readonly ready: ReadonlyMap<string, readonly number[]>
  readonly importMs: number
  readonly leasesMs: number
  readonly firstKeys: Load
  /** How long the calls take that the quota lets through, in seconds: the second in which they are asked for at least. */
  readonly quotaSeconds: number
  readonly quotaPerSecond: number
  /** By how many replicas there were. */
  readonly steady: ReadonlyMap<string, readonly Load[]>
  readonly restBytes: number
  /** Of each replica, after all of the load. */
  readonly loadedBytes: readonly number[]
  readonly revocations: readonly RevocationSample[]
  readonly endMs: number
}

const bareServer = fileURLToPath(new URL('../local-aws/bare-server.cjs', import.meta.url))
const connectionCount = 32

/** Measures all of it; `tell` is told what is being done. */
export async function measureServer(
  sizes: ServerSizes,
  tell: (step: string) => void,
): Promise<ServerResults> {
  const desk = await openDesk()
  try {
    tell('starts')
    const ready = await measureStarts(desk, sizes.starts)
    const first = await desk.startReplica()
    const second = await desk.startReplica()
    try {
      return { ready, ...(await measureClass(desk, [first, second], sizes, tell)) }
    } finally {
      await first.stop()
      await second.stop()
    }
  } finally {
    await desk.stop()
  }
}

async function measureStarts(desk: Desk, rounds: number): Promise<Map<string, number[]>> {
  let folders = 0
  const readyMs = async (starting: Promise<Background>): Promise<number> => {
    const running = await starting
    await running.stop()
    return running.readyMs
  }
  await readyMs(desk.startEmbedded('existing'))
  const bare = { file: process.execPath, args: (port: number) => [bareServer, String(port)] }
  return takeTurns(rounds, [
    { name: 'bare Node.js server', take: () => readyMs(startBackground(bare)) },
    { name: 'server, existing data', take: () => readyMs(desk.startEmbedded('existing')) },
    { name: 'server, empty folder', take: () => readyMs(desk.startEmbedded(`empty-${(folders += 1)}`)) },
  ])
}

async function measureClass(
  desk: Desk,
  replicas: readonly [Background, Background],
  sizes: ServerSizes,
  tell: (step: string) => void,
): Promise<Omit<ServerResults, 'ready'>> {
  const [first] = replicas
  const urls = replicas.map(({ url }) => url)
  const agent = connections(200)
  const post = postTo(agent, first.url, await desk.makeToken())
  const restBytes = residentBytes(first.pid)
  tell('a class is made')
  const { machines, workshopId, importMs, leasesMs } = await makeClass(post, desk.roleArn, sizes.people)
  tell('first keys')
  const one = keyRequests(machines, [first.url])
  const firstKeys = await sendAll(agent, one, (index) => (index / sizes.people) * 1000)
  tell('steady load')
  // Each replica has keys in memory for everybody, as after a morning.
  await sendAll(agent, keyRequests(machines, urls.toReversed()), (index) => (index / sizes.people) * 2000)
  const both = keyRequests(machines, urls)
  const steady = await takeTurns(sizes.steadyRounds, [
    { name: 'one replica', take: () => sendFor(agent, one, connectionCount, sizes.steadySeconds) },
    { name: 'two replicas', take: () => sendFor(agent, both, connectionCount, sizes.steadySeconds) },
  ])
  const loadedBytes = replicas.map(({ pid }) => residentBytes(pid))
  tell('revocation')
  const revocations: RevocationSample[] = []
  for (const machine of machines.slice(0, sizes.revocations)) {
    const measuring = { agent, post, server: first.url, aws: desk.aws }
    revocations.push(await measureRevocation(measuring, machine))
  }
  const ending = performance.now()
  await post(`/v1/workshops/${workshopId}/end`, {})
  const endMs = performance.now() - ending
  agent.destroy()
  const { perSecond, burst } = issuingRateDefaults
  return {
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    sizes,
    importMs,
    leasesMs,
    firstKeys,
    quotaSeconds: Math.max(1, (sizes.people - burst) / perSecond),
    quotaPerSecond: perSecond,
    steady,
    restBytes,
    loadedBytes,
    revocations,
    endMs,
  }
}
