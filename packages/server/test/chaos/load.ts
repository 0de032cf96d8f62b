import { setTimeout as wait } from 'node:timers/promises'
import { controlSomeone } from './control.ts'
import { count, type HandedKeys, type KnownLease, type Ledger } from './people.ts'
import type { Answered, Platform } from './platform.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** What those who make the load work with. */
export interface LoadTools {
  readonly world: World
  readonly platform: Platform
  readonly ledger: Ledger
  readonly random: Random
}

type Task = (tools: LoadTools) => Promise<void>

/** Who does what, again and again, until `signal` says that it is enough; every task comes to its end first. */
export async function makeLoad(tools: LoadTools, signal: AbortSignal): Promise<void> {
  const workers: readonly (readonly [Task, number])[] = [
    [enrol, 400],
    [enrol, 400],
    [fetchKeys, 40],
    [fetchKeys, 40],
    [fetchKeys, 40],
    [openConsole, 200],
    [makeToken, 250],
    [controlSomeone, 120],
    [controlSomeone, 120],
    [makeWorkshop, 700],
    [joinOnThePage, 1500],
  ]
  await Promise.all(
    workers.map(async ([task, pauseMs]) => {
      while (!signal.aborted) {
        await task(tools)
        await wait(tools.random.between(0, pauseMs * 2))
      }
    }),
  )
}

/** Somebody in whose lease nothing is under way. */
export function someLease(
  { ledger, random }: LoadTools,
  fits: (lease: KnownLease) => boolean,
): KnownLease | undefined {
  const all = [...ledger.leases.values()].filter(fits)
  return all.length === 0 ? undefined : random.pick(all)
}

const mostLeases = 400

async function enrol(tools: LoadTools): Promise<void> {
  const { platform, ledger, random } = tools
  if (ledger.asked.size >= mostLeases) return
  const externalId = `u-${ledger.asked.size}`
  ledger.asked.add(externalId)
  const shortSeconds = random.next() < 0.2 ? 60 : undefined
  const body = {
    workshopId: ledger.workshopId,
    participant: { externalId, name: `Person ${externalId}` },
    ...(shortSeconds === undefined ? {} : { durationSeconds: shortSeconds }),
  }
  const key = random.next() < 0.7 ? { key: `lease-${externalId}` } : {}
  const ask = (): Promise<Answered> => platform.insist({ method: 'POST', path: '/v1/leases', body, ...key })
  // Now and then twice at once, as by somebody who lost patience.
  const answers = await Promise.all(random.next() < 0.3 ? [ask(), ask()] : [ask()])
  const [first] = answers
  if (first === undefined || first.status >= 300) {
    ledger.problems.push(`a lease for ${externalId} was answered ${first?.status}`)
    return
  }
  if (answers.some(({ body: other }) => other.id !== first.body.id)) {
    ledger.problems.push(`${externalId} was given two leases`)
  }
  count(ledger, 'leases')
  ledger.leases.set(first.body.id, {
    id: first.body.id,
    externalId,
    shortSeconds,
    busy: false,
    keys: [],
    tokens: [],
    consoles: 0,
    acknowledged: ['lease.created', 'lease.started'],
    closedSince: undefined,
    state: 'active',
  })
}

async function fetchKeys(tools: LoadTools): Promise<void> {
  const { platform, ledger, random } = tools
  // Also of those who may not: they ask all the more.
  const lease = someLease(tools, () => true)
  if (lease === undefined) return
  const token = lease.tokens.at(-1)
  const answered =
    token === undefined || random.next() < 0.5
      ? await platform.once({ method: 'POST', path: `/v1/leases/${lease.id}/credentials`, body: {} })
      : await platform.once({ method: 'GET', path: '/v1/credentials', token })
  if (answered?.status !== 200) return
  count(ledger, 'keys')
  noteOpening(ledger, lease, answered, 'keys')
  const keys = keysOf(answered)
  keep(tools, keys)
  if (lease.keys.every(({ accessKeyId }) => accessKeyId !== keys.accessKeyId)) lease.keys.push(keys)
}

/** Was it given although its end was acknowledged before it was asked for? */
function noteOpening(ledger: Ledger, lease: KnownLease, { sentAt }: Answered, what: string): void {
  if (lease.closedSince !== undefined && lease.closedSince < sentAt) {
    ledger.problems.push(`${lease.id} was ${lease.state}, and was given ${what}`)
  }
}

