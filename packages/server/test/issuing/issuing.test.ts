import { IAMClient, UpdateRoleCommand } from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { Services } from '../../src/change/index.ts'
import { controlLeases, leaseConsoleLink, type LeaseInFull } from '../../src/lease/index.ts'
import { countThrottle } from '../../src/issuing/count-throttle.ts'
import { createIssuers } from '../../src/issuing/index.ts'
import type { IssuedCredentials } from '../../src/ports/index.ts'
import { awsServices, holderOf, hourMs, keysFor, leaseFor, only, trustOf, workshopOn } from '../aws-desk.ts'
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
  roleArn = await newRole()
})

function newRole(options: Parameters<Lab['role']>[1] = {}): Promise<string> {
  roles += 1
  return lab.role(`Handed${roles}`, options)
}

function calls(action: string): number {
  return lab.log.filter((entry) => entry.action === action).length
}

async function arnOf({ accessKeyId, secretAccessKey, sessionToken }: IssuedCredentials): Promise<string> {
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  const client = new STSClient({ endpoint: lab.url, region: 'us-east-1', credentials })
  return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? ''
}

describe('keys for a lease', () => {
  it('are refused as AWS refuses them, and nothing is written down as handed out', async () => {
    const closed = await newRole({ trust: { Principal: { AWS: lab.account }, Action: 'sts:TagSession' } })
    const workshop = await workshopOn(services, closed)
    const ada = await leaseFor(services, workshop.id, 'Ada')
    await expect(keysFor(services, ada)).rejects.toMatchObject({
      code: 'AccessDenied',
    })
    const before = calls('sts:AssumeRole')
    await expect(keysFor(services, ada)).rejects.toMatchObject({
      code: 'AccessDenied',
    })
    expect(calls('sts:AssumeRole')).toBe(before)
    const { last_access_key_id: key } = await desk.services.database
      .selectFrom('lease')
      .select('last_access_key_id')
      .where('id', '=', ada.lease.id)
      .executeTakeFirstOrThrow()
    expect(key).toBeNull()
  })

  it('are of the lease’s session name and role, in the SDK too', async () => {
    const workshop = await workshopOn(services, roleArn)
    const ada = await leaseFor(services, workshop.id, 'Ada Lovelace')
    const keys = await keysFor(services, ada)
    expect(await arnOf(keys)).toMatch(new RegExp(`assumed-role/Handed${roles}/ada-l-[0-9a-z]+$`))
    const { accessKeyId, secretAccessKey, sessionToken } = keys
    const s3As = (credentials: typeof lab.admin): S3Client =>
      new S3Client({ endpoint: lab.url, region: 'us-east-1', forcePathStyle: true, credentials })
    await s3As(lab.admin).send(new CreateBucketCommand({ Bucket: 'lab-files' }))
    const listed = await s3As({ accessKeyId, secretAccessKey, sessionToken }).send(new ListBucketsCommand({}))
    expect(listed.Buckets?.map(({ Name }) => Name)).toEqual(['lab-files'])
  })

  it.each([
    { allowed: [], tags: false, sourceIdentity: false },
    { allowed: ['sts:SetSourceIdentity'], tags: false, sourceIdentity: true },
    { allowed: ['sts:TagSession'], tags: true, sourceIdentity: false },
    { allowed: ['sts:TagSession', 'sts:SetSourceIdentity'], tags: true, sourceIdentity: true },
  ])('carry what a trust with $allowed lets them carry, found out once', async ({ allowed, ...found }) => {
    const arn = await newRole({ trust: trustOf(lab, allowed) })
    const workshop = await workshopOn(services, arn)
    const [ada, grace] = [
      await leaseFor(services, workshop.id, 'Ada'),
      await leaseFor(services, workshop.id, 'Grace'),
    ]
    await keysFor(services, ada)
    const before = calls('sts:AssumeRole')
    await keysFor(services, grace)
    expect(calls('sts:AssumeRole')).toBe(before + 1)
    const row = await desk.services.database
      .selectFrom('role_finding')
      .selectAll()
      .where('role_arn', '=', arn)
      .executeTakeFirstOrThrow()
    expect({ tags: row.session_tags_allowed, sourceIdentity: row.source_identity_allowed }).toEqual(found)
    expect(row.findings).toHaveLength(Number(!found.tags) + Number(!found.sourceIdentity))
    // Another replica starts from what this one found.
    const replica = awsServices(desk, lab)
    const alan = await leaseFor(replica, workshop.id, 'Alan')
    await keysFor(replica, alan)
    expect(calls('sts:AssumeRole')).toBe(before + 2)
  })

  it('carry what the trust lets their own issuer carry, whatever another one may', async () => {
    const arn = await newRole({
      trust: [
        trustOf(lab, ['sts:TagSession', 'sts:SetSourceIdentity']),
        { Principal: { AWS: lab.account }, Action: 'sts:AssumeRole' },
      ],
    })
    const two = awsServices(desk, lab, {
      issuers: createIssuers({ default: { env: lab.env(lab.issuer) }, other: { env: lab.env(lab.admin) } }),
    })
    for (const issuer of ['other', 'default', 'other']) {
      const workshop = await workshopOn(two, arn, { issuer })
      await keysFor(two, await leaseFor(two, workshop.id, 'Ada'))
    }
    const rows = await desk.services.database
      .selectFrom('role_finding')
      .select(['issuer', 'session_tags_allowed as tags'])
      .where('role_arn', '=', arn)
      .orderBy('issuer')
      .execute()
    expect(rows).toEqual([
      { issuer: 'default', tags: true },
      { issuer: 'other', tags: false },
    ])
  })

  it('come out of memory to a burst of askers, from one call', async () => {
    const workshop = await workshopOn(services, roleArn)
    const ada = await leaseFor(services, workshop.id, 'Ada')
    const before = calls('sts:AssumeRole')
    const all = await Promise.all(Array.from({ length: 30 }, () => keysFor(services, ada)))
    expect(calls('sts:AssumeRole')).toBe(before + 1)
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(1)
    expect((await keysFor(services, ada)).fresh).toBe(false)
  })

  it('are made anew after a resume, under the new name', async () => {
    const workshop = await workshopOn(services, roleArn)
    const ada = await leaseFor(services, workshop.id, 'Ada')
    const first = await keysFor(services, ada)
    await controlLeases(services, instructor, only(ada), 'suspend')
    await controlLeases(services, instructor, only(ada), 'resume')
    const second = await keysFor(services, ada)
    expect(second.accessKeyId).not.toBe(first.accessKeyId)
    expect(await arnOf(second)).not.toBe(await arnOf(first))
  })

  it('last no longer than what is left of the lease, and a quarter of an hour at least', async () => {
    const soon = await workshopOn(services, roleArn, { endsAt: new Date(Date.now() + hourMs / 2) })
    const ada = await leaseFor(services, soon.id, 'Ada')
    const { expiration } = await keysFor(services, ada)
    expect(expiration.getTime()).toBeLessThanOrEqual(soon.ends_at.getTime() + 1000)
    const sooner = await workshopOn(services, roleArn, { endsAt: new Date(Date.now() + 60_000) })
    const short = await leaseFor(services, sooner.id, 'Grace')
    const keys = await keysFor(services, short)
    expect(keys.expiration.getTime()).toBeGreaterThan(Date.now() + 890_000)
    expect(keys.expiration.getTime()).toBeLessThan(sooner.ends_at.getTime() + 900_000)
  })

  it('last an hour where the role allows no more than that', async () => {
    const workshop = await workshopOn(services, roleArn, { durationSeconds: 7200 })
    const ada = await leaseFor(services, workshop.id, 'Ada')
    const { expiration } = await keysFor(services, ada)
    expect(expiration.getTime()).toBeLessThanOrEqual(Date.now() + hourMs + 1000)
  })

  it('last longer again where the role was changed meanwhile, an hour later', async () => {
    let ahead = 0
    const now = (): Date => new Date(Date.now() + ahead)
    const own = awsServices(desk, lab, { now })
    const hours = 8
    const long = { durationSeconds: 2 * 3600, endsAt: new Date(Date.now() + hours * hourMs) }
    const workshop = await workshopOn(own, roleArn, long)
    const lasts = async (name: string) => {
      const keys = await keysFor(own, await leaseFor(own, workshop.id, name))
      return Math.round((keys.expiration.getTime() - Date.now()) / hourMs)
    }
    expect(await lasts('Ada')).toBe(1)
    const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
    await iam.send(new UpdateRoleCommand({ RoleName: `Handed${roles}`, MaxSessionDuration: hours * 3600 }))
    expect(await lasts('Grace')).toBe(1)
    ahead = hourMs + 1000
    expect(await lasts('Alan')).toBe(2)
  })

  it('are kept to the workshop’s regions and policy', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
    })
    const workshop = await workshopOn(services, roleArn, {
      regions: ['eu-west-1'],
      sessionPolicy: policy,
    })
    const ada = await leaseFor(services, workshop.id, 'Ada')
    const { accessKeyId, secretAccessKey, sessionToken } = await keysFor(services, ada)
    const credentials = { accessKeyId, secretAccessKey, sessionToken }
    const s3 = new S3Client({ endpoint: lab.url, region: 'us-east-1', forcePathStyle: true, credentials })
    await s3.send(new ListBucketsCommand({}))
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'elsewhere' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
  })
})

