/**
 * `npm run bench:server`: the server with its embedded PostgreSQL beside the local AWS, all on this machine: start,
 * a class of 1,000 that is imported and fetches its keys at once, the container endpoint under load, revocation.
 * Prints a table of Markdown. `-- --quick` is a class of 50.
 */
import { ListBucketsCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { residentBytes } from '../process-memory.ts'
import { describeMachine } from '../machine.ts'
import { openDesk } from './desk.ts'
import { ask, connections, sendAll, sendFor, type Target } from './requests.ts'

const people = process.argv.includes('--quick') ? 50 : 1000
const steadySeconds = process.argv.includes('--quick') ? 2 : 15
const hourMs = 3_600_000

const desk = await openDesk()
const rows: [string, string][] = []
const tell = (what: string, value: string): void => {
  rows.push([what, value])
  console.error(`${what}: ${value}`)
}
const ms = (value: number): string => `${value.toFixed(0)} ms`

const fresh = await desk.start()
tell('start to the first answer, empty folder', ms(fresh.readyMs))
await fresh.stop()
const server = await desk.start()
tell('start to the first answer, existing data', ms(server.readyMs))

try {
  const agent = connections(200)
  const token = await desk.makeToken()
  const post = async <T>(path: string, body: object): Promise<T> => {
    const answer = await ask(agent, {
      url: server.url,
      method: 'POST',
      path,
      token,
      body: JSON.stringify(body),
    })
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    const parsed: T = JSON.parse(answer.text)
    return parsed
  }
  const [, , , , accountId] = desk.roleArn.split(':')
  const workshop = await post<{ id: string }>('/v1/workshops', {
    name: 'Bench',
    roles: [{ accountId, roleArn: desk.roleArn }],
    startsAt: new Date(Date.now() - hourMs).toISOString(),
    endsAt: new Date(Date.now() + 6 * hourMs).toISOString(),
    seats: people,
    state: 'open',
  })
  const listed = Array.from({ length: people }, (_, index) => ({
    externalId: `u-${index}`,
    name: `Person ${index}`,
  }))
  const importing = performance.now()
  await post(`/v1/workshops/${workshop.id}/participants`, { people: listed })
  tell(`${people} people imported`, ms(performance.now() - importing))

  const leasing = performance.now()
  const leases = await inGroups(listed, ({ externalId }) =>
    post<{ id: string }>('/v1/leases', { workshopId: workshop.id, participant: { externalId } }),
  )
  tell(`${people} leases made, 32 at a time`, ms(performance.now() - leasing))
  const tokens = await inGroups(leases, ({ id }) => post<{ token: string }>(`/v1/leases/${id}/token`, {}))
  const machines = tokens.map((made): Target => ({
    url: server.url,
    method: 'GET',
    path: '/v1/credentials',
    token: made.token,
  }))

  const first = await sendAll(agent, machines, (index) => (index / people) * 1000)
  tell(
    `${people} fetch their first keys within a second`,
    `all in ${first.seconds.toFixed(2)} s, p50 ${ms(first.p50Ms)}, p99 ${ms(first.p99Ms)}, ${first.failures} failures`,
  )
  const steady = await sendFor(agent, machines, 32, steadySeconds)
  tell(
    'container endpoint, 32 connections',
    `${steady.perSecond.toFixed(0)}/s, p50 ${ms(steady.p50Ms)}, p99 ${ms(steady.p99Ms)}, ${steady.failures} failures`,
  )
  tell('memory of the server, PostgreSQL apart', `${(residentBytes(server.pid) / 1e6).toFixed(0)} MB`)

  const [victim] = leases
  const [target] = machines
  if (victim === undefined || target === undefined) throw new Error('nobody is there')
  const keys: { AccessKeyId: string; SecretAccessKey: string; Token: string } = JSON.parse(
    (await ask(agent, target)).text,
  )
  const s3 = new S3Client({
    endpoint: desk.aws.origin,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: {
      accessKeyId: keys.AccessKeyId,
      secretAccessKey: keys.SecretAccessKey,
      sessionToken: keys.Token,
    },
  })
  await s3.send(new ListBucketsCommand({}))
  const revoking = performance.now()
  const answered = post(`/v1/leases/${victim.id}/revoke`, {}).then(() => performance.now() - revoking)
  while (await works(s3)) continue
  tell('from revoke to the first denied call', ms(performance.now() - revoking))
  tell('from revoke to its answer, policy read back', ms(await answered))
  const ending = performance.now()
  await post(`/v1/workshops/${workshop.id}/end`, {})
  tell(`end of a workshop with ${people} sessions alive`, ms(performance.now() - ending))
  agent.destroy()
} finally {
  await server.stop()
  await desk.stop()
}

const { processor, cores, memoryGib, system } = describeMachine()
const lines = rows.map(([what, value]) => `| ${what} | ${value} |`)
const title = `${processor}, ${cores} cores, ${memoryGib} GiB, ${system}`
console.log([title, '', '| what | measured |', '| --- | --- |', ...lines].join('\n'))

async function works(s3: S3Client): Promise<boolean> {
  try {
    await s3.send(new ListBucketsCommand({}))
    return true
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'AccessDenied') return false
    throw error
  }
}

async function inGroups<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const waiting = items.entries()
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (const [index, item] of waiting) results[index] = await work(item)
    }),
  )
  return results
}
