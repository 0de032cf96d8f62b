import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import {
  IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { createLocalAws, type LocalAws, type LogEntry } from '@hallpass/local-aws'
import { createSetup, setupApply } from 'hallpass'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { checkRole } from '../../src/checking/index.ts'
import { leaseConsoleLink } from '../../src/lease/index.ts'
import type { IssuedCredentials } from '../../src/ports/index.ts'
import { type RunningServer, startServer } from '../../src/start-server.ts'
import { holderOf, hourMs, keysFor, leaseFor, workshopOn } from '../aws-desk.ts'
import { instructor, temporaryFolder } from '../desk.ts'

const publicUrl = 'https://hallpass.example.com'
const folder = temporaryFolder()
const log: LogEntry[] = []
let aws: LocalAws
let url: string
let port: number
let iam: IAMClient
let server: RunningServer
let closeAws: () => Promise<void>
let env: Record<string, string>
let roles = 0
let roleName: string
let roleArn: string

const local = (path: string): string => `http://127.0.0.1:${port}${path}`

beforeAll(async () => {
  port = await freePort()
  // The proxy that has the name and the certificate.
  const fetchDocument = async (address: string): Promise<string> =>
    (await fetch(local(new URL(address).pathname))).text()
  aws = createLocalAws({
    seed: { buckets: { 'lab-files': {} } },
    fetchDocument,
    log: (entry) => log.push(entry),
  })
  const listening = await aws.listen()
  url = listening.url
  closeAws = listening.close
  iam = new IAMClient({ endpoint: url, region: aws.region, credentials: aws.admin })
  env = {
    AWS_ENDPOINT_URL: url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
    AWS_REGION: aws.region,
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  server = await startServer({
    version: '0.0.0',
    dataFolder: folder,
    port,
    publicUrl,
    sealKey: randomBytes(32).toString('base64'),
    issuers: {},
    keyless: { env },
    revoker: { env, credentials: aws.admin },
    log: () => {},
  })
})
afterAll(async () => {
  await server.close()
  await closeAws()
})

beforeEach(async () => {
  roles += 1
  roleName = `Keyless${roles}`
  const setup = createSetup(
    { name: `lab${roles}`, keylessIssuer: publicUrl, roles: [{ name: roleName }] },
    { env },
  )
  const applied = await setupApply(setup, {
    env,
    credentials: aws.admin,
    handOver: () => Promise.reject(new Error('there should be no key')),
  })
  roleArn = applied.roleArns[0] ?? ''
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

async function newLease() {
  const workshop = await workshopOn(server.services, roleArn, {
    issuer: 'keyless',
    durationSeconds: 4 * 3600,
  })
  return leaseFor(server.services, workshop.id, 'Ada')
}

/** Lets the role trust by another condition on the token. */
async function trust(condition: Record<string, string>): Promise<void> {
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: roleName,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${aws.accountId}:oidc-provider/hallpass.example.com` },
          Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'],
          Condition: { StringLike: condition },
        },
      }),
    }),
  )
}

function buckets({ accessKeyId, secretAccessKey, sessionToken }: IssuedCredentials) {
  const credentials = { accessKeyId, secretAccessKey, sessionToken }
  const s3 = new S3Client({ endpoint: url, region: aws.region, forcePathStyle: true, credentials })
  return s3.send(new ListBucketsCommand({}))
}

it.each([
  ['another subject', { 'hallpass.example.com:sub': 'hallpass:other:*' }],
  ['another audience', { 'hallpass.example.com:aud': 'somebody-else' }],
])('a role that trusts %s gives no keys', async (_name, condition) => {
  await trust(condition)
  await expect(keysFor(server.services, await newLease())).rejects.toMatchObject({ code: 'AccessDenied' })
})

it('both documents are there for everybody, under the public address', async () => {
  const discovery: unknown = await (await fetch(local('/.well-known/openid-configuration'))).json()
  expect(discovery).toMatchObject({ issuer: publicUrl, jwks_uri: `${publicUrl}/keyless/jwks.json` })
  const answer = await fetch(local('/keyless/jwks.json'))
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toMatchObject({ keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256' }] })
})

it('keys without any AWS key: under the lease’s name, with its tags and source identity, for over an hour', async () => {
  await iam.send(new UpdateRoleCommand({ RoleName: roleName, MaxSessionDuration: 43_200 }))
  const ada = await newLease()
  const marks = {
    'aws:PrincipalTag/lease': ada.lease.id,
    'aws:PrincipalTag/workshop': ada.workshop.id,
    'aws:SourceIdentity': ada.participant.id,
  }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: roleName,
      PolicyName: 'others-may-not',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: Object.entries(marks).map(([key, value]) => ({
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringNotEquals: { [key]: value } },
        })),
      }),
    }),
  )
  const before = Date.now()
  const keys = await keysFor(server.services, ada)
  expect(keys.expiration.getTime() - before).toBeGreaterThan(3 * hourMs)
  expect((await buckets(keys)).Buckets?.map(({ Name }) => Name)).toEqual(['lab-files'])
  expect(log.findLast(({ action }) => action === 's3:ListBuckets')?.who).toBe(
    `arn:aws:sts::${aws.accountId}:assumed-role/${roleName}/${ada.lease.session_name}`,
  )
  // The neighbour's marks are others.
  await expect(buckets(await keysFor(server.services, await newLease()))).rejects.toMatchObject({
    name: 'AccessDenied',
  })
  expect(log.filter(({ action }) => action === 'sts:AssumeRole')).toEqual([])
})

it('a console link comes of them too', async () => {
  const ada = await newLease()
  const { url: link } = await leaseConsoleLink(server.services, holderOf(ada), ada.lease.id)
  expect((await fetch(link, { redirect: 'manual' })).status).toBeLessThan(400)
})

it('is checked with a session for a token: what refuses it is said, and what works', async () => {
  await newLease()
  const role = { issuer: 'keyless', roleArn }
  const refused = async () => {
    await trust({ 'hallpass.example.com:aud': 'somebody.else' })
    return (await checkRole(server.services, instructor, role)).result
  }
  expect(await refused()).toMatchObject({ wrong: { cause: 'AccessDenied' } })
  await trust({ 'hallpass.example.com:aud': 'sts.amazonaws.com' })
  const later = { ...server.services, now: () => new Date(Date.now() + 60_000) }
  const { result } = await checkRole(later, instructor, role)
  expect(result).toMatchObject({ wrong: null, warnings: [] })
  expect(result.checks.map(({ name }) => name)).toEqual(['session', 'console', 'revoker'])
})