describe('a console link', () => {
  it('opens the console as the lease’s session, and is another each time', async () => {
    const workshop = await workshopOn(services, roleArn)
    const ada = await leaseFor(services, workshop.id, 'Ada')
    const [one, other] = [
      await leaseConsoleLink(services, holderOf(ada), ada.lease.id),
      await leaseConsoleLink(services, holderOf(ada), ada.lease.id),
    ]
    expect(one.url).not.toBe(other.url)
    const response = await fetch(one.url, { redirect: 'manual' })
    expect([302, 303]).toContain(response.status)
  })
})

describe('many at once', () => {
  it('are served at the rate of the account, and nobody is refused when AWS throttles', async () => {
    const slow = awsServices(desk, lab, { rate: { perSecond: 400, burst: 10 } })
    const workshop = await workshopOn(slow, roleArn, { seats: 120 })
    const leases: LeaseInFull[] = []
    for (let index = 0; index < 60; index += 1) leases.push(await leaseFor(slow, workshop.id, `P ${index}`))
    const keys = await Promise.all(leases.map((lease) => keysFor(slow, lease)))
    expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(60)
  })

  it('are counted by the minute when AWS asks to wait, for whoever looks back at the day', async () => {
    const minute = new Date('2026-11-23T09:41:00Z')
    const made = await workshopOn(services, roleArn)
    for (const second of [0, 12, 59]) {
      await countThrottle(services.database, made.id, new Date(minute.getTime() + second * 1000))
    }
    await countThrottle(services.database, made.id, new Date(minute.getTime() + 60_000))
    const rows = await services.database
      .selectFrom('throttled')
      .select(['minute', 'times'])
      .where('workshop_id', '=', made.id)
      .orderBy('minute')
      .execute()
    expect(rows).toEqual([
      { minute, times: 3 },
      { minute: new Date(minute.getTime() + 60_000), times: 1 },
    ])
  })
})
