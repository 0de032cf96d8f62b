import { createHmac, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { actions } from '../../src/audit/index.ts'
import { createSeal } from '../../src/base/index.ts'
import type { Services } from '../../src/change/index.ts'
import { controlLeases, createLease } from '../../src/lease/index.ts'
import { createNotifying } from '../../src/notifying/index.ts'
import {
  createPost,
  createWebhook,
  deliverDue,
  listWebhooks,
  refuseOtherSeal,
  removeWebhook,
  webhookEventNames,
} from '../../src/webhook/index.ts'
import { signatureHeaders } from '../../src/webhook/sign.ts'
import { admin, type Desk, instructor, openWorkshopOf, useDesks } from '../desk.ts'

const desks = useDesks()
let desk: Desk
let services: Services

beforeAll(async () => {
  desk = await desks.make()
  const { database, now } = desk.services
  await database
    .insertInto('staff')
    .values({
      id: admin.id,
      name: 'Ann Admin',
      role: 'admin',
      email: null,
      oidc_issuer: null,
      oidc_subject: null,
      created_at: now(),
      updated_at: now(),
      disabled_at: null,
    })
    .execute()
  services = {
    ...desk.services,
    notifying: createNotifying({ jobs: desk.services.jobs, now: desk.clock.now }),
  }
})

interface Received {
  readonly id: string
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Somebody's endpoint, on loopback, which answers as told. */
async function receiver(answer: (count: number) => number): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({
        id: String(request.headers['webhook-id']),
        body: Buffer.concat(parts).toString(),
        headers: request.headers,
      })
      response.writeHead(answer(received.length), { location: 'http://127.0.0.1:1/' }).end('ignored')
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`, received }
}

const post = createPost({ allowPrivate: true })
function types(received: readonly Received[]): unknown[] {
  return received.map(({ body }) => {
    const event: unknown = JSON.parse(body)
    return typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined
  })
}

async function revokedLease(): Promise<string> {
  const workshop = await openWorkshopOf(services)
  const { lease } = await createLease(services, instructor, {
    workshopId: workshop.id,
    participant: { name: 'Ada' },
  })
  await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, 'suspend')
  await controlLeases(services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, 'revoke')
  return lease.id
}

/** Services of a server that was told to let webhooks go to this machine. */
const privately = () => ({ ...services, privateWebhooks: true })

/** Until another transaction waits for a lock. */
async function someoneWaits(): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted`.execute(services.database)
    if (rows.length > 0) return
    await wait(5)
  }
}

async function removeAll(): Promise<void> {
  for (const { id } of await listWebhooks(services, admin)) await removeWebhook(services, admin, id)
}
afterEach(removeAll)

describe('a webhook', () => {
  it('can be told whatever happens to a lease, but for what whoever makes leases knows; the documents name each', () => {
    const untold = ['lease.created', 'lease.token-made', 'lease.token-returned']
    expect([...webhookEventNames, ...untold].toSorted()).toEqual(
      actions.filter((action) => action.startsWith('lease.')).toSorted(),
    )
    const page = readFileSync(new URL('../../../../docs/server.md', import.meta.url), 'utf8')
    const [, section = ''] = page.split('\n## Webhooks\n')
    const named = [...(section.split('\n## ', 1)[0] ?? '').matchAll(/`(lease\.[\w-]+)`/g)].map(
      ([, name = '']) => name,
    )
    expect(named.toSorted()).toEqual(webhookEventNames.toSorted())
  })

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'https://me:secret@example.com/',
    'example.com',
    '',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://[::ffff:7f00:1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/',
  ])('is not made for %j', async (url) => {
    await expect(createWebhook(services, admin, { url })).rejects.toMatchObject({ code: 'InvalidInput' })
  })

  it('goes by http and to this machine where the server was told that it may', async () => {
    for (const url of ['http://127.0.0.1:9/hook', 'https://10.0.0.1/hook', 'http://lab.internal/hook']) {
      expect((await createWebhook(privately(), admin, { url })).webhook.url).toBe(url)
    }
    await expect(createWebhook(privately(), admin, { url: 'ftp://10.0.0.1/' })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
  })

  it('that was to be removed, and was not after all, is told what happened meanwhile', async () => {
    const { webhook } = await createWebhook(services, admin, { url: 'https://example.com/hook' })
    const workshop = await openWorkshopOf(services)
    let removal: Promise<unknown> | undefined
    const fails = { ...services, notifying: { recorded: () => Promise.reject(new Error('cut off')) } }
    const slow = {
      ...services,
      notifying: {
        recorded: async (...told: Parameters<typeof services.notifying.recorded>) => {
          // The audit is held here, and the removal waits for it.
          removal ??= removeWebhook(fails, admin, webhook.id).catch((error: unknown) => error)
          await someoneWaits()
          await services.notifying.recorded(...told)
        },
      },
    }
    await createLease(slow, instructor, { workshopId: workshop.id, participant: { name: 'Ada' } })
    expect(await removal).toMatchObject({ message: 'cut off' })
    const { database } = services
    const events = await database
      .selectFrom('webhook_delivery')
      .select('event')
      .where('endpoint_id', '=', webhook.id)
      .execute()
    expect(events).toEqual([{ event: 'lease.started' }])
  })

  it('is not made by an instructor, for no event, or for one that there is not', async () => {
    const url = 'https://example.com/hook'
    await expect(createWebhook(services, instructor, { url })).rejects.toMatchObject({ code: 'Forbidden' })
    for (const events of [[], ['lease.invented']]) {
      await expect(createWebhook(services, admin, { url, events })).rejects.toMatchObject({
        code: 'InvalidInput',
      })
    }
  })

  it('keeps its secret sealed', async () => {
    const { secret, webhook } = await createWebhook(services, admin, { url: 'https://example.com/hook' })
    expect(secret).toMatch(/^whsec_/)
    expect(webhook.sealed_secret.includes(secret.slice(6))).toBe(false)
  })
})

