import { beforeAll, describe, expect, it } from 'vitest'
import { type Actor, scopes } from '../../src/actor/index.ts'
import { createLease } from '../../src/lease/index.ts'
import { makeApiToken, sessionId, startSession } from '../../src/signin/index.ts'
import { addStaff } from '../../src/staff/index.ts'
import { createWebhook } from '../../src/webhook/index.ts'
import { admin, type Desk, openWorkshopOf, useDesks } from '../desk.ts'
import { type CheckedApi, createCheckedApi } from './checked-api.ts'

const desks = useDesks()

/** Whoever asks; what is theirs is in `own`, and the rest is somebody else's. */
const kinds = ['admin', 'instructor', 'platform', 'participant'] as const
type Kind = (typeof kinds)[number]

/*
 * Every route by every kind of actor: n = refused, o = what is their own, a = anybody's. By hand, and not made
 * from the routes: they are held to it.
 */
const table: Readonly<Record<string, string>> = {
  'GET /v1/workshops': 'aaan',
  'POST /v1/health/checks': 'aaan',
  'POST /v1/workshops': 'aaan',
  'GET /v1/workshops/{workshopId}': 'aoon',
  'PATCH /v1/workshops/{workshopId}': 'aoon',
  'POST /v1/workshops/{workshopId}/open': 'aoon',
  'POST /v1/workshops/{workshopId}/end': 'aoon',
  'POST /v1/workshops/{workshopId}/archive': 'aoon',
  'GET /v1/workshops/{workshopId}/participants': 'aoon',
  'POST /v1/workshops/{workshopId}/participants': 'aoon',
  'GET /v1/participants/{participantId}': 'aooo',
  'GET /v1/workshops/{workshopId}/leases': 'aoon',
  'POST /v1/leases': 'aoon',
  'GET /v1/leases/{leaseId}': 'aooo',
  'DELETE /v1/leases/{leaseId}': 'aoon',
  'POST /v1/leases/{leaseId}/suspend': 'aoon',
  'POST /v1/leases/{leaseId}/resume': 'aoon',
  'POST /v1/leases/{leaseId}/revoke': 'aoon',
  'POST /v1/leases/{leaseId}/extend': 'aoon',
  'POST /v1/leases/{leaseId}/token': 'nnoo',
  'POST /v1/leases/{leaseId}/credentials': 'nnoo',
  'POST /v1/leases/{leaseId}/console': 'nnoo',
  'POST /v1/leases/{leaseId}/link': 'aoon',
  'GET /v1/credentials': 'nnna',
  'DELETE /v1/credentials': 'nnna',
  'POST /v1/join': 'aaaa',
  'GET /v1/staff': 'annn',
  'POST /v1/staff': 'annn',
  'GET /v1/staff/{staffId}': 'annn',
  'PATCH /v1/staff/{staffId}': 'annn',
  'POST /v1/staff/{staffId}/link': 'annn',
  'POST /v1/staff/{staffId}/disable': 'annn',
  'POST /v1/staff/{staffId}/enable': 'annn',
  'GET /v1/staff/{staffId}/passkeys': 'annn',
  'DELETE /v1/staff/{staffId}/passkeys/{passkeyId}': 'annn',
  'GET /v1/account': 'oonn',
  'PATCH /v1/account/passkeys/{passkeyId}': 'oonn',
  'DELETE /v1/account/passkeys/{passkeyId}': 'oonn',
  'DELETE /v1/account/browsers/{browserId}': 'oonn',
  'DELETE /v1/account/browsers': 'oonn',
  'GET /v1/api-tokens': 'annn',
  'POST /v1/api-tokens': 'annn',
  'DELETE /v1/api-tokens/{tokenId}': 'annn',
  'GET /v1/webhooks': 'anan',
  'POST /v1/webhooks': 'anan',
  'DELETE /v1/webhooks/{webhookId}': 'anon',
  'GET /v1/audit': 'annn',
  'GET /v1/workshops/{workshopId}/audit': 'aoon',
  'GET /v1/leases/{leaseId}/audit': 'aoon',
  'GET /v1/roles/preview': 'aaan',
  'GET /v1/ready': 'aaaa',
  'GET /v1/health': 'aaan',
  'GET /v1/metrics': 'aaan',
}

