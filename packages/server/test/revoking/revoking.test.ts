import {
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { readEntry, type RecordedEntry } from '../../src/audit/index.ts'
import type { Services } from '../../src/change/index.ts'
import { createIssuers, createIssuing } from '../../src/issuing/index.ts'
import { controlLeases, type LeaseInFull } from '../../src/lease/index.ts'
import type { IssuedCredentials } from '../../src/ports/index.ts'
import { endWorkshop } from '../../src/lifecycle/index.ts'
import { readPass } from '../../src/pages/pass/read-pass.ts'
import { createRevoking } from '../../src/revoking/index.ts'
import { awsServices, holderOf, keysFor, leaseFor, only, workshopOn } from '../aws-desk.ts'
import { type Desk, instructor, useDesks } from '../desk.ts'

const desks = useDesks()
let lab: Lab
let desk: Desk
let services: Services
let roleArn = ''
let roles = 0

beforeAll(async () => {
  lab = await openLab()
  desk = await desks.make()
  services = awsServices(desk, lab)
})
afterAll(() => lab.close())

beforeEach(async () => {
  roles += 1
  roleArn = await lab.role(`Revoked${roles}`)
})

async function works({ accessKeyId, secretAccessKey, sessionToken }: IssuedCredentials): Promise<boolean> {
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  const s3 = new S3Client({ endpoint: lab.url, region: 'us-east-1', forcePathStyle: true, credentials })
  try {
    await s3.send(new ListBucketsCommand({}))
    return true
  } catch (error) {
    // `InvalidToken`: the role of the session is gone.
    if (error instanceof Error && ['AccessDenied', 'InvalidToken'].includes(error.name)) return false
    throw error
  }
}

async function people(count: number, workshopId: string): Promise<LeaseInFull[]> {
  const all: LeaseInFull[] = []
  for (let index = 0; index < count; index += 1) all.push(await leaseFor(services, workshopId, `P ${index}`))
  return all
}

function denials() {
  return desk.services.database
    .selectFrom('denial')
    .selectAll()
    .where('role_arn', '=', roleArn)
    .orderBy('created_at')
    .execute()
}

async function audit(): Promise<RecordedEntry[]> {
  const rows = await desk.services.database
    .selectFrom('audit')
    .select(['seq', 'entry'])
    .orderBy('seq')
    .execute()
  return rows.map(({ seq, entry }) => readEntry(seq, entry))
}

async function story(workshopId: string): Promise<RecordedEntry[]> {
  return (await audit()).filter((entry) => entry.workshopId === workshopId)
}

async function deleteRole(RoleName: string): Promise<void> {
  const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }))
  for (const PolicyName of PolicyNames) {
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }))
  }
  await iam.send(new DeleteRoleCommand({ RoleName }))
}

