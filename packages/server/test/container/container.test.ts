import { execFile, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { fromHttp } from '@aws-sdk/credential-provider-http'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import { requireTool } from '../../../hallpass/test/tools.ts'
import type { Actor } from '../../src/actor/index.ts'
import { controlLeases, createLease, type LeaseInFull, makeLeaseToken } from '../../src/lease/index.ts'
import { type RunningServer, startServer } from '../../src/start-server.ts'
import { workshopOn } from '../aws-desk.ts'
import { instructor, temporaryFolder } from '../desk.ts'

const folder = temporaryFolder()
let lab: Lab
let server: RunningServer
let roleArn: string

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Container')
  server = await startServer({
    version: '0.0.0',
    dataFolder: folder,
    issuers: { default: { env: lab.env(lab.issuer) } },
    revoker: { env: lab.env(lab.admin) },
    log: () => {},
  })
})
afterAll(async () => {
  await server.close()
  await lab.close()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Somebody's lease, and what is set on their machine. */
async function machine() {
  const { services } = server
  const workshop = await workshopOn(services, roleArn)
  const created = await createLease(services, instructor, {
    workshopId: workshop.id,
    participant: { name: 'Ada' },
  })
  const holder: Actor = { kind: 'participant', id: created.participant.id, workshopId: workshop.id }
  const { secret } = await makeLeaseToken(services, holder, created.lease.id)
  const env = lab.env()
  return {
    lease: created,
    token: secret,
    env: {
      ...env,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_DEFAULT_REGION: env['AWS_REGION'],
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.url}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: secret,
    },
  }
}

const revoke = ({ workshop, lease }: LeaseInFull) =>
  controlLeases(server.services, instructor, { workshopId: workshop.id, leaseIds: [lease.id] }, 'revoke')

const forward = (seconds: number): void => {
  vi.setSystemTime(Date.now() + seconds * 1000)
}

// Within five minutes of an hour's keys' end, where SDKs ask for the next.
const almostAnHour = 3600 - 200

describe('from the container credentials endpoint', () => {
  it('the AWS SDK for JavaScript lives through two expiries, and is refused after revocation', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const { lease, token } = await machine()
    const credentials = fromHttp({
      awsContainerCredentialsFullUri: `${server.url}/v1/credentials`,
      awsContainerAuthorizationToken: token,
    })
    const s3 = new S3Client({
      endpoint: lab.url,
      region: 'eu-west-1',
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
    })
    const keys = new Set<string>()
    for (let count = 0; count < 3; count += 1) {
      await s3.send(new ListBucketsCommand({}))
      keys.add((await s3.config.credentials()).accessKeyId)
      forward(almostAnHour)
    }
    expect(keys.size).toBe(3)
    await s3.send(new ListBucketsCommand({}))
    await revoke(lease)
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'AccessDenied' })
    forward(almostAnHour)
    await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({
      Code: 'StateConflict',
      Message: 'this lease is revoked',
    })
  })

  it.runIf(requireTool('container credentials', 'boto3'))(
    'boto3 lives through two expiries, and is refused after revocation',
    async () => {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
      const { lease, env } = await machine()
      const script = fileURLToPath(new URL('list_buckets.py', import.meta.url))
      const python = spawn('python3', [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
      const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
      const list = async (): Promise<string> => {
        python.stdin.write('list\n')
        return String((await answers.next()).value)
      }
      const forwardBoth = (seconds: number): void => {
        forward(seconds)
        python.stdin.write(`forward ${seconds}\n`)
      }
      const keys = new Set<string>()
      for (let count = 0; count < 3; count += 1) {
        const answer = await list()
        expect(answer).toMatch(/^served ASIA/)
        keys.add(answer)
        forwardBoth(almostAnHour)
      }
      expect(keys.size).toBe(3)
      expect(await list()).toMatch(/^served/)
      await revoke(lease)
      expect(await list()).toMatch(/^refused .*AccessDenied/)
      forwardBoth(almostAnHour)
      expect(await list()).toMatch(/^refused .*this lease is revoked/)
      python.stdin.end()
    },
  )

  it.runIf(requireTool('container credentials', 'aws'))(
    'the AWS CLI is served, and is refused after revocation',
    async () => {
      const { lease, env } = await machine()
      const aws = (...args: string[]) => promisify(execFile)('aws', args, { env })
      const { stdout } = await aws('sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text')
      expect(stdout).toContain(`assumed-role/Container/${lease.lease.session_name}`)
      await aws('s3api', 'list-buckets')
      await revoke(lease)
      await expect(aws('s3api', 'list-buckets')).rejects.toMatchObject({
        stderr: expect.stringContaining('this lease is revoked'),
      })
    },
  )
})
