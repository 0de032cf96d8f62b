import { DeleteRolePolicyCommand, IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam'
import { HallpassError } from 'hallpass'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { Services } from '../../src/change/index.ts'
import {
  beginCheck,
  checkedRoles,
  checkRole,
  createDoctor,
  type DoctorOptions,
} from '../../src/checking/index.ts'
import type { CheckResult } from '../../src/store/index.ts'
import { awsServices, keysFor, leaseFor, trustOf, workshopOn } from '../aws-desk.ts'
import { type Desk, instructor, useDesks } from '../desk.ts'
import { createCheckedApi } from '../routes/checked-api.ts'

const desks = useDesks()
let lab: Lab
let desk: Desk
let services: Services
let roles = 0

beforeAll(async () => {
  lab = await openLab()
  desk = await desks.make()
  services = awsServices(desk, lab)
})
afterAll(() => lab.close())

/** A role that a workshop has. */
async function handedOut(options: Parameters<Lab['role']>[1] = {}): Promise<string> {
  const roleArn = await lab.role(`Checked${(roles += 1)}`, options)
  await workshopOn(services, roleArn)
  return roleArn
}

const nobody = { Principal: { AWS: '210987654321' } }
const known = async (roleArn: string) => (await checkedRoles(services, { issuer: 'default', roleArn })).at(0)
const attribution = ({ warnings }: CheckResult) => warnings.filter(({ cause }) => cause === 'attribution')

describe('a check of a role', () => {
  it('is refused for a role that no workshop has: nobody gets sessions of any role by it', async () => {
    const roleArn = await lab.role('Secret')
    const before = lab.log.length
    await expect(checkRole(services, instructor, { issuer: 'default', roleArn })).rejects.toMatchObject({
      code: 'NotFound',
    })
    expect(lab.log.length).toBe(before)
  })

  it('is refused to a participant', async () => {
    const roleArn = await handedOut()
    const ada = { kind: 'participant', id: 'p-0000000001', workshopId: 'w-0000000001' } as const
    await expect(beginCheck(services, ada, { issuer: 'default', roleArn })).rejects.toMatchObject({
      code: 'Forbidden',
    })
  })

  it('says what is wrong and what to do, keeps it with its moment, and writes down who had it checked', async () => {
    const roleArn = await handedOut({ trust: nobody })
    const { result, endedAt } = await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).toMatchObject({ cause: 'trust-of-others' })
    expect(result.wrong?.hint).toBeTruthy()
    expect((await known(roleArn))?.check).toMatchObject({ state: 'ended', endedAt, result })
    const row = await services.database
      .selectFrom('audit')
      .select('entry')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    expect(JSON.parse(row.entry)).toMatchObject({
      action: 'role.checked',
      roleArn,
      actor: { kind: 'instructor' },
      detail: { wrong: 'trust-of-others' },
    })
  })

  it('finds nothing wrong with one that works, from the credentials to the revoker', async () => {
    const roleArn = await handedOut()
    const { result } = await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).toBeNull()
    const seen = result.checks.map(({ name }) => name)
    expect(seen).toEqual(expect.arrayContaining(['credentials', 'session', 'console', 'revoker']))
    expect(JSON.stringify(result)).not.toMatch(/ASIA[A-Z0-9]{16}|SigninToken/)
  })

  it('finds out anew what the trust allows, also where a day has not passed', async () => {
    const roleArn = await handedOut({ trust: trustOf(lab, []) })
    const workshop = await workshopOn(services, roleArn)
    await keysFor(services, await leaseFor(services, workshop.id, 'Ada'))
    expect((await known(roleArn))?.found).toMatchObject({ sessionTagsAllowed: false })
    const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
    const statement = { Effect: 'Allow', ...trustOf(lab, ['sts:TagSession', 'sts:SetSourceIdentity']) }
    await iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: `Checked${roles}`,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statement }),
      }),
    )
    await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect((await known(roleArn))?.found).toMatchObject({ sessionTagsAllowed: true, findings: [] })
  })

  it('takes nothing from leases whose sessions may carry what its own may not, and tells of it', async () => {
    const others = ['p-0000000000', 'hallpass-check']
    const trust = {
      ...trustOf(lab, ['sts:TagSession', 'sts:SetSourceIdentity']),
      Condition: {
        StringNotLike: { 'aws:RequestTag/participant': others, 'sts:SourceIdentity': others },
      },
    }
    const roleArn = await handedOut({ trust })
    const wanted = { issuer: 'default', roleArn }
    const workshop = await workshopOn(services, roleArn)
    const { result: first } = await checkRole(services, instructor, wanted)
    expect(first.wrong).toBeNull()
    expect(attribution(first)).toHaveLength(2)
    expect((await known(roleArn))?.found).toBeUndefined()
    await keysFor(services, await leaseFor(services, workshop.id, 'Ada'))
    expect((await known(roleArn))?.found).toMatchObject({ sessionTagsAllowed: true })
    const later = { ...services, now: () => new Date(Date.now() + 60_000) }
    await checkRole(later, instructor, wanted)
    const found = { sessionTagsAllowed: true, sourceIdentityAllowed: true, findings: [] }
    expect((await known(roleArn))?.found).toMatchObject(found)
  })

  it('is no reason to refuse a lease: its own name may be what AWS refuses', async () => {
    const trust = {
      ...trustOf(lab, ['sts:TagSession', 'sts:SetSourceIdentity']),
      Condition: { StringNotEquals: { 'sts:RoleSessionName': 'hallpass-check' } },
    }
    const roleArn = await handedOut({ trust })
    const workshop = await workshopOn(services, roleArn)
    const { result } = await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).not.toBeNull()
    await keysFor(services, await leaseFor(services, workshop.id, 'Ada'))
  })

  it('carries what a session of the workshop would: its tags, its id, and ids that look like ids', async () => {
    const trust = {
      ...trustOf(lab, ['sts:TagSession', 'sts:SetSourceIdentity']),
      Condition: {
        StringLike: {
          'aws:RequestTag/course': 'welding',
          'aws:RequestTag/workshop': 'w-*',
          'aws:RequestTag/participant': 'p-*',
          'sts:SourceIdentity': 'p-*',
        },
      },
    }
    const roleArn = await lab.role(`Checked${(roles += 1)}`, { trust })
    await workshopOn(services, roleArn, { sessionTags: { course: 'welding' } })
    const { result } = await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).toBeNull()
    expect(attribution(result)).toEqual([])
  })

  it('finds what AWS refuses of the workshop’s session policy', async () => {
    const roleArn = await lab.role(`Checked${(roles += 1)}`)
    const statement = { Effect: 'Allow', Action: 'everything', Resource: '*' }
    const sessionPolicy = JSON.stringify({ Version: '2012-10-17', Statement: statement })
    await workshopOn(services, roleArn, { sessionPolicy })
    const { result } = await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).not.toBeNull()
  })

  it('says that nobody could be revoked where the revoker may not read the role', async () => {
    const roleArn = await handedOut()
    const { roles: readers, issuing, now } = services
    const issuer = { env: lab.env(lab.issuer) }
    const doctor = createDoctor({
      issuers: { default: issuer },
      revoker: issuer,
      environmentOf: () => issuer.env,
      issuing,
      roles: readers,
      now,
    })
    const { result } = await checkRole({ ...services, doctor }, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).toMatchObject({ cause: 'revoker-refused' })
  })

  describe('of which AWS answers nothing', () => {
    const doctorWith = (options: Partial<DoctorOptions>) => {
      const issuer = { env: lab.env(lab.issuer) }
      const { issuing, roles: readers, now } = services
      const doctor = createDoctor({
        issuers: { default: issuer },
        revoker: { env: lab.env(lab.admin) },
        environmentOf: () => issuer.env,
        issuing,
        roles: readers,
        now,
        ...options,
      })
      return { ...services, doctor }
    }
    const over = { deadline: () => AbortSignal.abort() }

    it('says that no session was had in time, asks no more for one, and still looks at the revoker', async () => {
      const wanted = { issuer: 'default', roleArn: await handedOut() }
      const explore = async () => {
        throw new HallpassError('NetworkTimeout', 'STS did not answer within 20 seconds')
      }
      const before = lab.log.length
      const hanging = doctorWith({ issuing: { explore } })
      const { result } = await checkRole(hanging, instructor, wanted)
      expect(result.wrong).toMatchObject({
        cause: 'NetworkTimeout',
        saw: 'STS did not answer within 20 seconds',
      })
      expect(result.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
        'session wrong',
        'revoker good',
      ])
      expect(lab.log.slice(before).filter(({ action }) => action === 'sts:AssumeRole')).toEqual([])
    })

    it('says of a revoker that was not looked at that nothing is known, and never that it was aborted', async () => {
      const wanted = { issuer: 'default', roleArn: await handedOut() }
      const { result } = await checkRole(doctorWith(over), instructor, wanted)
      expect(result.wrong).toMatchObject({ cause: 'NetworkTimeout' })
      expect(result.checks.at(-1)).toMatchObject({ name: 'revoker', outcome: 'unknown' })
      expect(JSON.stringify(result)).not.toMatch(/[Aa]bort|revoker-refused/)
    })

    it('waits a minute for a session, though its issuer waits on, and has still looked at the revoker', async () => {
      const wanted = { issuer: 'default', roleArn: await handedOut() }
      const explore = () => new Promise<never>(() => {})
      const patience = () => AbortSignal.timeout(1)
      const { result } = await checkRole(doctorWith({ issuing: { explore }, patience }), instructor, wanted)
      expect(result.wrong).toMatchObject({
        cause: 'NetworkTimeout',
        saw: expect.stringContaining('a minute'),
      })
      expect(result.checks.at(-1)).toMatchObject({ name: 'revoker', outcome: 'good' })
    })

    it('waits no longer for the console of an issuer without credentials', async () => {
      const wanted = { issuer: 'default', roleArn: await handedOut() }
      const { result } = await checkRole(doctorWith({ ...over, issuers: {} }), instructor, wanted)
      expect(result.wrong).toMatchObject({ cause: 'NetworkTimeout' })
      expect(result.checks.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
        'session good',
        'console wrong',
        'revoker unknown',
      ])
    })
  })

  it('reads a role anew: what was mended since is seen at once', async () => {
    const roleArn = await handedOut()
    const before = await services.roles.permissions('default', roleArn)
    expect(before.policies.map(({ name }) => name)).toEqual(['s3'])
    const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
    await iam.send(new DeleteRolePolicyCommand({ RoleName: `Checked${roles}`, PolicyName: 's3' }))
    await checkRole(services, instructor, { issuer: 'default', roleArn })
    expect((await services.roles.permissions('default', roleArn)).policies).toEqual([])
  })

  it('is made once at a time, on all replicas, and after a pause again; one that was cut off is given up', async () => {
    const roleArn = await handedOut()
    const wanted = { issuer: 'default', roleArn }
    let at = Date.now()
    let end = () => {}
    const ending = new Promise<void>((resolve) => {
      end = resolve
    })
    let looks = 0
    const slow = {
      ...services,
      now: () => new Date(at),
      doctor: {
        examine: async () => {
          looks += 1
          await ending
          return { wrong: null, warnings: [], checks: [] }
        },
      },
    }
    const first = await beginCheck(slow, instructor, wanted)
    await expect(beginCheck(slow, instructor, wanted)).rejects.toMatchObject({ code: 'RateLimited' })
    expect((await checkedRoles(slow, wanted))[0]?.check?.state).toBe('running')
    at += 121_000
    expect((await checkedRoles(slow, wanted))[0]?.check?.state).toBe('given-up')
    const second = await beginCheck(slow, instructor, wanted)
    end()
    await Promise.all([first.ended, second.ended])
    await expect(beginCheck(slow, instructor, wanted)).rejects.toMatchObject({ code: 'RateLimited' })
    at += 16_000
    await (
      await beginCheck(slow, instructor, wanted)
    ).ended
    expect(looks).toBe(3)
  })
})

