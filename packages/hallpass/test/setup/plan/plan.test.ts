import {
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { createLocalAws, type LogEntry } from '@hallpass/local-aws'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Environment } from '../../../src/base/environment.ts'
import type { Asker } from '../../../src/cli/terminal/ask.ts'
import { runSetup } from '../apply/commands.ts'

let home: string
let log: LogEntry[]
let aws: ReturnType<typeof createLocalAws>
let close: () => Promise<void>
let iam: IAMClient
let env: Environment

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-plan-'))
  log = []
  aws = createLocalAws({ log: (entry) => log.push(entry) })
  const listening = await aws.listen()
  close = listening.close
  iam = new IAMClient({ endpoint: listening.url, region: aws.region, credentials: aws.admin })
  const credentials = join(home, 'credentials')
  const { accessKeyId, secretAccessKey } = aws.admin
  writeFileSync(
    credentials,
    `[admin]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  )
  env = {
    HOME: home,
    AWS_ENDPOINT_URL: listening.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: credentials,
  }
})
afterEach(async () => {
  await close()
  rmSync(home, { recursive: true, force: true })
})

const sourceProfile = 'admin'
const changing = (): readonly string[] =>
  log.map(({ action }) => action ?? '').filter((action) => !/^(?:iam:|sts:)?(?:Get|List)/.test(action))

async function makeRole(): Promise<void> {
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'InstruqtS3Access',
      MaxSessionDuration: 43_200,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: aws.accountId }, Action: 'sts:AssumeRole' }],
      }),
    }),
  )
  log.length = 0
}

function asker(answer: 'yes' | 'no'): Asker & { readonly asked: string[] } {
  const asked: string[] = []
  const choose = (message: string): Promise<string> => {
    asked.push(message)
    return Promise.resolve(answer)
  }
  return { asked, choose, text: () => Promise.reject(new Error('nobody expected a question')) }
}

describe('what apply would do', () => {
  it.each([
    ['plan', { sourceProfile }],
    ['apply', { sourceProfile, dryRun: true }],
  ] as const)('is what %s %j says, and nothing is done', async (command, flags) => {
    await makeRole()
    const refused = await runSetup(command, flags, { env })
    expect(refused.stdout).toContain('in the way: role InstruqtS3Access exists and does not belong')
    const { exit, stdout } = await runSetup(command, { ...flags, adopt: true }, { env })
    expect(exit).toBe(0)
    const [head, ...lines] = stdout.split('\n')
    expect(head).toBe(`account ${aws.accountId}:`)
    for (const line of [
      'adopt role InstruqtS3Access: it is there already, what it was is noted in its tags, and destroy gives it back',
      '  - longest session 12h',
      '  + longest session 1h',
      `  -         "AWS": "arn:aws:iam::${aws.accountId}:root"`,
      `  +         "AWS": "arn:aws:iam::${aws.accountId}:user/instruqt"`,
      'make an access key for user instruqt',
    ]) {
      expect(lines).toContain(line)
    }
    expect(changing()).toEqual([])
  })

  it('is nothing where everything is there', async () => {
    await runSetup('apply', { sourceProfile, printSecret: true }, { env })
    const { stdout } = await runSetup('plan', { sourceProfile }, { env })
    expect(stdout).toBe(`account ${aws.accountId}: nothing to change\n`)
  })

  it('says what others hung on it, which stays', async () => {
    await runSetup('apply', { sourceProfile, printSecret: true }, { env })
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'InstruqtS3Access',
        PolicyName: 'extra',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
        }),
      }),
    )
    const { stdout } = await runSetup('plan', { sourceProfile }, { env })
    expect(stdout).toContain('left to you: role InstruqtS3Access has an inline policy that is not the')
  })
})

describe('on a terminal apply asks', () => {
  it('before it changes what exists, and a no changes nothing', async () => {
    await runSetup('apply', { sourceProfile, printSecret: true }, { env })
    await iam.send(new UpdateRoleCommand({ RoleName: 'InstruqtS3Access', MaxSessionDuration: 7200 }))
    log.length = 0
    const ask = asker('no')
    const ran = await runSetup('apply', { sourceProfile }, { env, ask })
    expect(ran).toMatchObject({ exit: 130, stdout: '' })
    expect(ran.stderr).toContain('  - longest session 2h\n  + longest session 1h\n')
    expect(ask.asked).toEqual([`change this in account ${aws.accountId}?`])
    expect(changing()).toEqual([])
    expect(await runSetup('apply', { sourceProfile }, { env, ask: asker('yes') })).toMatchObject({ exit: 0 })
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'InstruqtS3Access' }))
    expect(Role?.MaxSessionDuration).toBe(3600)
  })

  it('not for what is made anew, and not with --yes', async () => {
    const ask = asker('no')
    const made = await runSetup('apply', { sourceProfile, printSecret: true }, { env, ask })
    expect(made).toMatchObject({ exit: 0 })
    await iam.send(new UpdateRoleCommand({ RoleName: 'InstruqtS3Access', MaxSessionDuration: 7200 }))
    expect(await runSetup('apply', { sourceProfile, yes: true }, { env, ask })).toMatchObject({ exit: 0 })
    expect(ask.asked).toEqual([])
  })
})

it('without a terminal what is adopted is shown, and destroy says that it is given back', async () => {
  await iam.send(new CreateUserCommand({ UserName: 'instruqt' }))
  await makeRole()
  const applied = await runSetup('apply', { sourceProfile, adopt: true, printSecret: true }, { env })
  expect(applied).toMatchObject({ exit: 0 })
  expect(applied.stderr).toContain('adopt role InstruqtS3Access: it is there already')
  expect(applied.stderr).toContain('  - longest session 12h')
  const destroyed = await runSetup('destroy', { sourceProfile, confirm: 'instruqt' }, { env })
  expect(destroyed).toMatchObject({ exit: 0 })
  expect(destroyed.stderr).toContain(
    'role InstruqtS3Access was there before: it was not deleted, and is again what it was',
  )
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'InstruqtS3Access' }))
  expect(Role?.MaxSessionDuration).toBe(43_200)
})