describe('revoking', () => {
  it('ends one person’s access at AWS, and leaves the neighbour’s alone', async () => {
    const workshop = await workshopOn(services, roleArn)
    const [ada, grace] = await people(2, workshop.id)
    if (!ada || !grace) throw new Error('there are two')
    const adasKeys = await keysFor(services, ada)
    const gracesKeys = await keysFor(services, grace)
    const { denied } = await controlLeases(services, instructor, { ...only(ada), reason: 'misuse' }, 'revoke')
    expect(denied).toMatchObject([{ leaseId: ada.lease.id, state: 'written' }])
    expect(await works(adasKeys)).toBe(false)
    expect(await works(gracesKeys)).toBe(true)
    await expect(keysFor(services, ada)).rejects.toMatchObject({
      code: 'StateConflict',
    })
  })

  it('writes nothing for somebody who never fetched keys', async () => {
    const workshop = await workshopOn(services, roleArn)
    const [ada] = await people(1, workshop.id)
    if (!ada) throw new Error('there is one')
    const { denied } = await controlLeases(services, instructor, only(ada), 'revoke')
    expect(denied).toMatchObject([{ state: 'unneeded' }])
    expect(await denials()).toEqual([])
  })

  it('ends a whole class, from two replicas at once, and loses nobody', async () => {
    const workshop = await workshopOn(services, roleArn)
    const all = await people(24, workshop.id)
    const keys = await Promise.all(all.map((lease) => keysFor(services, lease)))
    const replica = awsServices(desk, lab)
    await Promise.all(
      all.map((one, index) =>
        controlLeases(index % 2 === 0 ? services : replica, instructor, only(one), 'revoke'),
      ),
    )
    expect(await Promise.all(keys.map(works))).toEqual(keys.map(() => false))
    expect((await denials()).map(({ state }) => state)).toEqual(all.map(() => 'written'))
  })

  it('proves it with a fresh session of that name', async () => {
    const workshop = await workshopOn(services, roleArn)
    const [ada] = await people(1, workshop.id)
    if (!ada) throw new Error('there is one')
    await keysFor(services, ada)
    await controlLeases(services, instructor, only(ada), 'revoke')
    expect(await services.revoking.prove(ada)).toMatchObject({ leaseId: ada.lease.id, state: 'proved' })
    const actions = await desk.services.database.selectFrom('audit').select('action').orderBy('seq').execute()
    expect(actions.map(({ action }) => action).slice(-3)).toEqual([
      'lease.revoked',
      'denial.written',
      'denial.proved',
    ])
  })

  it('stays wanted while IAM refuses, and is done later', async () => {
    const workshop = await workshopOn(services, roleArn)
    const [ada] = await people(1, workshop.id)
    if (!ada) throw new Error('there is one')
    const keys = await keysFor(services, ada)
    const powerless = createRevoking({
      services,
      issuing: services.issuing,
      revokerOf: () => ({ env: lab.env(lab.issuer) }),
    })
    const { denied } = await controlLeases(
      { ...services, revoking: powerless },
      instructor,
      only(ada),
      'revoke',
    )
    expect(denied).toMatchObject([{ state: 'wanted', deniedAt: undefined }])
    expect(await works(keys)).toBe(true)
    expect(await denials()).toMatchObject([{ state: 'wanted', attempts: 1 }])
    expect(
      desk.ports.scheduled.filter(({ job }) => job.name === 'deny' && job.leaseIds.includes(ada.lease.id)),
    ).toHaveLength(2)
    expect(await services.revoking.deny([ada.lease.id])).toMatchObject([{ state: 'written' }])
    expect(await works(keys)).toBe(false)
  })

  it('ends everyone when the role has no room for a name, and those who stay get new keys', async () => {
    const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
    // What is left of the 10,240 characters has room for everyone, and for no name beside it.
    const filler = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:*', `s3:${'x'.repeat(9640)}`], Resource: '*' }],
    })
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: `Revoked${roles}`,
        PolicyName: 'filler',
        PolicyDocument: filler,
      }),
    )
    const workshop = await workshopOn(services, roleArn)
    const all = await people(9, workshop.id)
    const keys = await Promise.all(all.map((lease) => keysFor(services, lease)))
    const gone = all.slice(0, 8)
    const [stays] = all.slice(8)
    if (!stays) throw new Error('there are nine')
    const { denied } = await controlLeases(services, instructor, only(...gone), 'revoke')
    expect(new Set(denied.map(({ state }) => state))).toEqual(new Set(['written']))
    expect(await Promise.all(keys.map(works))).toEqual(keys.map(() => false))
    const anew = await keysFor(services, stays)
    expect(await works(anew)).toBe(true)
    for (const lease of gone) {
      await expect(keysFor(services, lease)).rejects.toMatchObject({
        code: 'StateConflict',
      })
    }
    expect((await denials()).some(({ kind }) => kind === 'issued-before')).toBe(true)
  })

  it('with two workshops on one role, is of one of them: a name that both have, the end of one, and its pruning', async () => {
    const [morning, evening] = [await workshopOn(services, roleArn), await workshopOn(services, roleArn)]
    const ada = await leaseFor(services, morning.id, 'Ada')
    const grace = await leaseFor(services, morning.id, 'Grace')
    const other = await leaseFor(services, evening.id, 'Ada')
    const keys = await keysFor(services, ada)
    const gracesKeys = await keysFor(services, grace)
    const others = await keysFor(services, other)
    await controlLeases(services, instructor, only(ada), 'revoke')
    expect([await works(keys), await works(gracesKeys), await works(others)]).toEqual([false, true, true])
    await endWorkshop(services, instructor, { workshopId: morning.id })
    expect([await works(gracesKeys), await works(others)]).toEqual([false, true])
    const { state } = await desk.services.database
      .selectFrom('lease')
      .select('state')
      .where('id', '=', other.lease.id)
      .executeTakeFirstOrThrow()
    expect(state).toBe('active')
    expect((await keysFor(services, other)).accessKeyId).toBe(others.accessKeyId)
    await services.revoking.prune(roleArn)
    expect([await works(keys), await works(gracesKeys), await works(others)]).toEqual([false, false, true])
    expect(new Set((await denials()).map(({ lease_id: id }) => id))).toEqual(
      new Set([ada.lease.id, grace.lease.id]),
    )
  })

  it('is told in the story of its own workshop, whether it was done or refused', async () => {
    const [morning, evening] = [await workshopOn(services, roleArn), await workshopOn(services, roleArn)]
    const ada = await leaseFor(services, morning.id, 'Ada')
    await keysFor(services, ada)
    const revokerOf = () => ({ env: lab.env(lab.issuer) })
    const powerless = createRevoking({ services, issuing: services.issuing, revokerOf })
    await controlLeases({ ...services, revoking: powerless }, instructor, only(ada), 'revoke')
    await services.revoking.deny([ada.lease.id])
    const about = { workshopId: morning.id, participantId: ada.participant.id, leaseId: ada.lease.id }
    expect((await story(morning.id)).filter(({ action }) => action.startsWith('denial.'))).toMatchObject([
      { action: 'denial.failed', ...about },
      { action: 'denial.written', ...about },
    ])
    expect((await story(evening.id)).filter(({ action }) => action.startsWith('denial.'))).toEqual([])
  })

  it('of everybody is told in each workshop whose people had keys, and on their passes until they have new ones', async () => {
    const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
    const [morning, evening] = [await workshopOn(services, roleArn), await workshopOn(services, roleArn)]
    const stays = await leaseFor(services, evening.id, 'Grace')
    const before = await keysFor(services, stays)
    const gone = await people(8, morning.id)
    await Promise.all(gone.map((lease) => keysFor(services, lease)))
    const statement = [{ Effect: 'Allow', Action: ['s3:*', `s3:${'x'.repeat(9640)}`], Resource: '*' }]
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: `Revoked${roles}`,
        PolicyName: 'filler',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: statement }),
      }),
    )
    await controlLeases(services, instructor, only(...gone), 'revoke')
    expect(await works(before)).toBe(false)
    for (const { id } of [morning, evening]) {
      expect((await story(id)).filter(({ action }) => action === 'denial.everyone')).toHaveLength(1)
    }
    const pass = () => readPass({ tools: { services }, actor: holderOf(stays) })
    expect(await pass()).toMatchObject({ state: 'active', keysEnded: true })
    expect(await works(await keysFor(services, stays))).toBe(true)
    expect(await pass()).toMatchObject({ state: 'active', keysEnded: false })
  })

  it('of a role that is gone stays wanted, and is over when nothing of it can be alive', async () => {
    const workshop = await workshopOn(services, roleArn)
    const ada = await leaseFor(services, workshop.id, 'Ada')
    const keys = await keysFor(services, ada)
    await deleteRole(`Revoked${roles}`)
    expect(await works(keys)).toBe(false)
    const { denied } = await controlLeases(services, instructor, only(ada), 'revoke')
    expect(denied).toMatchObject([{ state: 'wanted' }])
    const later = { ...services, now: () => new Date(Date.now() + 48 * 3_600_000) }
    const revokerOf = () => ({ env: lab.env(lab.admin) })
    await createRevoking({ services: later, issuing: services.issuing, revokerOf }).prune(roleArn)
    expect(await denials()).toMatchObject([{ state: 'pruned' }])
  })

  it('goes on with a role that was deleted and made anew under the same name', async () => {
    const workshop = await workshopOn(services, roleArn)
    const [ada, grace] = [
      await leaseFor(services, workshop.id, 'Ada'),
      await leaseFor(services, workshop.id, 'Grace'),
    ]
    const old = await keysFor(services, ada)
    await deleteRole(`Revoked${roles}`)
    await lab.role(`Revoked${roles}`)
    expect(await works(old)).toBe(false)
    // The first new session of it tells that it is another role: what is remembered of the old one is dropped.
    expect(await works(await keysFor(services, grace))).toBe(true)
    const anew = await keysFor(services, ada)
    expect(await works(anew)).toBe(true)
    const entries = (await audit()).filter(({ action }) => action === 'role.made-anew')
    expect(entries.filter((entry) => entry.roleArn === roleArn)).toHaveLength(1)
    await controlLeases(services, instructor, only(ada), 'revoke')
    expect(await works(anew)).toBe(false)
  })

  it('is pruned when nothing can be alive any more', async () => {
    let ahead = 0
    const later = (): Date => new Date(Date.now() + ahead)
    const base = { ...services, now: later }
    const issuing = createIssuing({
      database: base.database,
      issuers: createIssuers({ default: { env: lab.env() } }),
      now: later,
    })
    const revoking = createRevoking({
      services: base,
      issuing,
      revokerOf: () => ({ env: lab.env(lab.admin) }),
    })
    const workshop = await workshopOn(services, roleArn)
    const [ada] = await people(1, workshop.id)
    if (!ada) throw new Error('there is one')
    await keysFor(services, ada)
    await controlLeases(services, instructor, only(ada), 'revoke')
    await revoking.prune(roleArn)
    expect(await denials()).toMatchObject([{ state: 'written' }])
    ahead = 48 * 3_600_000
    await revoking.prune(roleArn)
    expect(await denials()).toMatchObject([{ state: 'pruned' }])
  })
})
