import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createClient, operations } from 'hallpass/client'
import type * as client from 'hallpass/client'
import type { InferInput, InferOutput } from 'valibot'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type Actor, scopes } from '../../src/actor/index.ts'
import { createApp } from '../../src/app.ts'
import { listen } from '../../src/listen.ts'
import type {
  accountSchema,
  controlledLeaseSchema,
  credentialsSchema,
  leaseSchema,
  joinedSchema,
  joiningSchema,
  leaseTokenSchema,
  newLeaseSchema,
  personalLinkSchema,
  newWorkshopSchema,
  participantSchema,
  newStaffSchema,
  passkeySchema,
  personSchema,
  staffLinkSchema,
  staffSchema,
  workshopChangeSchema,
  workshopSchema,
} from '../../src/routes/schemas/index.ts'
import type { apiTokenSchema, newApiTokenSchema } from '../../src/routes/api-tokens.ts'
import type { healthSchema, roleCheckSchema, roleToCheckSchema } from '../../src/routes/health.ts'
import type { importAnswerSchema } from '../../src/routes/participants.ts'
import type { previewSchema } from '../../src/routes/roles.ts'
import type { newWebhookSchema, webhookSchema } from '../../src/routes/webhooks.ts'
import { type Desk, roleArn, useDesks } from '../desk.ts'

const desks = useDesks()
const platform: Actor = { kind: 'platform', id: 't-labs', name: 'Labs', scopes, workshopIds: [] }

/** The server on a port, with one token that is good. */
async function serve(desk: Desk) {
  const app = createApp({
    services: desk.services,
    version: '0.0.0',
    authenticators: [
      async (request) => (request.headers.get('authorization') === 'Bearer good' ? platform : undefined),
    ],
    addressOf: () => undefined,
    onFault: (error) => {
      throw error
    },
  })
  return { ...(await listen(app.fetch)), app }
}

const newWorkshop = {
  name: 'Storage for beginners',
  roles: [{ accountId: '123456789012', roleArn }],
  startsAt: '2026-11-23T09:00:00Z',
  endsAt: '2026-11-23T17:00:00Z',
  seats: 30,
  state: 'open',
} as const

