import type { Agent } from 'node:http'
import { ask, type Target } from './requests.ts'

/** Somebody in the class, as a machine of theirs asks for keys. */
export interface Machine {
  readonly leaseId: string
  readonly token: string
}

/** People in an open workshop, each with a lease and a machine. */
export interface Class {
  readonly workshopId: string
  readonly machines: readonly Machine[]
  readonly importMs: number
  readonly leasesMs: number
}

const hourMs = 3_600_000

/** Posts as a platform. */
export type Post = <T>(path: string, body: object) => Promise<T>

export function postTo(agent: Agent, url: URL, token: string): Post {
  return async <T>(path: string, body: object): Promise<T> => {
    const request = { url, method: 'POST', path, token, body: JSON.stringify(body) }
    const answer = await ask(agent, request)
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    const parsed: T = JSON.parse(answer.text)
    return parsed
  }
}

/** Makes a workshop, imports people, and gives each a lease and a machine. */
export async function makeClass(post: Post, roleArn: string, people: number): Promise<Class> {
  const [, , , , accountId] = roleArn.split(':')
  const workshop = await post<{ id: string }>('/v1/workshops', {
    name: 'Bench',
    roles: [{ accountId, roleArn }],
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
  const importMs = performance.now() - importing
  const leasing = performance.now()
  const leases = await inGroups(listed, ({ externalId }) =>
    post<{ id: string }>('/v1/leases', { workshopId: workshop.id, participant: { externalId } }),
  )
  const leasesMs = performance.now() - leasing
  const machines = await inGroups(leases, async ({ id }) => ({
    leaseId: id,
    token: (await post<{ token: string }>(`/v1/leases/${id}/token`, {})).token,
  }))
  return { workshopId: workshop.id, machines, importMs, leasesMs }
}

/** What the machines ask, in turn at each of the replicas. */
export function keyRequests(machines: readonly Machine[], urls: readonly URL[]): Target[] {
  return machines.flatMap(({ token }, index) => {
    const url = urls[index % urls.length]
    return url === undefined ? [] : [{ url, method: 'GET', path: '/v1/credentials', token }]
  })
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
