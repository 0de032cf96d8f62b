import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3'
import { createLocalAws, type LogEntry } from '@hallpass/local-aws'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Environment } from '../../../src/base/environment.ts'
import type { Asker } from '../../../src/cli/terminal/ask.ts'
import { issue } from '../../../src/issue/issue.ts'
import { adminPolicy } from '../../../src/setup/export/admin-policy.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { literalReferences } from '../../../src/setup/model/references.ts'
import { requireTool } from '../../tools.ts'
import { openGnuPg } from '../secret/gnupg.ts'
import { modelOf } from './account.ts'
import { runSetup } from './commands.ts'

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
})

let home: string
let log: LogEntry[]
let aws: ReturnType<typeof createLocalAws>
let url: string
let close: () => Promise<void>
let iam: IAMClient

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-setup-'))
  log = []
  aws = createLocalAws({ log: (entry) => log.push(entry) })
  ;({ url, close } = await aws.listen())
  iam = new IAMClient({ endpoint: url, region: aws.region, credentials: aws.admin })
})
afterEach(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

/** The environment of somebody who may do what the exported policy allows, and nothing else. */
async function preparer(given: SetupArguments = {}): Promise<Environment> {
  const model = modelOf(given)
  const UserName = 'preparer'
  await iam.send(new CreateUserCommand({ UserName }))
  await iam.send(
    new PutUserPolicyCommand({
      UserName,
      PolicyName: 'admin-policy',
      PolicyDocument: JSON.stringify(adminPolicy(model, literalReferences(model, aws.accountId))),
    }),
  )
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
  return {
    HOME: home,
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey,
  }
}

const outputs = (stdout: string): Record<string, string> => JSON.parse(stdout)

describe('from nothing to a vending account, and back to nothing', () => {
  it('goes with exactly the exported admin-policy, and leaves everything foreign untouched', async () => {
    const env = await preparer()
    await iam.send(new CreateUserCommand({ UserName: 'bystander' }))
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'Bystander',
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { AWS: aws.accountId }, Action: 'sts:AssumeRole' }],
        }),
      }),
    )

    const applied = await runSetup('apply', { profile: 'vending' }, { env })
    expect(applied).toMatchObject({ exit: 0, stderr: expect.stringContaining('as profile vending') })
    const { role_arn: roleArn = '', secret_key: secretKey } = outputs(applied.stdout)
    expect(secretKey).toBeNull()

    // The profile names the endpoint too: nothing else is needed.
    const session = await issue({
      roleArn,
      sessionName: 'ada',
      sourceProfile: 'vending',
      env: { HOME: home, AWS_EC2_METADATA_DISABLED: 'true' },
    })
    const s3 = new S3Client({
      endpoint: url,
      region: aws.region,
      credentials: session.credentials,
      forcePathStyle: true,
    })
    await s3.send(new CreateBucketCommand({ Bucket: 'adas-bucket' }))
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toHaveLength(1)

    expect(await runSetup('check', {}, { env })).toEqual({
      exit: 0,
      stdout: '',
      stderr: `account ${aws.accountId} is as set-up instruqt says\n`,
    })

    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'InstruqtS3Access',
        PolicyName: 'InstruqtS3AccessPolicy',
        PolicyDocument: everything,
      }),
    )
    expect(await runSetup('check', {}, { env })).toEqual({
      exit: 9,
      stdout: 'policy InstruqtS3AccessPolicy of role InstruqtS3Access says something else\n',
      stderr: expect.stringMatching(
        /^compared with the preset s3 .*\n1 of 1 can be put right: hallpass setup apply\n$/,
      ),
    })
    // No key is made, so nobody has to say where one goes.
    expect(await runSetup('apply', {}, { env })).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining(`set-up instruqt is in account ${aws.accountId}: 1 change\n`),
    })
    expect(await runSetup('check', {}, { env })).toMatchObject({ exit: 0 })

    const rotated = await runSetup('rotate', { profile: 'vending' }, { env })
    expect(rotated).toMatchObject({ exit: 0, stderr: expect.stringContaining('goes on working until') })
    expect(await runSetup('rotate', { finish: true }, { env })).toMatchObject({
      exit: 9,
      stderr: expect.stringContaining('was used'),
    })
    expect(await runSetup('rotate', { finish: true, unusedFor: 0 }, { env })).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining(`${outputs(rotated.stdout)['access_key']} goes on`),
    })

    expect(await runSetup('destroy', { confirm: 'instruqt' }, { env })).toMatchObject({ exit: 0 })
    const { Users = [] } = await iam.send(new ListUsersCommand({}))
    const { Roles = [] } = await iam.send(new ListRolesCommand({}))
    expect(Users.map(({ UserName }) => UserName)).toEqual(['admin', 'bystander', 'preparer'])
    expect(Roles.map(({ RoleName }) => RoleName)).toEqual(['Bystander'])
    expect(log.filter(({ errorCode }) => errorCode === 'AccessDenied')).toEqual([])
  })

  it('goes with exactly the exported admin-policy also with everything that a set-up can have', async () => {
    const given = {
      path: '/workshops/',
      tag: ['team=blue'],
      preset: ['s3'],
      policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
      boundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      externalId: 'visitors-2026',
    }
    const env = await preparer(given)
    const flags = { ...given, printSecret: true }
    expect(await runSetup('apply', flags, { env })).toMatchObject({ exit: 0 })
    expect(await runSetup('check', flags, { env })).toMatchObject({ exit: 0 })
    expect(await runSetup('destroy', { ...given, confirm: 'instruqt' }, { env })).toMatchObject({ exit: 0 })
    expect(log.filter(({ errorCode }) => errorCode === 'AccessDenied').length).toBe(
      // The proof that the role asks for its external id.
      1,
    )
  })
})

