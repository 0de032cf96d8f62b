import { describe, expect, it } from 'vitest'
import { type Actor, scopes } from '../../src/actor/index.ts'
import { parseAuditLine, verifyAuditChain } from '../../src/audit/index.ts'
import { admin, instructor, roleArn, useDesks } from '../desk.ts'
import { type CheckedApi, createCheckedApi } from './checked-api.ts'

const desks = useDesks()
const platform: Actor = { kind: 'platform', id: 't-labs', name: 'Labs', scopes, workshopIds: [] }

const newWorkshop = {
  name: 'Storage for beginners',
  roles: [{ accountId: '123456789012', roleArn }],
  startsAt: '2026-11-23T09:00:00Z',
  endsAt: '2026-11-23T17:00:00Z',
  timeZone: 'Europe/Berlin',
  seats: 30,
  state: 'open',
}

async function openApi() {
  const desk = await desks.make()
  const api = await createCheckedApi(desk)
  const workshop = (await api.ask('POST', '/v1/workshops', { as: platform, body: newWorkshop })).body
  return { ...desk, ...api, workshop }
}

const lease = async (api: CheckedApi, workshopId: string, externalId = 'u-1') =>
  api.ask('POST', '/v1/leases', {
    as: platform,
    body: { workshopId, participant: { externalId, name: 'Ada Lovelace' } },
  })