describe('a delivery', () => {
  it('is signed as Standard Webhooks has it', async () => {
    const { url, received } = await receiver(() => 204)
    const { secret } = await createWebhook(privately(), admin, { url })
    await revokedLease()
    await deliverDue(services, post)
    expect(types(received)).toEqual(expect.arrayContaining(['lease.suspended', 'lease.revoked']))
    for (const { body, headers } of received) {
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
      const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
      expect(headers['webhook-signature']).toBe(
        `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
      )
    }
  })

  it('has the signature of the specification’s example', () => {
    const headers = signatureHeaders('whsec_plJ3nmyCDGBKInavdOK15jsl', {
      id: 'msg_loFOjxBNrRLzqYUf',
      body: '{"event_type":"ping","data":{"success":true}}',
      now: new Date(1731705121_000),
    })
    expect(headers['webhook-signature']).toBe('v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=')
  })

  it('that fails is tried again, and what is about the same lease waits for it', async () => {
    let broken = true
    const { url, received } = await receiver(() => (broken ? 500 : 200))
    await createWebhook(privately(), admin, { url, events: ['lease.suspended', 'lease.revoked'] })
    await revokedLease()
    const next = await deliverDue(services, post)
    expect(types(received)).toEqual(['lease.suspended'])
    expect(next?.getTime()).toBe(desk.clock.now().getTime() + 5000)
    broken = false
    desk.clock.forward(5)
    await deliverDue(services, post)
    expect(types(received)).toEqual(['lease.suspended', 'lease.suspended', 'lease.revoked'])
    expect(new Set(received.map(({ id }) => id)).size).toBe(2)
  })

  it('is not held up by another lease, and two who send do not send it twice', async () => {
    const { url, received } = await receiver(() => 200)
    await createWebhook(privately(), admin, { url, events: ['lease.revoked'] })
    for (let index = 0; index < 20; index += 1) await revokedLease()
    await Promise.all([deliverDue(services, post), deliverDue(services, post), deliverDue(services, post)])
    expect(received).toHaveLength(20)
    expect(new Set(received.map(({ id }) => id)).size).toBe(20)
  })

  it('is given up when it is gone', async () => {
    const { url, received } = await receiver(() => 410)
    await createWebhook(privately(), admin, { url, events: ['lease.revoked'] })
    await revokedLease()
    expect(await deliverDue(services, post)).toBeUndefined()
    expect(received).toHaveLength(1)
  })

  it('follows no redirect', async () => {
    const { url, received } = await receiver(() => 302)
    await createWebhook(privately(), admin, { url, events: ['lease.revoked'] })
    await revokedLease()
    expect(await deliverDue(services, post)).toBeInstanceOf(Date)
    expect(received).toHaveLength(1)
  })

  it.each([
    'http://127.0.0.1:9/',
    'http://[::1]:9/',
    'http://[::ffff:10.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://0x7f.1:9/',
    'http://169.254.169.254/',
    'http://localhost:9/',
  ])('goes to no private address: %s', async (url) => {
    expect(await createPost()(url, '{}', {})).toEqual({
      status: undefined,
      error: 'the address is a private one',
    })
  })
})

describe('a replica whose sealing key is not that of the others', () => {
  it('is refused at its start, with what to do', async () => {
    const here = (await desks.make()).services
    const other = { ...here, seal: createSeal(randomBytes(32), randomBytes) }
    await refuseOtherSeal(other)
    await createWebhook(here, admin, { url: 'https://example.com/hook' })
    await expect(refuseOtherSeal(other)).rejects.toMatchObject({
      code: 'SettingInvalid',
      message: 'the secrets of webhooks in the database were sealed with another key (all of them)',
      hint: expect.stringContaining('HALLPASS_SEAL_KEY'),
    })
    await refuseOtherSeal(here)
    // Whichever it is, and however many are fine.
    const { webhook } = await createWebhook(other, admin, { url: 'https://example.com/older' })
    await here.database
      .updateTable('webhook_endpoint')
      .set({ created_at: new Date(0) })
      .where('id', '=', webhook.id)
      .execute()
    await expect(refuseOtherSeal(here)).rejects.toMatchObject({
      message: expect.stringContaining(`1 of 2: ${webhook.id}`),
      hint: expect.stringContaining(`delete from webhook_endpoint where id in ('${webhook.id}')`),
    })
  })

  it('is told what to delete that was sealed with another key, and nothing else, however many there are', async () => {
    const here = (await desks.make()).services
    const other = { ...here, seal: createSeal(randomBytes(32), randomBytes) }
    const { webhook: good } = await createWebhook(here, admin, { url: 'https://example.com/good' })
    for (let index = 0; index < 21; index += 1) {
      await createWebhook(other, admin, { url: `https://example.com/${index}` })
    }
    const refused: unknown = await refuseOtherSeal(here).catch((error: unknown) => error)
    const [, statement = ''] =
      /`(delete from [^`]+)`/.exec(refused instanceof HallpassError ? (refused.hint ?? '') : '') ?? []
    await sql.raw(statement).execute(here.database)
    const left = await here.database.selectFrom('webhook_endpoint').select('id').execute()
    expect(left).toEqual([{ id: good.id }])
    await refuseOtherSeal(here)
  })
})