describe('the turns at calling STS', () => {
  const ofSts = () => lab.log.filter(({ action }) => action.startsWith('sts:')).length

  it.each([{ of: 'one that works' }, { of: 'one that refuses', trust: nobody }])(
    'are taken for each call of a check: $of',
    async ({ trust }) => {
      const own = await desks.make()
      const burst = 100
      // Nothing to speak of comes back meanwhile.
      const aws = awsServices(own, lab, { rate: { perSecond: 1e-9, burst } })
      const roleArn = await lab.role(`Checked${(roles += 1)}`, trust && { trust })
      await workshopOn(aws, roleArn)
      // Who the issuer is, is asked once for all.
      await checkRole(aws, instructor, { issuer: 'default', roleArn })
      const later = { ...aws, now: () => new Date(Date.now() + 60_000) }
      const permits = async () => {
        const row = await own.services.database
          .selectFrom('issuing_rate')
          .select('permits')
          .executeTakeFirstOrThrow()
        return row.permits
      }
      const before = { permits: await permits(), calls: ofSts() }
      await checkRole(later, instructor, { issuer: 'default', roleArn })
      const calls = ofSts() - before.calls
      expect(calls).toBeGreaterThan(1)
      expect(Math.round(before.permits - (await permits()))).toBeGreaterThanOrEqual(calls)
    },
  )

  it('are a class’s first: where none are left a check says so, and calls nobody', async () => {
    const own = await desks.make()
    const aws = awsServices(own, lab, { rate: { perSecond: 1e-9, burst: 1, longestWaitSeconds: 1 } })
    const roleArn = await lab.role(`Checked${(roles += 1)}`)
    await workshopOn(aws, roleArn)
    const before = lab.log.length
    const { result } = await checkRole(aws, instructor, { issuer: 'default', roleArn })
    expect(result.wrong).toMatchObject({ cause: 'Throttled' })
    expect(lab.log.slice(before).filter(({ action }) => action === 'sts:AssumeRole')).toEqual([])
    const api = await createCheckedApi({ ...own, services: aws })
    expect((await api.ask('GET', '/v1/health', { as: instructor })).body).toMatchObject({
      status: 'ok',
      roles: [{ doctor: { wrong: { cause: 'Throttled' } } }],
    })
  })

  it('that a check got none leaves what an earlier one found, with its moment', async () => {
    const roleArn = await handedOut()
    const wanted = { issuer: 'default', roleArn }
    let at = Date.now()
    const found = (cause: string) => ({ wrong: { cause, saw: cause, hint: null }, warnings: [], checks: [] })
    const look = async (cause: string) => {
      const examining = {
        ...services,
        now: () => new Date(at),
        doctor: { examine: async () => found(cause) },
      }
      const { result } = await checkRole(examining, instructor, wanted)
      expect(result.wrong?.cause).toBe(cause)
      return (await checkedRoles(examining, wanted))[0]?.check
    }
    const earlier = await look('trust-of-others')
    at += 60_000
    expect(await look('Throttled')).toEqual(earlier)
    at += 60_000
    expect(await look('chained')).toMatchObject({
      state: 'ended',
      endedAt: new Date(at),
      result: { wrong: { cause: 'chained' } },
    })
  })

  it('are not taken for a walk that an issuer without credentials never makes', async () => {
    const asked: number[] = []
    const issuing = {
      explore: async (_role: unknown, callsAfter: number) => {
        asked.push(callsAfter)
        throw new HallpassError('Throttled', 'too many sessions were asked for at once')
      },
    }
    const environmentOf = () => ({})
    const doctor = (issuers: DoctorOptions['issuers']) =>
      createDoctor({
        issuers,
        revoker: { env: {} },
        deadline: () => AbortSignal.abort(),
        environmentOf,
        issuing,
        roles: { forget: () => {} },
        now: () => new Date(),
      })
    const role = {
      issuer: 'default',
      roleArn: 'arn:aws:iam::123456789012:role/Lab',
      accountId: '123456789012',
      workshop: undefined,
    }
    await doctor({}).examine(role)
    await doctor({ default: {} }).examine(role)
    expect(asked).toEqual([0, 4])
  })
})

