import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { S3Client, ListBucketsCommand, PutObjectCommand, CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/errors.ts'
import { issue, type IssueOptions } from '../../src/issue/issue.ts'
import { createIssuer } from '../../src/issue/issuer.ts'
import { openLab, type Lab } from '../lab.ts'

let lab: Lab
let plain: string
beforeAll(async () => {
  lab = await openLab()
  plain = await lab.role('Plain')
})
afterAll(() => lab.close())

async function refusal(options: Partial<IssueOptions>): Promise<HallpassError> {
  const error: unknown = await issue({
    roleArn: plain,
    sessionName: 'ada',
    env: lab.env(),
    ...options,
  }).catch((caught: unknown) => caught)
  if (error instanceof HallpassError) return error
  throw new Error(`not refused: ${String(error)}`)
}

describe('what is asked for is refused', () => {
  it.each<[string, Partial<IssueOptions>]>([
    ['a wrong session name', { sessionName: 'Ada Lovelace' }],
    ['a wrong role', { roleArn: 'Plain' }],
    ['a wrong duration', { durationSeconds: 60 }],
    ['a wrong tag', { tags: { 'a;b': 'c' } }],
    ['a wrong region', { region: 'mars' }],
    ['tags with a web identity token', { webIdentityTokenFile: '/nowhere/token', tags: { a: 'b' } }],
  ])('before anything is sent: %s', async (_name, options) => {
    const before = lab.log.length
    expect((await refusal(options)).code).toBe('InvalidInput')
    expect(lab.log).toHaveLength(before)
  })

  it('by AWS: over the role’s maximum, with the command that raises it', async () => {
    const error = await refusal({ durationSeconds: 7200 })
    expect(error).toMatchObject({ code: 'DurationOverRoleMaximum' })
    expect(error.hint).toContain('aws iam update-role --role-name Plain --max-session-duration 7200')
  })

  it('by AWS: over an hour with a role’s own session', async () => {
    const long = await lab.role('Long', { maxSessionDuration: 43_200, trust: { Principal: { AWS: '*' } } })
    const session = await issue({ roleArn: plain, sessionName: 'first', env: lab.env() })
    const error = await refusal({ roleArn: long, durationSeconds: 7200, credentials: session.credentials })
    expect(error.code).toBe('DurationOverChainedMaximum')
  })

  it.each<[string, () => Promise<string>]>([
    ['a role that does not exist', () => Promise.resolve(`arn:aws:iam::${lab.account}:role/Nobody`)],
    [
      'a role that trusts somebody else',
      () => lab.role('Others', { trust: { Principal: { AWS: `arn:aws:iam::${lab.account}:user/admin` } } }),
    ],
    [
      'a role that wants an external id',
      () => lab.role('External', { trust: { Condition: { StringEquals: { 'sts:ExternalId': 'right' } } } }),
    ],
  ])('by AWS, which does not say why: %s', async (_name, role) => {
    const error = await refusal({ roleArn: await role() })
    expect(error.code).toBe('AccessDenied')
    expect(error.hint).toMatch(/does not exist[\s\S]*trust policy[\s\S]*sts:AssumeRole/)
  })

  it('by AWS, and the hint begins with the account where that is another one', async () => {
    const { hint } = await refusal({ roleArn: 'arn:aws:iam::999999999999:role/Handed' })
    expect(hint).toMatch(
      new RegExp(`^your credentials are of account ${lab.account}, and the role is in account 999999999999`),
    )
  })

  it('by AWS, and the hint begins with the role where it was assumed from itself', async () => {
    const session = await issue({ roleArn: plain, sessionName: 'first', env: lab.env() })
    const { code, hint } = await refusal({ roleArn: plain, credentials: session.credentials })
    expect(code).toBe('AccessDenied')
    expect(hint).toMatch(/^your credentials are a session of Plain itself/)
  })

  it('with the log-in to type, where expired credentials came from SSO', async () => {
    const { explainCallerRefusal } = await import('../../src/caller/credentials/caller-refusal.ts')
    const caller = {
      source: { kind: 'sdk', profile: 'lab', sso: true, description: 'sso_session of profile lab' },
    } as const
    const explained = explainCallerRefusal(
      new HallpassError('ExpiredToken', 'The security token included in the request is expired'),
      { ...caller, longTerm: false, accessKeyId: undefined },
    )
    expect(explained).toMatchObject({ hint: 'log in again: aws sso login --profile lab' })
  })

  it('when the web identity token cannot be read', async () => {
    expect(await refusal({ webIdentityTokenFile: '/nowhere/token' })).toMatchObject({
      code: 'CredentialSourceFailed',
    })
  })
})

describe('a session', () => {
  it('is under the person’s name, in the role, for as long as asked', async () => {
    const before = Date.now()
    const session = await issue({
      roleArn: plain,
      sessionName: 'identified@domain.ext',
      durationSeconds: 900,
      env: lab.env(),
    })
    expect(session).toMatchObject({
      assumedRoleArn: `arn:aws:sts::${lab.account}:assumed-role/Plain/identified@domain.ext`,
      sessionName: 'identified@domain.ext',
      roleArn: plain,
      issuer: { longTerm: true },
      packedPolicySizePercent: undefined,
    })
    const lastsMs = session.credentials.expiration.getTime() - before
    expect(Math.abs(lastsMs - 900_000)).toBeLessThan(60_000)
  })

  it('has the external id that the trust policy asks for', async () => {
    const roleArn = await lab.role('Partner', {
      trust: { Condition: { StringEquals: { 'sts:ExternalId': 'right' } } },
    })
    expect((await refusal({ roleArn, externalId: 'wrong' })).code).toBe('AccessDenied')
    await issue({ roleArn, sessionName: 'ada', externalId: 'right', env: lab.env() })
  })

  it('has the tags and the source identity that the trust policy asks for', async () => {
    const roleArn = await lab.role('Tagged', {
      trust: {
        Condition: { StringEquals: { 'aws:RequestTag/team': 'blue', 'sts:SourceIdentity': 'ada' } },
      },
    })
    expect((await refusal({ roleArn, tags: { team: 'red' }, sourceIdentity: 'ada' })).code).toBe(
      'AccessDenied',
    )
    const session = await issue({
      roleArn,
      sessionName: 'ada',
      tags: { team: 'blue', room: '2' },
      transitiveTagKeys: ['team'],
      sourceIdentity: 'ada',
      env: lab.env(),
    })
    expect(session.packedPolicySizePercent).toBeGreaterThan(0)
  })

  it('may do no more than its session policy says', async () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }],
    })
    const { credentials } = await issue({ roleArn: plain, sessionName: 'ada', policy, env: lab.env() })
    const s3 = new S3Client({ endpoint: lab.url, region: 'us-east-1', credentials, forcePathStyle: true })
    await expect(s3.send(new CreateBucketCommand({ Bucket: 'not-allowed' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
    expect((await s3.send(new ListBucketsCommand({}))).$metadata.httpStatusCode).toBe(200)
  })

  it('may do no more than its managed session policies say', async () => {
    const policyArns = ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess']
    const { credentials } = await issue({ roleArn: plain, sessionName: 'ada', policyArns, env: lab.env() })
    const s3 = new S3Client({ endpoint: lab.url, region: 'us-east-1', credentials, forcePathStyle: true })
    await expect(s3.send(new PutObjectCommand({ Bucket: 'any', Key: 'x', Body: 'y' }))).rejects.toMatchObject(
      { name: 'AccessDenied' },
    )
    expect((await s3.send(new ListBucketsCommand({}))).$metadata.httpStatusCode).toBe(200)
  })
})

