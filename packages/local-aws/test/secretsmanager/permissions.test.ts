import { beforeEach, describe, expect, it } from 'vitest'

import { secretsManagerActions } from '../../src/secretsmanager/index.ts'
import { accountId, allow, createUser, credentials, iam, type Keys } from '../local-aws-fixture.ts'
import { createSecrets, type Secrets } from './secrets-fixture.ts'

let aws: Secrets
let anna: Keys
let arn: string
const user = `arn:aws:iam::${accountId}:user/anna`

beforeEach(async () => {
  aws = createSecrets()
  anna = await createUser(aws.fixture, 'anna')
  for (const Name of ['other', 'lab/db']) {
    const Tags = [{ Key: 'team', Value: Name === 'other' ? 'blue' : 'red' }]
    const made = await aws.secrets('CreateSecret', { Name, SecretString: 'hush', Tags })
    arn = String(made['ARN'])
  }
})

const may = (Action: string | readonly string[], more: object) =>
  iam(aws.fixture, 'PutUserPolicy', {
    UserName: 'anna',
    PolicyName: 'own',
    PolicyDocument: allow(Action, more),
  })
const asAnna = (action: string, input: object, region = 'us-east-1') =>
  aws.refused(action, input, { keys: anna, region })
const denied = (action: string, resource?: string, kind = 'identity-based') => [
  400,
  'AccessDeniedException',
  `User: ${user} is not authorized to perform: secretsmanager:${action}${resource === undefined ? '' : ` on resource: ${resource}`} because no ${kind} policy allows the secretsmanager:${action} action`,
]
const allowed = async (action: string, input: object) => {
  const [status, code] = await asAnna(action, input)
  expect([status, code]).toEqual([200, undefined])
}

/** What each action needs besides the secret it is about; `undefined`: it is about none. */
const inputs: Readonly<Record<string, object | undefined>> = {
  BatchGetSecretValue: undefined,
  GetRandomPassword: undefined,
  ListSecrets: undefined,
  CreateSecret: { Name: 'lab/db' },
  PutResourcePolicy: { ResourcePolicy: '{}' },
  PutSecretValue: { SecretString: 'x' },
  TagResource: { Tags: [] },
  UntagResource: { TagKeys: [] },
  UpdateSecretVersionStage: { VersionStage: 'X' },
  ValidateResourcePolicy: { ResourcePolicy: '{}' },
}