describe('a platform', () => {
  it('needs two calls for a student, and both can be repeated', async () => {
    const api = await openApi()
    const first = await lease(api, api.workshop.id)
    const again = await lease(api, api.workshop.id)
    expect([first.status, again.status]).toEqual([201, 200])
    expect(again.body).toEqual(first.body)
    expect(first.headers.get('location')).toBe(`/v1/leases/${first.body.id}`)
    const ended = await api.ask('DELETE', `/v1/leases/${first.body.id}`, { as: platform })
    const endedAgain = await api.ask('DELETE', `/v1/leases/${first.body.id}`, { as: platform })
    expect([ended.body.lease.state, endedAgain.body.lease.state]).toEqual(['ended', 'ended'])
    expect(ended.body.denial.state).toBe('written')
  })

  it('gets keys and a console link for a lease, and nobody stores them on the way', async () => {
    const api = await openApi()
    const { id } = (await lease(api, api.workshop.id)).body
    const keys = await api.ask('POST', `/v1/leases/${id}/credentials`, { as: platform })
    expect(Object.keys(keys.body)).toEqual(['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration'])
    const console = await api.ask('POST', `/v1/leases/${id}/console`, { as: platform, body: {} })
    expect(console.status).toBe(303)
    expect(console.headers.get('location')).toContain('SigninToken=')
    for (const answer of [keys, console]) {
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  it('never gets a link by GET, which things prefetch', async () => {
    const api = await openApi()
    const { id } = (await lease(api, api.workshop.id)).body
    const answer = await api.ask('GET', `/v1/leases/${id}/console`, { as: platform })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  })

  it('suspends, resumes, extends and revokes', async () => {
    const api = await openApi()
    const { id } = (await lease(api, api.workshop.id)).body
    const act = async (word: string, body: object = {}) =>
      (await api.ask('POST', `/v1/leases/${id}/${word}`, { as: platform, body })).body
    expect((await act('suspend', { reason: 'a break' })).lease).toMatchObject({
      state: 'suspended',
      reason: 'a break',
    })
    expect((await act('resume')).lease.state).toBe('active')
    expect((await act('extend', { endsAt: '2026-11-23T12:00:00Z' })).lease.endsAt).toBe(
      '2026-11-23T12:00:00.000Z',
    )
    expect((await act('revoke')).lease.state).toBe('revoked')
    expect((await act('suspend')).code).toBe('StateConflict')
  })
})

describe('a request', () => {
  it.each([
    ['without a token', {}, 401, 'NotSignedIn'],
    [
      'with a body that is no JSON',
      { as: platform, body: '{', headers: { 'content-type': 'application/json' } },
      400,
      'InvalidInput',
    ],
    [
      'with a body of another kind',
      { as: platform, body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      'InvalidInput',
    ],
    [
      'with a field that is unknown',
      { as: platform, body: { ...newWorkshop, colour: 'red' } },
      400,
      'InvalidInput',
    ],
    ['with a number for a name', { as: platform, body: { ...newWorkshop, name: 7 } }, 400, 'InvalidInput'],
    [
      'with U+0000 in a name',
      { as: platform, body: { ...newWorkshop, name: 'a\u0000b' } },
      400,
      'InvalidInput',
    ],
    [
      'with a body that is too large',
      { as: platform, body: { ...newWorkshop, name: 'x'.repeat(70_000) } },
      400,
      'InvalidInput',
    ],
    [
      'with an end before the start',
      { as: platform, body: { ...newWorkshop, endsAt: '2026-11-23T08:00:00Z' } },
      400,
      'InvalidInput',
    ],
  ])('%s is refused, with a code and a hint', async (_, options, status, code) => {
    const api = await createCheckedApi(await desks.make())
    const answer = await api.ask('POST', '/v1/workshops', options)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('is told which field is wrong, and what was sent is not repeated', async () => {
    const api = await createCheckedApi(await desks.make())
    const body = {
      ...newWorkshop,
      roles: [{ accountId: '123456789012', roleArn: 'a-secret-in-the-wrong-place' }],
    }
    const answer = await api.ask('POST', '/v1/workshops', { as: platform, body })
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toContain('roles.0.roleArn')
    expect(answer.text).not.toContain('a-secret')
  })

  it('for what is somebody else’s is answered as if it were not there', async () => {
    const api = await openApi()
    const other: Actor = {
      ...platform,
      kind: 'platform',
      id: 't-other',
      name: 'Other',
      scopes,
      workshopIds: [],
    }
    const foreign = await api.ask('GET', `/v1/workshops/${api.workshop.id}`, { as: other })
    const missing = await api.ask('GET', '/v1/workshops/w-0000000000', { as: other })
    expect(foreign.status).toBe(404)
    expect(foreign.body).toEqual(missing.body)
  })

  it('for nothing that there is gets a problem too', async () => {
    const api = await createCheckedApi(await desks.make())
    const answer = await api.ask('GET', '/v2/anything')
    expect([answer.status, answer.body.code]).toEqual([404, 'NotFound'])
  })

  it('is refused when there are too many of them', async () => {
    const api = await openApi()
    const statuses = await Promise.all(
      Array.from({ length: 80 }, () => api.ask('GET', '/v1/workshops').then(({ status }) => status)),
    )
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    expect((await api.ask('GET', '/v1/workshops', { as: platform })).status).toBe(200)
  })
})

describe('the document', () => {
  it('has AWS’s refusals where AWS is asked, and nowhere else', async () => {
    const { document } = await createCheckedApi(await desks.make())
    const asking = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .filter(({ responses }) => '502' in responses && '504' in responses)
    expect(asking.map(({ operationId }) => operationId).toSorted()).toEqual([
      'containerCredentials',
      'issueCredentials',
      'joinWorkshop',
      'openConsole',
    ])
  })
})

describe('an ETag', () => {
  it('holds a change to the version that was read', async () => {
    const api = await openApi()
    const path = `/v1/workshops/${api.workshop.id}`
    const read = await api.ask('GET', path, { as: platform })
    const etag = read.headers.get('etag') ?? ''
    const change = (headers: Record<string, string>) =>
      api.ask('PATCH', path, { as: platform, body: { seats: 31 }, headers })
    expect((await change({ 'if-match': 'W/"x"' })).status).toBe(400)
    expect((await change({ 'if-match': etag })).body).toMatchObject({ seats: 31, version: 2 })
    expect((await change({ 'if-match': etag })).body.code).toBe('VersionConflict')
    expect((await change({})).status).toBe(200)
  })
})

describe('the container credentials endpoint', () => {
  it('serves whoever has a lease’s token, bare as SDKs send it, until the lease ends', async () => {
    const api = await openApi()
    const { id } = (await lease(api, api.workshop.id)).body
    const { token } = (await api.ask('POST', `/v1/leases/${id}/token`, { as: platform })).body
    const fetchKeys = (authorization: string) => api.ask('GET', '/v1/credentials', { token: authorization })
    expect((await fetchKeys('hp_lease_nobody')).status).toBe(401)
    expect((await api.ask('GET', '/v1/credentials', { as: instructor })).status).toBe(403)
    expect((await fetchKeys(token)).body.Token).toBe('a-session-token')
    expect((await fetchKeys(`Bearer ${token}`)).status).toBe(200)
    await api.ask('POST', `/v1/leases/${id}/revoke`, { as: platform, body: {} })
    expect((await fetchKeys(token)).body).toMatchObject({ code: 'StateConflict', name: 'revoked' })
  })
})

describe('an import', () => {
  const importOf = (api: CheckedApi, id: string, options: object, query = '') =>
    api.ask('POST', `/v1/workshops/${id}/participants${query}`, { as: platform, ...options })

  it('adds nobody when a row cannot be used, and tells each', async () => {
    const api = await openApi()
    const people = [{ name: 'Ada' }, { email: 'no address' }, { externalId: 'u-1' }, { externalId: 'u-1' }]
    const { body } = await importOf(api, api.workshop.id, { body: { people } })
    expect(body.added).toBe(0)
    expect(body.problems.map(({ row }: { row: number }) => row)).toEqual([2, 4])
    expect(
      (await api.ask('GET', `/v1/workshops/${api.workshop.id}/participants`, { as: platform })).body.items,
    ).toEqual([])
  })

  it('takes a table as a spreadsheet saves it, once however often it comes', async () => {
    const api = await openApi()
    const csv = 'Vorname;Nachname;E-Mail\r\nÅsa;Öberg;asa@example.com\r\nAda;Lovelace;ada@example.com\r\n'
    const options = { body: Buffer.from(csv, 'latin1'), headers: { 'content-type': 'text/csv' } }
    expect((await importOf(api, api.workshop.id, options, '?dryRun=true')).body).toMatchObject({
      dryRun: true,
      added: 2,
    })
    expect((await importOf(api, api.workshop.id, options)).body).toMatchObject({ added: 2, known: 0 })
    expect((await importOf(api, api.workshop.id, options)).body).toMatchObject({ added: 0, known: 2 })
    const { items } = (
      await api.ask('GET', `/v1/workshops/${api.workshop.id}/participants`, { as: platform })
    ).body
    expect(items.map(({ name }: { name: string }) => name).toSorted()).toEqual(['Ada Lovelace', 'Åsa Öberg'])
  })

  it('takes a list of names', async () => {
    const api = await openApi()
    const options = { body: 'Ada Lovelace\nGrace Hopper\n', headers: { 'content-type': 'text/plain' } }
    expect((await importOf(api, api.workshop.id, options)).body).toMatchObject({ added: 2, problems: [] })
    expect((await importOf(api, api.workshop.id, options)).body).toMatchObject({ added: 0, known: 2 })
  })

  it('takes 2,000 people and no more', async () => {
    const api = await openApi()
    const people = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ externalId: `u-${index}` }))
    expect((await importOf(api, api.workshop.id, { body: { people: people(2001) } })).status).toBe(400)
    expect((await importOf(api, api.workshop.id, { body: { people: people(2000) } })).body.added).toBe(2000)
  })
})

describe('a list', () => {
  it('comes in pages, each thing once', async () => {
    const api = await openApi()
    const people = Array.from({ length: 25 }, (_, index) => ({ externalId: `u-${index}` }))
    await api.ask('POST', `/v1/workshops/${api.workshop.id}/participants`, { as: platform, body: { people } })
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '?limit=10' : `?limit=10&cursor=${cursor}`
      const { body } = await api.ask('GET', `/v1/workshops/${api.workshop.id}/participants${query}`, {
        as: platform,
      })
      expect(body.items.length).toBeLessThanOrEqual(10)
      seen.push(...body.items.map(({ externalId }: { externalId: string }) => externalId))
      cursor = body.next
    }
    expect(seen.toSorted()).toEqual(people.map(({ externalId }) => externalId).toSorted())
  })
})

describe('the audit', () => {
  it('is exported by an admin, or a token for every workshop, and can be checked as it comes', async () => {
    const api = await openApi()
    await lease(api, api.workshop.id)
    expect((await api.ask('GET', '/v1/audit', { as: platform })).status).toBe(403)
    const everywhere = { ...platform, workshopIds: 'all' } as const
    expect((await api.ask('GET', '/v1/audit', { as: everywhere })).status).toBe(200)
    const { text } = await api.ask('GET', '/v1/audit', { as: admin })
    const rows = text.trimEnd().split('\n').map(parseAuditLine)
    expect(await verifyAuditChain(rows)).toMatchObject({ ok: true, rows: rows.length })
    const own = await api.ask('GET', `/v1/workshops/${api.workshop.id}/audit`, { as: platform })
    expect(own.text).toContain('"action":"lease.created"')
  })

  it('holds no secret', async () => {
    const api = await openApi()
    const { id } = (await lease(api, api.workshop.id)).body
    const { token } = (await api.ask('POST', `/v1/leases/${id}/token`, { as: platform })).body
    const keys = (await api.ask('GET', '/v1/credentials', { token })).body
    await api.ask('POST', `/v1/leases/${id}/console`, { as: platform, body: {} })
    const { text } = await api.ask('GET', '/v1/audit', { as: admin })
    expect(text).toContain(keys.AccessKeyId)
    for (const secret of [token, keys.SecretAccessKey, keys.Token, 'a-signin-token'])
      expect(text).not.toContain(secret)
  })
})

describe('an issuer', () => {
  it('that the server does not have is refused when a workshop is made or changed', async () => {
    const api = await openApi()
    const made = await api.ask('POST', '/v1/workshops', {
      as: platform,
      body: { ...newWorkshop, issuer: 'nobody' },
    })
    const path = `/v1/workshops/${api.workshop.id}`
    const changed = await api.ask('PATCH', path, { as: platform, body: { issuer: 'nobody' } })
    for (const answer of [made, changed]) {
      expect([answer.status, answer.body.code, answer.body.name]).toEqual([400, 'InvalidInput', 'issuer'])
      expect(answer.body.hint).toBe('it has default, keyless')
    }
    expect((await api.ask('PATCH', path, { as: platform, body: { issuer: 'keyless' } })).status).toBe(200)
  })

  it('that the server has no more is shown in health, and its workshop can be renamed and ended', async () => {
    const api = await openApi()
    const path = `/v1/workshops/${api.workshop.id}`
    await api.open.database.updateTable('workshop').set({ issuer: 'gone' }).execute()
    const health = async () => (await api.ask('GET', '/v1/health', { as: platform })).body
    expect(await health()).toMatchObject({
      status: 'attention',
      workshops: [{ id: api.workshop.id, name: newWorkshop.name, issuer: 'gone' }],
    })
    expect((await api.ask('PATCH', path, { as: platform, body: { name: 'Other' } })).status).toBe(200)
    expect((await api.ask('POST', `${path}/end`, { as: platform, body: {} })).status).toBe(200)
    expect(await health()).toMatchObject({ status: 'ok', workshops: [] })
  })
})

describe('health', () => {
  it('is told to whoever may know, readiness to anyone', async () => {
    const api = await openApi()
    expect((await api.ask('GET', '/v1/health')).status).toBe(401)
    expect((await api.ask('GET', '/v1/health', { as: platform })).body.status).toBe('ok')
    expect((await api.ask('GET', '/v1/ready')).body).toEqual({ ready: true })
    expect((await api.ask('GET', '/v1/metrics', { as: platform })).text).toContain(
      'hallpass_workshops{state="open"} 1',
    )
  })
})