describe('the secret key', () => {
  it('is not made while nobody has said where it goes, and the flags are named', async () => {
    const env = await preparer()
    const ran = await runSetup('apply', {}, { env })
    expect(ran).toMatchObject({ exit: 2, stdout: '' })
    expect(ran.stderr).toContain('error: nothing says where the secret access key is to go')
    for (const flag of ['--keybase', '--pgp-key', '--profile', '--secret-file', '--print-secret']) {
      expect(ran.stderr).toContain(flag)
    }
    await expect(iam.send(new GetUserCommand({ UserName: 'instruqt' }))).rejects.toThrow('cannot be found')
  })

  it('goes to one place only', async () => {
    const env = await preparer()
    expect(await runSetup('apply', { profile: 'vending', printSecret: true }, { env })).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--profile and --print-secret do not go together'),
    })
  })

  it.each([
    ['profile', (): object => ({ profile: 'second' })],
    ['file', (): object => ({ secretFile: join(home, 'second.json') })],
    ['output', (): object => ({ printSecret: true })],
  ])('is not there to be given a second time, and saying where is an error: %s', async (_, flags) => {
    const env = await preparer()
    const file = join(home, 'key.json')
    expect(await runSetup('apply', { secretFile: file }, { env })).toMatchObject({ exit: 0 })
    log.length = 0
    const ran = await runSetup('apply', flags(), { env })
    expect(ran).toMatchObject({ exit: 9, stdout: '' })
    expect(ran.stderr).toContain('for another key: hallpass setup rotate')
    expect(existsSync(join(home, 'second.json'))).toBe(false)
    // Run again with the flags of the first time, nothing is wrong.
    expect(await runSetup('apply', { secretFile: file }, { env })).toMatchObject({ exit: 0 })
  })

  it('is on no stream unless it was asked for', async () => {
    const env = await preparer()
    const file = join(home, 'key.json')
    const { stdout, stderr } = await runSetup('apply', { secretFile: file }, { env })
    const { SecretAccessKey = '' } = outputs(readFileSync(file, 'utf8'))
    expect(SecretAccessKey).toHaveLength(40)
    expect(stdout + stderr).not.toContain(SecretAccessKey)
    expect(JSON.stringify(log)).not.toContain(SecretAccessKey)
  })

  it('is printed when it was asked for', async () => {
    const env = await preparer()
    const { stdout } = await runSetup('apply', { printSecret: true }, { env })
    expect(outputs(stdout)['secret_key']).toHaveLength(40)
  })

  it.skipIf(!requireTool('the secret key for GnuPG', 'gpg'))(
    'comes out of base64 --decode | gpg --decrypt, and issues sessions',
    async () => {
      const gpg = openGnuPg()
      try {
        gpg.makeKey('curve', { primary: 'ed25519', encryption: 'cv25519' })
        const pgpKey = join(home, 'key.asc')
        writeFileSync(pgpKey, gpg.exportKey('curve', '--armor'))
        const env = await preparer()
        const { stdout } = await runSetup('apply', { pgpKey }, { env })
        const {
          access_key: accessKeyId = '',
          secret_key: encrypted = '',
          role_arn: roleArn = '',
        } = outputs(stdout)
        const credentials = { accessKeyId, secretAccessKey: gpg.decrypt(encrypted) }
        await issue({ roleArn, sessionName: 'ada', credentials, env: { AWS_ENDPOINT_URL: url } })
      } finally {
        gpg.close()
      }
    },
  )
})

describe('on a terminal', () => {
  const asker = (answers: Record<string, string>): Asker & { readonly asked: string[] } => {
    const asked: string[] = []
    const answer = (message: string): Promise<string> => {
      asked.push(message)
      const found = Object.entries(answers).find(([words]) => message.includes(words))
      return found ? Promise.resolve(found[1]) : Promise.reject(new Error(`nobody expected: ${message}`))
    }
    return { asked, choose: answer, text: answer }
  }

  it('asks for the profile and for where the key goes, as the seed did', async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = await preparer()
    writeFileSync(
      join(home, 'credentials'),
      `[lab]\naws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n[other]\nregion = eu-west-1\n`,
    )
    const ask = asker({ 'which AWS profile': 'lab', 'where is it to go': 'profile' })
    const ran = await runSetup(
      'apply',
      {},
      { env: { ...env, AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials') }, ask },
    )
    expect(ran).toMatchObject({ exit: 0 })
    expect(ask.asked).toHaveLength(2)
    expect(ran.stderr).toContain(`account ${aws.accountId}, as arn:aws:iam::${aws.accountId}:user/preparer`)
    expect(outputs(ran.stdout)['profile']).toBe('instruqt')
  })

  it('asks for the name before it takes anything away; without one it fails naming the flag', async () => {
    const env = await preparer()
    await runSetup('apply', { printSecret: true }, { env })
    expect(await runSetup('destroy', {}, { env })).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--confirm instruqt'),
    })
    const ask = asker({ 'type instruqt': 'instruqt' })
    expect(await runSetup('destroy', {}, { env, ask })).toMatchObject({ exit: 0 })
    expect(ask.asked[0]).toContain(`out of account ${aws.accountId}`)
  })
})