describe('an action of Secrets Manager', () => {
  it.each([...secretsManagerActions.actions.keys()])(
    '%s is refused in AWS’s words to who may not, with the secret as it was named',
    async (action) => {
      if (action in inputs && inputs[action] === undefined) {
        expect(await asAnna(action, {})).toEqual(denied(action))
        return
      }
      for (const SecretId of action === 'CreateSecret' ? ['lab/db'] : ['lab/db', arn]) {
        expect(await asAnna(action, { SecretId, ...inputs[action] })).toEqual(denied(action, SecretId))
      }
    },
  )

  it('is refused the same, whether the secret is there or not', async () => {
    expect(await asAnna('GetSecretValue', { SecretId: 'none' })).toEqual(denied('GetSecretValue', 'none'))
  })

  it('is allowed for the secrets and the region that a policy names', async () => {
    await may('secretsmanager:*', { Resource: `arn:aws:secretsmanager:us-east-1:${accountId}:secret:lab/*` })
    await allowed('GetSecretValue', { SecretId: 'lab/db' })
    await allowed('CreateSecret', { Name: 'lab/new', SecretString: 'x' })
    expect(await asAnna('GetSecretValue', { SecretId: 'other' })).toEqual(denied('GetSecretValue', 'other'))
    expect(await asAnna('CreateSecret', { Name: 'else' })).toEqual(denied('CreateSecret', 'else'))
    expect(await asAnna('GetSecretValue', { SecretId: 'lab/db' }, 'eu-west-1')).toEqual(
      denied('GetSecretValue', 'lab/db'),
    )
    await may('secretsmanager:*', { Resource: `${arn.slice(0, -6)}??????` })
    await allowed('GetSecretValue', { SecretId: 'lab/db' })
  })

  it.each(['secretsmanager:ResourceTag/team', 'aws:ResourceTag/team'])('is decided by %s', async (key) => {
    await may('secretsmanager:*', { Resource: '*', Condition: { StringEquals: { [key]: 'red' } } })
    await allowed('GetSecretValue', { SecretId: 'lab/db' })
    expect((await asAnna('GetSecretValue', { SecretId: 'other' }))[1]).toBe('AccessDeniedException')
  })

  it.each([
    ['secretsmanager:Name', 'lab/new', 'CreateSecret', { Name: 'lab/new' }, { Name: 'else' }],
    [
      'secretsmanager:VersionStage',
      'AWSCURRENT',
      'GetSecretValue',
      { SecretId: 'lab/db' },
      { SecretId: 'lab/db', VersionStage: 'X' },
    ],
    [
      'secretsmanager:RecoveryWindowInDays',
      '7',
      'DeleteSecret',
      { SecretId: 'lab/db', RecoveryWindowInDays: 7 },
      { SecretId: 'lab/db', RecoveryWindowInDays: 8 },
    ],
    [
      'secretsmanager:Description',
      'd',
      'UpdateSecret',
      { SecretId: 'lab/db', Description: 'd' },
      { SecretId: 'lab/db' },
    ],
  ])('is decided by %s, if it is %s', async (key, value, action, good, bad) => {
    await may('secretsmanager:*', { Resource: '*', Condition: { StringEquals: { [key]: value } } })
    expect((await asAnna(action, bad))[1]).toBe('AccessDeniedException')
    await allowed(action, good)
  })

  it('that makes a secret with tags may tag as well', async () => {
    await may('secretsmanager:CreateSecret', { Resource: '*' })
    await allowed('CreateSecret', { Name: 'plain' })
    const Tags = [{ Key: 'team', Value: 'red' }]
    expect(await asAnna('CreateSecret', { Name: 'a', Tags })).toEqual(denied('TagResource', 'a'))
    await may(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], {
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
    })
    await allowed('CreateSecret', { Name: 'a', Tags })
  })

  it('of a batch is decided for each secret', async () => {
    await may(['secretsmanager:BatchGetSecretValue', 'secretsmanager:GetSecretValue'], {
      Resource: '*',
      Condition: { StringEqualsIfExists: { 'secretsmanager:ResourceTag/team': 'red' } },
    })
    const { body } = await aws.fixture.json(anna, 'secretsmanager', 'BatchGetSecretValue', {
      SecretIdList: ['lab/db', 'other'],
    })
    expect(JSON.parse(String(body))).toMatchObject({
      SecretValues: [{ Name: 'lab/db', SecretString: 'hush' }],
      Errors: [
        {
          SecretId: 'other',
          ErrorCode: 'AccessDeniedException',
          Message: denied('GetSecretValue', 'other')[2],
        },
      ],
    })
    const filtered = { Filters: [{ Key: 'name', Values: ['lab'] }] }
    expect(await asAnna('BatchGetSecretValue', filtered)).toEqual(denied('ListSecrets'))
  })

  it('that validates a policy may put it as well', async () => {
    await may('secretsmanager:ValidateResourcePolicy', { Resource: '*' })
    for (const more of [{}, { SecretId: 'lab/db' }]) {
      const input = { ...more, ResourcePolicy: allow('secretsmanager:*', { Resource: '*', Principal: '*' }) }
      expect(await asAnna('ValidateResourcePolicy', input)).toEqual(
        denied('PutResourcePolicy', 'SecretId' in more ? 'lab/db' : undefined),
      )
    }
  })

  it.each([...secretsManagerActions.actions])(
    '%s makes no region when it looks for what is there',
    (name, action) => {
      const account = { id: accountId, regions: new Map() }
      const state = { accounts: new Map([[accountId, account]]) }
      const call = Object.assign(Object.create(null), { account, state, region: 'eu-west-1', requestId: '' })
      for (const SecretId of ['lab/db', arn.replace('us-east-1', 'eu-west-1')]) {
        action.read({ SecretId, ...inputs[name] }).needs(call)
      }
      expect(account.regions.size).toBe(0)
    },
  )

  it('is all allowed by AWS’s own policy for it', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/SecretsManagerReadWrite'
    await iam(aws.fixture, 'AttachUserPolicy', { UserName: 'anna', PolicyArn })
    await allowed('PutSecretValue', { SecretId: 'other', SecretString: 'x' })
    await allowed('ListSecrets', {})
  })
})