describe('hallpass/client', () => {
  it('has a method for every operation of the document, and no other', async () => {
    const { app, close } = await serve(await desks.make())
    const described = Object.fromEntries(
      app.api.endpoints.map(({ name, method, path }) => [name, [method, path]]),
    )
    expect(operations).toEqual(described)
    expect(Object.keys(createClient({ url: 'http://127.0.0.1:1' })).toSorted()).toEqual(
      Object.keys(described).toSorted(),
    )
    await close()
  })

  it('has the types of the document', () => {
    expectTypeOf<InferOutput<typeof workshopSchema>>().toExtend<client.Workshop>()
    expectTypeOf<InferOutput<typeof participantSchema>>().toExtend<client.Participant>()
    expectTypeOf<InferOutput<typeof leaseSchema>>().toExtend<client.Lease>()
    expectTypeOf<InferOutput<typeof controlledLeaseSchema>>().toExtend<client.ControlledLease>()
    expectTypeOf<InferOutput<typeof credentialsSchema>>().toExtend<client.ContainerCredentials>()
    expectTypeOf<InferOutput<typeof leaseTokenSchema>>().toExtend<client.LeaseToken>()
    expectTypeOf<InferOutput<typeof personalLinkSchema>>().toExtend<client.PersonalLink>()
    expectTypeOf<InferOutput<typeof joinedSchema>>().toExtend<client.Joined>()
    expectTypeOf<InferOutput<typeof staffSchema>>().toExtend<client.Staff>()
    expectTypeOf<InferOutput<typeof staffLinkSchema>>().toExtend<client.StaffLink>()
    expectTypeOf<InferOutput<typeof accountSchema>>().toExtend<client.Account>()
    expectTypeOf<InferOutput<typeof passkeySchema>>().toExtend<client.Passkey>()
    expectTypeOf<InferOutput<typeof importAnswerSchema>>().toExtend<client.Imported>()
    expectTypeOf<InferOutput<typeof healthSchema>>().toExtend<client.Health>()
    expectTypeOf<InferOutput<typeof roleCheckSchema>>().toExtend<client.RoleCheck>()
    expectTypeOf<InferOutput<typeof previewSchema>>().toExtend<client.RolePreview>()
    expectTypeOf<InferOutput<typeof apiTokenSchema>>().toExtend<client.ApiToken>()
    expectTypeOf<InferOutput<typeof webhookSchema>>().toExtend<client.Webhook>()
    type Mutable<T> = T extends readonly (infer U)[]
      ? Mutable<U>[]
      : T extends object
        ? { -readonly [K in keyof T]: Mutable<T[K]> }
        : T
    expectTypeOf<Mutable<client.Joining>>().toExtend<InferInput<typeof joiningSchema>>()
    expectTypeOf<Mutable<client.NewWorkshop>>().toExtend<InferInput<typeof newWorkshopSchema>>()
    expectTypeOf<Mutable<client.WorkshopChange>>().toExtend<InferInput<typeof workshopChangeSchema>>()
    expectTypeOf<Mutable<client.NewLease>>().toExtend<InferInput<typeof newLeaseSchema>>()
    expectTypeOf<Mutable<client.NewStaff>>().toExtend<InferInput<typeof newStaffSchema>>()
    expectTypeOf<Mutable<client.RoleToCheck>>().toExtend<InferInput<typeof roleToCheckSchema>>()
    expectTypeOf<Mutable<client.NewApiToken>>().toExtend<InferInput<typeof newApiTokenSchema>>()
    expectTypeOf<Mutable<client.NewWebhook>>().toExtend<InferInput<typeof newWebhookSchema>>()
    expectTypeOf<Mutable<client.Person>>().toExtend<InferInput<typeof personSchema>>()
  })

  it('has no type that is not compared with the document, and can name each', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
    const types = read('../../../hallpass/src/client/types.ts')
    const names = [...types.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = '']) => name)
    const door = read('../../../hallpass/src/client/index.ts')
    expect(names.filter((name) => !new RegExp(`^ {2}${name},$`, 'm').test(door))).toEqual([])
    // What stands in another one, as a list's items or a member; and what becomes a query.
    const parts = [
      'Page',
      'WorkshopRole',
      'WorkshopState',
      'LeaseState',
      'JoinMode',
      'CheckFindings',
      'CheckFinding',
      'PreviewRule',
    ]
    const others = [...parts, 'SignedInBrowser', 'TokenScope', 'PreviewRoleOptions']
    const here = read('client.test.ts')
    const compared = names.filter((name) => here.includes(`client.${name}>`))
    expect([...compared, ...others].toSorted()).toEqual(names.toSorted())
  })

  it('goes by way of the proxy that the environment names', async () => {
    const asked: (string | undefined)[] = []
    const server = createServer((incoming, response) => {
      asked.push(incoming.url)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"next":null}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const code = `const { createClient } = await import('hallpass/client')
      console.log(JSON.stringify(await createClient({ url: 'http://desk.hallpass.test', token: 't' }).listWorkshops()))`
    try {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--input-type=module', '--eval', code],
        {
          cwd: fileURLToPath(new URL('../..', import.meta.url)),
          env: { HTTP_PROXY: `http://127.0.0.1:${port}` },
        },
      )
      expect(JSON.parse(stdout)).toEqual({ items: [], next: null })
      expect(asked).toEqual(['http://desk.hallpass.test/v1/workshops'])
    } finally {
      server.close()
    }
  })

  it('refuses with the server’s code and hint', async () => {
    const { url, close } = await serve(await desks.make())
    await expect(createClient({ url }).listWorkshops()).rejects.toMatchObject({
      code: 'NotSignedIn',
      facts: { status: 401 },
    })
    const signedIn = createClient({ url, token: 'good' })
    await expect(signedIn.readWorkshop('w-0000000000')).rejects.toMatchObject({ code: 'NotFound' })
    await expect(signedIn.readWorkshop('../audit')).rejects.toMatchObject({ code: 'NotFound' })
    await expect(
      signedIn.createWorkshop({ ...newWorkshop, endsAt: newWorkshop.startsAt }),
    ).rejects.toMatchObject({
      code: 'InvalidInput',
      facts: { name: 'endsAt' },
    })
    expect(() => createClient({ url: 'ftp://desk' })).toThrow('no http(s) URL')
    await close()
  })

  it('takes a workshop from its beginning to its end', async () => {
    const { url, close } = await serve(await desks.make())
    const desk = createClient({ url, token: 'good' })
    const workshop = await desk.createWorkshop(newWorkshop)
    expect(
      await desk.changeWorkshop(workshop.id, { seats: 31 }, { version: workshop.version }),
    ).toMatchObject({ seats: 31 })
    await expect(
      desk.changeWorkshop(workshop.id, { seats: 32 }, { version: workshop.version }),
    ).rejects.toMatchObject({ code: 'VersionConflict' })
    expect(await desk.importParticipants(workshop.id, [{ name: 'Ada', externalId: 'u-1' }])).toMatchObject({
      added: 1,
    })
    expect(
      await desk.importParticipants(workshop.id, Buffer.from('Grace\n'), { dryRun: true }),
    ).toMatchObject({ added: 1, dryRun: true })
    const lease = await desk.createLease({ workshopId: workshop.id, participant: { externalId: 'u-1' } })
    expect(lease.participant.name).toBe('Ada')
    expect(await desk.issueCredentials(lease.id)).toHaveProperty('Token')
    expect(await desk.openConsole(lease.id, 's3')).toContain('SigninToken=')
    const { token } = await desk.makeLeaseToken(lease.id)
    expect(await createClient({ url, token }).containerCredentials()).toHaveProperty('Token')
    expect((await desk.suspendLease(lease.id, { reason: 'a break' })).lease.state).toBe('suspended')
    expect((await desk.resumeLease(lease.id)).lease.state).toBe('active')
    expect((await desk.extendLease(lease.id, '2026-11-23T10:00:00Z')).lease.endsAt).toBe(
      '2026-11-23T10:00:00.000Z',
    )
    expect((await desk.listLeases(workshop.id, { state: 'active' })).items).toHaveLength(1)
    expect((await desk.revokeLease(lease.id)).denial?.state).toBe('written')
    expect((await desk.endLease(lease.id)).lease.state).toBe('revoked')
    expect((await desk.endWorkshop(workshop.id)).state).toBe('ended')
    expect((await desk.archiveWorkshop(workshop.id)).state).toBe('archived')
    expect(await desk.readWorkshopAudit(workshop.id, { limit: 2 })).toMatch(/^(\{.*\}\n){2}$/)
    expect(await desk.readLeaseAudit(lease.id)).toContain('"action":"lease.revoked"')
    expect(await desk.readReadiness()).toEqual({ ready: true })
    await close()
  })
})