export function keysOf({ body }: Pick<Answered, 'body'>): HandedKeys {
  return {
    accessKeyId: String(body.AccessKeyId),
    secretAccessKey: String(body.SecretAccessKey),
    sessionToken: String(body.Token),
  }
}

function keep({ world }: LoadTools, { secretAccessKey, sessionToken }: HandedKeys): void {
  world.secrets.add(secretAccessKey)
  world.secrets.add(sessionToken)
}

async function openConsole(tools: LoadTools): Promise<void> {
  const { platform, ledger, world } = tools
  const lease = someLease(tools, ({ state }) => state === 'active')
  if (lease === undefined) return
  const path = `/v1/leases/${lease.id}/console`
  const answered = await platform.once({ method: 'POST', path, body: {} })
  if (answered?.status !== 303) return
  count(ledger, 'console links')
  noteOpening(ledger, lease, answered, 'a console link')
  const link = answered.headers.get('location') ?? ''
  world.secrets.add(link)
  world.secrets.add(new URL(link).searchParams.get('SigninToken') ?? link)
  lease.consoles += 1
}

async function makeToken(tools: LoadTools): Promise<void> {
  const { platform, ledger, world } = tools
  const lease = someLease(tools, ({ state, tokens }) => state === 'active' && tokens.length < 2)
  if (lease === undefined) return
  const asked = (ledger.tokenRequests.get(lease.id) ?? 0) + 1
  ledger.tokenRequests.set(lease.id, asked)
  const path = `/v1/leases/${lease.id}/token`
  const answered = await platform.insist({ method: 'POST', path, key: `token-${lease.id}-${asked}` })
  // 409: it was made, and its secret went down with the replica.
  count(ledger, answered.status === 201 ? 'tokens' : 'tokens whose secret was lost')
  if (answered.status !== 201) return
  world.secrets.add(answered.body.token)
  lease.tokens.push(answered.body.token)
}

async function makeWorkshop({ platform, ledger, world, random }: LoadTools): Promise<void> {
  const name = `Workshop ${ledger.workshops.size}`
  ledger.workshops.set(name, { id: '', ended: false })
  const answered = await platform.insist({
    method: 'POST',
    path: '/v1/workshops',
    key: `workshop-${ledger.workshops.size}`,
    body: workshopBody(world, name),
  })
  const { id } = answered.body
  if (answered.status !== 201) ledger.problems.push(`${name} was answered ${answered.status}`)
  count(ledger, 'workshops')
  const isToEnd = random.next() < 0.5
  if (isToEnd) await platform.insist({ method: 'POST', path: `/v1/workshops/${id}/end`, body: {} })
  ledger.workshops.set(name, { id, ended: isToEnd })
}

/** An open workshop for the role of the lab. */
export function workshopBody({ roleArn }: World, name: string): object {
  return {
    name,
    roles: [{ accountId: roleArn.split(':')[4], roleArn }],
    startsAt: new Date(Date.now() - 3_600_000).toISOString(),
    endsAt: new Date(Date.now() + 6 * 3_600_000).toISOString(),
    seats: 5000,
    joinMode: 'code',
    state: 'open',
  }
}

/** As a participant does with a browser: joins, and fetches keys on the pass. */
async function joinOnThePage({ world, ledger, random }: LoadTools): Promise<void> {
  const name = `Guest ${ledger.guests.size}`
  ledger.guests.set(name, false)
  const { url } = random.pick(world.replicas)
  const form = (path: string, fields: Record<string, string>, cookie?: string): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
      headers: { origin: url, ...(cookie === undefined ? {} : { cookie }) },
      body: new URLSearchParams(fields),
    })
  try {
    const joined = await form(`/join/${ledger.joinCode}`, { as: 'name', name })
    await joined.text()
    const cookie = joined.headers.get('set-cookie')?.split(';')[0]
    if (joined.status !== 303 || cookie === undefined) return
    ledger.guests.set(name, true)
    count(ledger, 'joins on the page')
    world.secrets.add(cookie.replace(/^.*?=/, ''))
    const page = await (await form('/pass/keys', {}, cookie)).text()
    const shown = /[A-Za-z0-9/+=]{200,}/.exec(page)?.[0]
    if (shown !== undefined) world.secrets.add(shown)
  } catch {
    // The replica was killed, or slow: a person would look again.
  }
}