describe('an issuer', () => {
  it('finds its credentials once, and again when they are about to end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-issuer-'))
    const first = await issue({ roleArn: plain, sessionName: 'chain', env: lab.env() })
    const chained = await lab.role('Chained', { trust: { Principal: { AWS: plain } } })
    const script = join(folder, 'keys.cjs')
    let clock = Date.now()
    const print = {
      Version: 1,
      AccessKeyId: first.credentials.accessKeyId,
      SecretAccessKey: first.credentials.secretAccessKey,
      SessionToken: first.credentials.sessionToken,
      Expiration: new Date(clock + 30 * 60_000).toISOString(),
    }
    const calls = join(folder, 'calls')
    writeFileSync(
      script,
      `require('fs').appendFileSync(${JSON.stringify(calls)}, '.'); console.log(${JSON.stringify(JSON.stringify(print))})`,
    )
    writeFileSync(
      join(folder, 'config'),
      `[default]\ncredential_process = "${process.execPath}" "${script}"\n`,
    )
    const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...env } = lab.env()
    const issuer = await createIssuer({
      roleArn: chained,
      env: { ...env, AWS_CONFIG_FILE: join(folder, 'config') },
      now: () => new Date(clock),
    })
    const { readFileSync } = await import('node:fs')
    const found = (): number => readFileSync(calls, 'utf8').length
    await Promise.all(['a1', 'a2', 'a3'].map((sessionName) => issuer.issue({ sessionName })))
    expect(found()).toBe(1)
    clock += 26 * 60_000
    await issuer.issue({ sessionName: 'a4' }).catch(() => undefined)
    expect(found()).toBe(2)
  })
})