// Last: what ends the thing that the others are asked about.
const bodies: Readonly<Record<string, (ids: Ids) => object>> = {
  'POST /v1/workshops': () => ({
    name: 'Mine',
    roles: [{ accountId: '123456789012', roleArn: 'arn:aws:iam::123456789012:role/A' }],
    startsAt: '2026-11-23T09:00:00Z',
    endsAt: '2026-11-23T17:00:00Z',
    seats: 1,
  }),
  'PATCH /v1/account/passkeys/{passkeyId}': () => ({ name: 'Phone' }),
  'POST /v1/staff': () => ({ name: 'Ina', role: 'instructor' }),
  'POST /v1/api-tokens': () => ({ name: 'Labs', scopes: ['leases'] }),
  'POST /v1/webhooks': () => ({ url: 'https://lab.example.com/hook' }),
  'POST /v1/join': ({ joinCode }) => ({ code: joinCode, name: 'Ada' }),
  'POST /v1/leases': ({ workshopId }) => ({ workshopId, participant: {} }),
  'POST /v1/leases/{leaseId}/extend': () => ({ endsAt: '2026-11-23T12:00:00Z' }),
  'POST /v1/health/checks': ({ roleArn }) => ({ roleArn }),
  'POST /v1/workshops/{workshopId}/participants': () => ({ people: [{ name: 'Ada' }] }),
}

const queries: Readonly<Record<string, string>> = {
  'GET /v1/roles/preview': '?roleArn=arn:aws:iam::123456789012:role/A',
}

interface Ids {
  readonly workshopId: string
  /** Of that workshop alone: a role is not checked twice at once. */
  readonly roleArn: string
  readonly participantId: string
  readonly joinCode: string
  readonly leaseId: string
  readonly tokenId: string
  readonly staffId: string
  readonly webhookId: string
  readonly passkeyId: string
  /** A passkey of that member of staff. */
  readonly staffPasskeyId: string
  readonly browserId: string
}

let api: CheckedApi
const own = new Map<Kind, Ids>()
const foreign = new Map<Kind, Ids>()
const actors = new Map<Kind, Actor>()

beforeAll(async () => {
  const desk = await desks.make()
  api = await createCheckedApi(desk)
  const owner: Actor = { kind: 'instructor', id: 's-000000000c', name: 'Otto' }
  let made = 0
  const make = async (by: Actor): Promise<Ids> => {
    const accountId = '123456789012'
    const roleArn = `arn:aws:iam::${accountId}:role/Handed${(made += 1)}`
    const roles = [{ accountId, roleArn }]
    const workshop = await openWorkshopOf(desk.services, by, { seats: 100, joinMode: 'code', roles })
    const created = await createLease(desk.services, by, {
      workshopId: workshop.id,
      participant: { name: 'Ada' },
    })
    const { token } = await makeApiToken(desk.services, admin, { name: 'Labs', scopes: ['leases'] })
    const { webhook } = await createWebhook(desk.services, by.kind === 'platform' ? by : admin, {
      url: 'https://lab.example.com/hook',
    })
    const ina = await addStaff(desk.services, admin, { name: 'Ina', role: 'instructor' })
    return {
      workshopId: workshop.id,
      roleArn,
      participantId: created.participant.id,
      joinCode: workshop.join_code ?? '',
      leaseId: created.lease.id,
      tokenId: token.id,
      staffId: ina.id,
      staffPasskeyId: (await signsIn(desk, ina)).passkeyId,
      webhookId: webhook.id,
      ...(await signsIn(desk, by.kind === 'platform' ? owner : by)),
    }
  }
  for (const kind of kinds) {
    const staff: Actor =
      kind === 'platform'
        ? { kind, id: 't-labs', name: 'Labs', scopes, workshopIds: [] }
        : {
            kind: kind === 'participant' ? 'admin' : kind,
            id: kind === 'instructor' ? 's-000000000b' : 's-000000000a',
            name: kind,
          }
    const mine = await make(staff)
    own.set(kind, mine)
    foreign.set(kind, await make(owner))
    actors.set(
      kind,
      kind === 'participant'
        ? {
            kind,
            id: mine.participantId,
            workshopId: mine.workshopId,
            leaseId: mine.leaseId,
            tokenId: 'k-0000000000',
          }
        : staff,
    )
  }
})