describe('over the API', () => {
  it('a check is answered, and health has it from then on', async () => {
    const own = await desks.make()
    const api = await createCheckedApi({ ...own, services: awsServices(own, lab) })
    const roleArn = await lab.role('OverTheApi', { trust: nobody })
    await workshopOn({ ...own.services, now: () => new Date() }, roleArn)
    const ask = { as: instructor, body: { roleArn } }
    const before = await api.ask('GET', '/v1/health', { as: instructor })
    expect(before.body).toMatchObject({ status: 'ok', roles: [{ roleArn, checkedAt: null, doctor: null }] })
    const checked = await api.ask('POST', '/v1/health/checks', ask)
    expect(checked.body).toMatchObject({ issuer: 'default', roleArn, wrong: { cause: 'trust-of-others' } })
    expect((await api.ask('POST', '/v1/health/checks', ask)).status).toBe(429)
    const after = await api.ask('GET', '/v1/health', { as: instructor })
    expect(after.body).toMatchObject({
      status: 'attention',
      roles: [{ doctor: { state: 'ended', wrong: { cause: 'trust-of-others' } } }],
    })
    const elsewhere = { ...ask, body: { roleArn: roleArn.replace('OverTheApi', 'Unknown') } }
    expect((await api.ask('POST', '/v1/health/checks', elsewhere)).status).toBe(404)
  })
  it('what is wrong with a role is no reason for attention any more once its workshops are over', async () => {
    const own = await desks.make()
    const aws = awsServices(own, lab)
    const api = await createCheckedApi({ ...own, services: aws })
    const roleArn = await lab.role('OfAWorkshopThatIsOver', { trust: trustOf(lab, []) })
    const workshop = await workshopOn(aws, roleArn)
    await keysFor(aws, await leaseFor(aws, workshop.id, 'Ada'))
    await own.services.database
      .insertInto('role_check')
      .values({
        issuer: 'default',
        role_arn: roleArn,
        began_at: aws.now(),
        ended_at: aws.now(),
        result: JSON.stringify({
          wrong: { cause: 'NotFound', saw: 'is gone', hint: null },
          warnings: [],
          checks: [],
        }),
      })
      .execute()
    const ask = () => api.ask('GET', '/v1/health', { as: instructor })
    expect((await ask()).body).toMatchObject({ status: 'attention' })
    await own.services.database.updateTable('workshop').set({ state: 'ended' }).execute()
    expect((await ask()).body).toMatchObject({
      status: 'ok',
      roles: [{ roleArn, doctor: { wrong: { cause: 'NotFound' } } }],
    })
  })

  it('no role is left out of health, however many there are', async () => {
    const { services: own } = await desks.make()
    const found = {
      issuer: 'default',
      account_id: '123456789012',
      role_id: null,
      max_session_seconds: null,
      session_tags_allowed: true,
      source_identity_allowed: true,
      findings: '[]',
      checked_at: own.now(),
    }
    const arnOf = (index: number) => `arn:aws:iam::123456789012:role/Role${index}`
    const rows = Array.from({ length: 1001 }, (_, index) => ({ ...found, role_arn: arnOf(index) }))
    await own.database.insertInto('role_finding').values(rows).execute()
    expect(await checkedRoles(own)).toHaveLength(1001)
  })
})
