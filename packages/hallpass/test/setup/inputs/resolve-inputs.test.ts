import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HallpassError } from '../../../src/base/errors.ts'
import type { HallpassConfig } from '../../../src/config/config.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'

let folder: string
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const own = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }],
})

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-inputs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const server = 'arn:aws:iam::210987654321:role/Server'
const refusals: ReadonlyArray<readonly [given: SetupArguments, message: RegExp]> = [
  [{ user: 'two words' }, /--user "two words" is not a name/],
  [{ role: 'a/b' }, /--role "a\/b" is not a name/],
  [{ name: '' }, /--name "" is not a name/],
  [{ path: 'workshops' }, /--path "workshops" is not a path/],
  [{ region: 'Dublin' }, /--region "Dublin" is not a region/],
  [{ tag: ['novalue'] }, /no tag/],
  [{ tag: ['aws:x=y'] }, /cannot be a tag's key/],
  [{ tag: ['Hallpass:Setup=other'] }, /is there twice/],
  [{ tag: ['a=1', 'A=2'] }, /is there twice/],
  [{ preset: ['s4'] }, /there is no preset "s4"/],
  [{ preset: ['s3-own-prefix'] }, /needs --bucket/],
  [{ preset: ['s3-own-prefix'], bucket: 'lab-*' }, /is not the name of a bucket/],
  [{ preset: ['read-only'], bucket: 'lab' }, /--bucket goes with/],
  [{ bucket: 'x"y' }, /is not the name of a bucket/],
  [{ policyArn: ['arn:aws:s3:::bucket'] }, /is not the arn of a managed policy/],
  [{ boundary: 'Boundary' }, /--boundary "Boundary" is not the arn/],
  [{ maxSessionDuration: 1800 }, /--max-session-duration has to be between 1h and 12h/],
  [{ issuerArn: 'arn:aws:iam::210987654321:root' }, /is not the arn of an IAM role or user/],
  [{ issuerArn: 'arn:aws:sts::210987654321:assumed-role/Server/x' }, /is not the arn of an IAM role or user/],
  [{ issuerArn: 'arn:aws-cn:iam::210987654321:role/Server' }, /partition aws-cn/],
  [{ issuerArn: server, trustAccount: true }, /do not go together/],
  [{ issuerArn: server, user: 'instruqt' }, /do not go together/],
  [{ externalId: 'x', noExternalId: true }, /do not go together/],
  [{ externalId: 'with space' }, /the external id has a wrong form/],
  [{ keybase: 'ada', pgpKey: 'ada.asc' }, /do not go together/],
  [{ policy: ['/nowhere/policy.json'] }, /does not exist/],
]

it.each(refusals)('refuses %j', (given, message) => {
  const failure = failureOf(() => resolveInputs(given))
  expect(failure).toBeInstanceOf(HallpassError)
  expect(failure.message).toMatch(message)
})

describe('a policy of one’s own', () => {
  it('is refused when it is no policy, or IAM would refuse it', () => {
    const refused = (name: string, content: string): string =>
      failureOf(() => resolveInputs({ policy: [file(name, content)] })).message
    expect(refused('broken.json', '{')).toMatch(/broken.json: is not JSON/)
    expect(refused('other.json', '{"Resources":{}}')).toMatch(/other.json: has an element "Resources"/)
    const typo = own.replace('"Effect"', '"Efect"')
    expect(refused('typo.json', typo)).toMatch(/typo.json: statement 1 has an element "Efect"/)
    expect(refused('greek.json', own.replace('sqs', 'sqσ'))).toMatch(/characters that IAM does not take/)
    expect(refused('control.json', own.replace('sqs', String.raw`\u0001account:\u0001`))).toMatch(/control/)
    expect(refused('two words.json', own)).toMatch(/a name that no policy can have/)
    expect(refused('large.json', own.replace('sqs', 's'.repeat(11_000)))).toMatch(/IAM takes 10240/)
  })

  it('stands for itself, without the default preset, and beside a preset that is named', () => {
    const policy = [file('queues.json', own)]
    const namesOf = (given: SetupArguments) =>
      resolveInputs(given).roles[0].inlinePolicies.map(({ name }) => name)
    expect(namesOf({ policy })).toEqual(['InstruqtS3AccessPolicy'])
    expect(namesOf({ policy, preset: ['s3'] })).toEqual(['InstruqtS3Access-s3', 'InstruqtS3Access-queues'])
  })
})

it('has the old names by default', () => {
  expect(resolveInputs({})).toMatchObject({
    name: 'instruqt',
    region: 'eu-west-1',
    userName: 'instruqt',
    issuer: { kind: 'user' },
    externalId: undefined,
    roles: [{ name: 'InstruqtS3Access', maxSessionDurationSeconds: 3600 }],
  })
  expect(resolveInputs({}).roles[0].inlinePolicies.map(({ name }) => name)).toEqual([
    'InstruqtS3AccessPolicy',
  ])
})

it('makes up an external id for an issuer that is named, from the randomness it is given', () => {
  const randomBytes = (size: number): Uint8Array => new Uint8Array(size).fill(0xab)
  expect(resolveInputs({ issuerArn: server }, undefined, { randomBytes }).externalId).toEqual({
    value: 'ab'.repeat(16),
    generated: true,
  })
  expect(resolveInputs({ issuerArn: server }).externalId).not.toEqual(
    resolveInputs({ issuerArn: server }).externalId,
  )
})

describe('the configuration file', () => {
  const loaded = (setup: HallpassConfig['setup']) => ({
    path: join(folder, 'hallpass.config.json'),
    config: setup ? { setup } : {},
  })

  it('is refused where a flag about one role meets several roles, and for two roles of one name', () => {
    const several = loaded({ roles: [{ name: 'A' }, { name: 'B' }] })
    expect(failureOf(() => resolveInputs({ maxSessionDuration: 3600 }, several)).message).toMatch(
      /--max-session-duration is about one role/,
    )
    expect(
      failureOf(() => resolveInputs({}, loaded({ roles: [{ name: 'A' }, { name: 'a' }] }))).message,
    ).toMatch(/two roles are named a/)
  })

  it('gives way to what is named in the call', () => {
    const config = loaded({ user: 'vendor', region: 'us-east-1', keybase: 'bob', roles: [{ name: 'Lab' }] })
    expect(resolveInputs({ region: 'eu-west-2', pgpKey: 'ada.asc' }, config)).toMatchObject({
      name: 'vendor',
      userName: 'vendor',
      region: 'eu-west-2',
      keybase: undefined,
      pgpKeyFile: 'ada.asc',
      roles: [{ name: 'Lab' }],
    })
  })

  it('names its own files from its own folder', () => {
    file('queues.json', own)
    const config = loaded({ pgpKey: 'reader.asc', roles: [{ policies: ['queues.json'] }] })
    expect(resolveInputs({}, config)).toMatchObject({
      pgpKeyFile: join(folder, 'reader.asc'),
      roles: [{ inlinePolicies: [{ name: 'InstruqtS3AccessPolicy' }] }],
    })
  })

  it('may say that no external id is asked for', () => {
    expect(resolveInputs({}, loaded({ issuerArn: server, externalId: false })).externalId).toBeUndefined()
  })
})

function failureOf(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('nothing failed')
}

it.each([
  [{ region: 'eu-west-2' }, { AWS_REGION: 'us-east-1' }, 'eu-west-2'],
  [{}, { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-1'],
  [{}, { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-gov-west-1' }, 'us-gov-west-1'],
  [{}, {}, 'eu-west-1'],
])('takes the region as AWS tools do: %j %j', (given, env, region) => {
  const nowhere = { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' }
  expect(resolveInputs(given, undefined, { env: { ...nowhere, ...env } }).region).toBe(region)
})

it('takes the region of the profile that is named, and the file of the set-up before it', () => {
  const config = file('aws-config', '[profile admin]\nregion = ap-south-1\n')
  const env = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials' }
  expect(resolveInputs({ sourceProfile: 'admin' }, undefined, { env }).region).toBe('ap-south-1')
  const loaded = { path: undefined, config: { setup: { region: 'eu-north-1' } } }
  expect(resolveInputs({ sourceProfile: 'admin' }, loaded, { env }).region).toBe('eu-north-1')
})

it('refuses a set-up whose name no tag takes', () => {
  expect(failureOf(() => resolveInputs({ user: 'a,b' })).message).toMatch(/has a comma/)
})