/** A passkey and a browser of somebody who runs workshops. */
async function signsIn(
  { services }: Desk,
  { id }: Pick<Actor, 'id'>,
): Promise<Pick<Ids, 'passkeyId' | 'browserId'>> {
  const at = services.now()
  await services.database
    .insertInto('staff')
    .values({ id, name: id, role: 'instructor', created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const passkey = await services.database
    .insertInto('passkey')
    .values({
      id: services.randomBytes(16).toString('base64url'),
      staff_id: id,
      public_key: Buffer.alloc(1),
      transports: [],
      name: 'Laptop',
      created_at: at,
      last_used_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const { secret } = await startSession(services, { staffId: id }, 'a browser')
  return { passkeyId: passkey.id, browserId: sessionId(secret) }
}

async function statusOf(route: string, kind: Kind, ids: Ids): Promise<number> {
  const [method = '', path = ''] = route.split(' ')
  const filled = path
    .replace('{workshopId}', ids.workshopId)
    .replace('{participantId}', ids.participantId)
    .replace('{leaseId}', ids.leaseId)
    .replace('{tokenId}', ids.tokenId)
    .replace('{staffId}', ids.staffId)
    .replace('{webhookId}', ids.webhookId)
    .replace('{passkeyId}', path.startsWith('/v1/staff/') ? ids.staffPasskeyId : ids.passkeyId)
    .replace('{browserId}', ids.browserId)
  const body = bodies[route]?.(ids) ?? (method === 'POST' || method === 'PATCH' ? {} : undefined)
  return (
    await api.ask(method, `${filled}${queries[route] ?? ''}`, {
      as: actors.get(kind)!,
      ...(body === undefined ? {} : { body }),
    })
  ).status
}

const cells = Object.entries(table).flatMap(([route, letters]) =>
  kinds.map((kind, column) => ({ route, kind, letter: letters[column] ?? '' })),
)
const oneOfSome = ({ route }: { readonly route: string }): boolean => /\{|POST \/v1\/leases$/.test(route)

describe('authorisation over HTTP', () => {
  it('is written out for every route', () => {
    expect(Object.keys(table).toSorted()).toEqual(
      api.app.api.endpoints.map(({ method, path }) => `${method} ${path}`).toSorted(),
    )
  })

  it.each(Object.keys(table).filter((route) => !['GET /v1/ready', 'POST /v1/join'].includes(route)))(
    '%s is refused to whoever is not signed in',
    async (route) => {
      const [method = '', path = ''] = route.split(' ')
      const answer = await api.app.fetch(
        new Request(`https://desk.test${path.replaceAll(/\{\w+\}/g, 'l-000000')}`, { method }),
      )
      expect([401, 429]).toContain(answer.status)
    },
  )

  it.each(cells.filter(oneOfSome))('$kind, $route, of others: $letter', async ({ route, kind, letter }) => {
    const status = await statusOf(route, kind, foreign.get(kind)!)
    if (letter === 'a') expect([200, 201, 303, 409]).toContain(status)
    else expect(status).toBe(letter === 'n' && !isOwnOnly(route, kind) ? 403 : 404)
  })

  it.each(cells)('$kind, $route, own: $letter', async ({ route, kind, letter }) => {
    const status = await statusOf(route, kind, own.get(kind)!)
    // What was ended by a route before is a conflict now, which is a state and no refusal.
    if (letter !== 'n') expect([200, 201, 303, 409]).toContain(status)
    else expect(status).toBe(isOwnOnly(route, kind) ? 404 : 403)
  })

  /** A participant may read some of what is theirs, and of a whole workshop nothing is. */
  function isOwnOnly(route: string, kind: Kind): boolean {
    return (
      kind === 'participant' &&
      ['GET /v1/workshops/{workshopId}/participants', 'GET /v1/workshops/{workshopId}/leases'].includes(route)
    )
  }
})