describe('the policy of a secret', () => {
  const policy = (more: object, Effect = 'Allow') =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect, Action: 'secretsmanager:GetSecretValue', Resource: '*', ...more },
    })
  const put = (ResourcePolicy: string, more: object = {}) =>
    aws.refused('PutResourcePolicy', { SecretId: 'lab/db', ResourcePolicy, ...more })

  it('allows who has no policy of their own, and denies who has', async () => {
    await put(policy({ Principal: { AWS: user } }))
    await allowed('GetSecretValue', { SecretId: 'lab/db' })
    expect(await asAnna('DescribeSecret', { SecretId: 'lab/db' })).toEqual(denied('DescribeSecret', 'lab/db'))
    await may('secretsmanager:*', { Resource: '*' })
    await put(policy({ Principal: '*' }, 'Deny'))
    expect(await asAnna('GetSecretValue', { SecretId: 'lab/db' })).toEqual([
      400,
      'AccessDeniedException',
      `User: ${user} is not authorized to perform: secretsmanager:GetSecretValue on resource: lab/db with an explicit deny in a resource-based policy`,
    ])
  })

  it('is read back as it was put, and deleted', async () => {
    const text = policy({ Principal: { AWS: user } })
    await put(text)
    expect(await aws.secrets('GetResourcePolicy', { SecretId: 'lab/db' })).toEqual({
      ARN: arn,
      Name: 'lab/db',
      ResourcePolicy: text,
    })
    await aws.secrets('DeleteResourcePolicy', { SecretId: 'lab/db' })
    expect(await aws.secrets('GetResourcePolicy', { SecretId: 'lab/db' })).toEqual({
      ARN: arn,
      Name: 'lab/db',
    })
    expect(await asAnna('GetSecretValue', { SecretId: 'lab/db' })).toEqual(denied('GetSecretValue', 'lab/db'))
  })

  it('is refused when it is none, names nobody who is there, or is for everybody where that is blocked', async () => {
    for (const text of ['{', '{}', policy({}), policy({ Principal: { AWS: 'nobody' } })]) {
      expect((await put(text))[1]).toBe('MalformedPolicyDocumentException')
    }
    const gone = policy({ Principal: { AWS: `arn:aws:iam::${accountId}:user/nobody` } })
    expect((await put(gone))[2]).toBe('This resource policy contains an unsupported principal.')
    const open = policy({ Principal: '*' })
    expect((await put(open, { BlockPublicPolicy: true }))[1]).toBe('PublicPolicyException')
    expect((await put(open))[0]).toBe(200)
    expect(await aws.secrets('ValidateResourcePolicy', { ResourcePolicy: open })).toMatchObject({
      PolicyValidationPassed: false,
    })
    const narrow = { ResourcePolicy: policy({ Principal: { AWS: user } }), SecretId: 'lab/db' }
    expect(await aws.secrets('ValidateResourcePolicy', narrow)).toEqual({
      PolicyValidationPassed: true,
      ValidationErrors: [],
    })
  })

  it('of another account’s secret must allow; a value is shown to nobody of another account all the same', async () => {
    const second = '222233334444'
    aws = createSecrets({ accountId: undefined, accounts: 2 })
    anna = await createUser(aws.fixture, 'anna', ['secretsmanager:*'])
    const entered = await aws.fixture.query(aws.fixture.aws.admin, 'sts', {
      Action: 'AssumeRole',
      RoleArn: `arn:aws:iam::${second}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'visitor',
    })
    const inside = { keys: credentials(entered) }
    const made = await aws.secrets('CreateSecret', { Name: 'lab/db', SecretString: 'hush' }, inside)
    const SecretId = String(made['ARN'])
    const actions = ['DescribeSecret', 'GetSecretValue', 'DeleteSecret']
    for (const action of actions) {
      expect(await asAnna(action, { SecretId })).toEqual(denied(action, SecretId, 'resource-based'))
    }
    const Action = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecret'].map(
      (name) => `secretsmanager:${name}`,
    )
    const ResourcePolicy = policy({ Action, Principal: { AWS: user } })
    await aws.secrets('PutResourcePolicy', { SecretId, ResourcePolicy }, inside)
    await allowed('DescribeSecret', { SecretId })
    for (const [action, input] of [
      ['GetSecretValue', {}],
      ['PutSecretValue', { SecretString: 'x' }],
      ['UpdateSecret', { SecretString: 'x' }],
    ] as const) {
      expect(await asAnna(action, { SecretId, ...input })).toEqual([
        400,
        'InvalidRequestException',
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
      ])
    }
    expect(await aws.secrets('GetSecretValue', { SecretId }, inside)).toMatchObject({ SecretString: 'hush' })
    const key = (account: string) => `arn:aws:kms:us-east-1:${account}:alias/aws/secretsmanager`
    await allowed('UpdateSecret', { SecretId, KmsKeyId: key(second) })
    expect((await asAnna('UpdateSecret', { SecretId, KmsKeyId: key(aws.fixture.aws.accountId) }))[0]).toBe(
      501,
    )
    expect(await asAnna('DeleteSecret', { SecretId })).toEqual(
      denied('DeleteSecret', SecretId, 'resource-based'),
    )
    // Their own policy has to allow as well.
    await may('secretsmanager:ListSecrets', { Resource: '*' })
    expect(await asAnna('DescribeSecret', { SecretId })).toEqual(denied('DescribeSecret', SecretId))
  })
})

describe('a snapshot', () => {
  it('holds secrets and their versions, and brings them back', async () => {
    const snapshot = aws.fixture.aws.save()
    await aws.secrets('PutSecretValue', { SecretId: 'lab/db', SecretString: 'changed' })
    await aws.secrets('DeleteSecret', { SecretId: 'other', ForceDeleteWithoutRecovery: true })
    aws.fixture.aws.load(snapshot)
    const { SecretValues } = await aws.secrets('BatchGetSecretValue', { SecretIdList: ['lab/db', 'other'] })
    expect(SecretValues).toMatchObject([{ SecretString: 'hush' }, { SecretString: 'hush' }])
  })
})
