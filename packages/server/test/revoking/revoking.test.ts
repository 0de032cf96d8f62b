import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { Services } from '../../src/change/index.ts'
import { createIssuers, createIssuing } from '../../src/issuing/index.ts'
import { controlLeases, type LeaseInFull } from '../../src/lease/index.ts'
import type { IssuedCredentials } from '../../src/ports/index.ts'
import { createRevoking } from '../../src/revoking/index.ts'
import { awsServices, keysFor, leaseFor, only, workshopOn } from '../aws-desk.ts'
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
    if (error instanceof Error && error.name === 'AccessDenied') return false
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
