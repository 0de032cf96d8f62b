import { randomBytes } from 'node:crypto'

import { beforeEach, describe, expect, it } from 'vitest'

import { secretsManagerActions } from '../../src/secretsmanager/index.ts'
import { accountId } from '../local-aws-fixture.ts'
import { createSecrets, type Secrets } from './secrets-fixture.ts'

let aws: Secrets
let secrets: Secrets['secrets']
let refused: Secrets['refused']
beforeEach(() => {
  aws = createSecrets()
  ;({ secrets, refused } = aws)
})

const prefix = `arn:aws:secretsmanager:us-east-1:${accountId}:secret:`
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const token = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`
const seconds = () => aws.fixture.clock.now.getTime() / 1000
const day = 86_400
const pass = (byDays: number) => {
  aws.fixture.clock.now = new Date(aws.fixture.clock.now.getTime() + byDays * day * 1000)
}
const create = (Name: string, SecretString = 'hush', more: object = {}) =>
  secrets('CreateSecret', { Name, SecretString, ...more })
const value = (SecretId: string, more: object = {}) => secrets('GetSecretValue', { SecretId, ...more })
const stages = async (SecretId: string) =>
  (await secrets('DescribeSecret', { SecretId }))['VersionIdsToStages']

describe('CreateSecret', () => {
  it('makes a secret, which is read as it was put', async () => {
    const made = await create('lab/db')
    expect(made).toEqual({
      ARN: expect.stringMatching(new RegExp(`^${prefix}lab/db-[A-Za-z]{6}$`)),
      Name: 'lab/db',
      VersionId: expect.stringMatching(uuid),
    })
    expect(await value('lab/db')).toEqual({
      ...made,
      SecretString: 'hush',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: seconds(),
    })
    expect(await secrets('DescribeSecret', { SecretId: 'lab/db' })).toEqual({
      ARN: made['ARN'],
      Name: 'lab/db',
      CreatedDate: seconds(),
      LastChangedDate: seconds(),
      LastAccessedDate: seconds() - (seconds() % day),
      VersionIdsToStages: { [String(made['VersionId'])]: ['AWSCURRENT'] },
    })
  })

  it('takes bytes, or nothing yet', async () => {
    await secrets('CreateSecret', { Name: 'bytes', SecretBinary: 'AAEC/w==' })
    await secrets('CreateSecret', {
      Name: 'empty',
      Description: 'later',
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    expect(await value('bytes')).toMatchObject({ SecretBinary: 'AAEC/w==' })
    expect(await secrets('DescribeSecret', { SecretId: 'empty' })).toMatchObject({
      Description: 'later',
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    expect(await refused('GetSecretValue', { SecretId: 'empty' })).toEqual([
      400,
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    ])
  })

  it('makes one of a name; asked again with the same token it answers as before', async () => {
    const asked = { Name: 'a', SecretString: 'one', ClientRequestToken: token(1) }
    const made = await secrets('CreateSecret', asked)
    expect(made['VersionId']).toBe(token(1))
    expect(await secrets('CreateSecret', asked)).toEqual(made)
    const exists = [
      400,
      'ResourceExistsException',
      'The operation failed because the secret a already exists.',
    ]
    expect(await refused('CreateSecret', { ...asked, SecretString: 'two' })).toEqual(exists)
    expect(await refused('CreateSecret', { Name: 'a' })).toEqual(exists)
  })

  it.each([
    [{ Name: 'a b' }, 'ValidationException', /^Invalid name\. Must be a valid name containing alphanumeric/],
    [{ Name: '' }, 'ValidationException', /greater than or equal to 1$/],
    [{}, 'ValidationException', /^1 validation error detected: Value null at 'name'/],
    [{ Name: 'a', SecretString: '' }, 'ValidationException', /'secretString'/],
    [
      { Name: 'a', SecretString: 'x'.repeat(65_537) },
      'ValidationException',
      /^[^x]*less than or equal to 65536$/,
    ],
    [{ Name: 'a', SecretString: 'x', SecretBinary: 'AAEC' }, 'InvalidParameterException', /both a binary/],
    [{ Name: 'a', ClientRequestToken: 'short' }, 'ValidationException', /greater than or equal to 32$/],
    [{ Name: 'a', Tags: [{ Key: 'k' }] }, 'InvalidParameterException', /both the key and the value/],
    [{ Name: 'a', Tags: [{ Key: 'aws:k', Value: '' }] }, 'InvalidParameterException', /prefix aws:/],
    [{ Name: 'a', AddReplicaRegions: [{ Region: 'eu-west-1' }] }, 'NotImplemented', /AddReplicaRegions/],
    [{ Name: 'a', KmsKeyId: 'alias/lab' }, 'NotImplemented', /keys of KMS/],
  ])('refuses %j', async (input, code, message) => {
    const [status, refusedCode, text] = await refused('CreateSecret', input)
    expect([status, refusedCode]).toEqual([code === 'NotImplemented' ? 501 : 400, code])
    expect(text).toMatch(message)
    expect((await refused('DescribeSecret', { SecretId: 'a' }))[1]).toBe('ResourceNotFoundException')
  })
})

describe('a call that makes a secret', () => {
  const region = { secrets: new Map<string, object>() }
  const callWith = (requestId: string) =>
    Object.assign(Object.create(null), {
      account: { id: accountId, regions: new Map([['us-east-1', region]]) },
      region: 'us-east-1',
      caller: { account: accountId },
      now: new Date(0),
      requestId,
      randomBytes,
    })
  const asked = (Name: string) => {
    const read = secretsManagerActions.actions.get('CreateSecret')?.read
    if (read === undefined) throw new Error('there is no CreateSecret')
    return read({ Name, Tags: [{ Key: 'k', Value: 'v' }] })
  }
  beforeEach(() => region.secrets.clear())

  it('is decided about the secret that it makes, the next about another', async () => {
    const { needs, run } = asked('a')
    const call = callWith('1')
    const decided = needs(call).map(({ resource }) => resource)
    const made = await run(call)
    expect(decided).toEqual([made?.['ARN'], made?.['ARN']])
    expect(needs(callWith('2'))[0]?.resource).not.toBe(made?.['ARN'])
  })

  it('makes half a million in a region, and does not count those whose time is over', async () => {
    for (let index = 0; index < 500_000; index++) region.secrets.set(`s${index}`, { name: `s${index}` })
    const call = callWith('1')
    const one = async () => asked('a').run(call)
    await expect(one()).rejects.toEqual(expect.objectContaining({ code: 'LimitExceededException' }))
    region.secrets.set('s7', { name: 's7', deletionDate: new Date(0) })
    expect(await one()).toMatchObject({ Name: 'a' })
  })
})

describe('a secret', () => {
  it('is named by its name, its arn, or its arn without the six characters; in its region alone', async () => {
    const { ARN } = await create('lab/db-abcdef')
    for (const id of ['lab/db-abcdef', ARN, `${prefix}lab/db-abcdef`]) {
      expect(await value(String(id))).toMatchObject({ ARN })
    }
    const notFound = [400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."]
    for (const SecretId of ['lab/db', `${prefix}lab/db`, `${prefix}lab/db-abcdef-zzzzzz`, 'LAB/db-abcdef']) {
      expect(await refused('GetSecretValue', { SecretId })).toEqual(notFound)
    }
    expect(await refused('GetSecretValue', { SecretId: ARN }, { region: 'eu-west-1' })).toEqual(notFound)
    const elsewhere = { SecretId: 'lab/db-abcdef' }
    expect(await refused('GetSecretValue', elsewhere, { region: 'eu-west-1' })).toEqual(notFound)
  })

  it('has a current and a previous value, and older ones without a stage', async () => {
    await create('a', 'one', { ClientRequestToken: token(1) })
    const put = (digit: number, SecretString: string) =>
      secrets('PutSecretValue', { SecretId: 'a', SecretString, ClientRequestToken: token(digit) })
    expect(await put(2, 'two')).toMatchObject({ VersionId: token(2), VersionStages: ['AWSCURRENT'] })
    await put(3, 'three')
    expect(await stages('a')).toEqual({ [token(2)]: ['AWSPREVIOUS'], [token(3)]: ['AWSCURRENT'] })
    expect(await value('a')).toMatchObject({ SecretString: 'three' })
    expect(await value('a', { VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two' })
    expect(await value('a', { VersionId: token(1) })).toMatchObject({
      SecretString: 'one',
      VersionStages: [],
    })
    expect(await refused('GetSecretValue', { SecretId: 'a', VersionId: token(9) })).toEqual([
      400,
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for VersionId: ${token(9)}`,
    ])
    const both = { SecretId: 'a', VersionId: token(2), VersionStage: 'AWSCURRENT' }
    expect(await refused('GetSecretValue', both)).toEqual([
      400,
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    ])
    const versions = await secrets('ListSecretVersionIds', { SecretId: 'a' })
    expect(versions).toMatchObject({
      Name: 'a',
      Versions: [
        { VersionId: token(2), VersionStages: ['AWSPREVIOUS'], KmsKeyIds: ['DefaultEncryptionKey'] },
        { VersionId: token(3), VersionStages: ['AWSCURRENT'] },
      ],
    })
    const all = await secrets('ListSecretVersionIds', {
      SecretId: 'a',
      IncludeDeprecated: true,
      MaxResults: 1,
    })
    expect(all).toMatchObject({ Versions: [{ VersionId: token(1) }] })
    const NextToken = all['NextToken']
    const rest = { SecretId: 'a', IncludeDeprecated: true, NextToken }
    expect(await secrets('ListSecretVersionIds', rest)).toMatchObject({
      Versions: [{ VersionId: token(2) }, { VersionId: token(3) }],
    })
    expect((await refused('ListSecretVersionIds', { SecretId: 'a', NextToken: 'x' }))[1]).toBe(
      'InvalidNextTokenException',
    )
  })

  it('takes the same version again, and no other under its token', async () => {
    await create('a', 'one')
    const put = { SecretId: 'a', SecretString: 'two', ClientRequestToken: token(2) }
    const answer = await secrets('PutSecretValue', put)
    await secrets('PutSecretValue', { SecretId: 'a', SecretString: 'three', ClientRequestToken: token(3) })
    // Again: it answers, and does not become the current one again.
    expect(await secrets('PutSecretValue', put)).toEqual({ ...answer, VersionStages: ['AWSPREVIOUS'] })
    expect(await value('a')).toMatchObject({ SecretString: 'three' })
    const [, code, message] = await refused('PutSecretValue', { ...put, SecretString: 'other' })
    expect([code, message]).toEqual([
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token(2)} because that value is already in use for a version of secret ${String(answer['ARN'])}.`,
    ])
    expect((await refused('PutSecretValue', { SecretId: 'a' }))[2]).toBe(
      'You must provide either SecretString or SecretBinary.',
    )
  })

  it('rotates by stages of one’s own: pending, then current', async () => {
    await create('a', 'one', { ClientRequestToken: token(1) })
    await secrets('PutSecretValue', {
      SecretId: 'a',
      SecretString: 'two',
      ClientRequestToken: token(2),
      VersionStages: ['AWSPENDING', 'PUT1'],
    })
    expect(await value('a')).toMatchObject({ SecretString: 'one' })
    const move = { SecretId: 'a', VersionStage: 'AWSCURRENT', MoveToVersionId: token(2) }
    expect(await refused('UpdateSecretVersionStage', move)).toEqual([
      400,
      'InvalidParameterException',
      `The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version ${token(1)}, so you must explicitly reference that version in RemoveFromVersionId.`,
    ])
    await secrets('UpdateSecretVersionStage', { ...move, RemoveFromVersionId: token(1) })
    expect(await stages('a')).toEqual({
      [token(1)]: ['AWSPREVIOUS'],
      [token(2)]: ['AWSCURRENT', 'AWSPENDING', 'PUT1'],
    })
    const remove = { SecretId: 'a', RemoveFromVersionId: token(2) }
    await secrets('UpdateSecretVersionStage', { ...remove, VersionStage: 'AWSPENDING' })
    expect(await refused('UpdateSecretVersionStage', { ...remove, VersionStage: 'AWSCURRENT' })).toEqual([
      400,
      'InvalidParameterException',
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    ])
    expect((await refused('UpdateSecretVersionStage', { ...remove, VersionStage: 'NONE' }))[1]).toBe(
      'InvalidParameterException',
    )
    const nowhere = { SecretId: 'a', VersionStage: 'X', MoveToVersionId: token(9) }
    expect((await refused('UpdateSecretVersionStage', nowhere))[1]).toBe('ResourceNotFoundException')
    expect(await stages('a')).toEqual({ [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT', 'PUT1'] })
  })

  it('whose first value is put as pending has it as its current one too', async () => {
    await secrets('CreateSecret', { Name: 'a' })
    await secrets('PutSecretValue', { SecretId: 'a', SecretString: 'x', VersionStages: ['AWSPENDING'] })
    expect(await value('a')).toMatchObject({ VersionStages: ['AWSCURRENT', 'AWSPENDING'] })
  })

  it('has twenty stages on all of its versions together, and no version more after one was refused', async () => {
    await secrets('CreateSecret', { Name: 'a' })
    const VersionStages = Array.from({ length: 20 }, (_, index) => `S${index}`)
    const put = { SecretId: 'a', SecretString: 'x', VersionStages }
    const exceeded = [
      400,
      'LimitExceededException',
      'The request failed because it would exceed one of the Secrets Manager quotas.',
    ]
    expect(await refused('PutSecretValue', put)).toEqual(exceeded)
    const all = { SecretId: 'a', IncludeDeprecated: true }
    expect(await secrets('ListSecretVersionIds', all)).toMatchObject({ Versions: [] })
    await secrets('PutSecretValue', { SecretId: 'a', SecretString: 'x', ClientRequestToken: token(1) })
    for (const stage of VersionStages.slice(1)) {
      await secrets('PutSecretValue', { ...put, VersionStages: [stage] })
    }
    expect(await refused('PutSecretValue', { ...put, VersionStages: ['S0'] })).toEqual(exceeded)
    const move = { SecretId: 'a', MoveToVersionId: token(1) }
    expect(await refused('UpdateSecretVersionStage', { ...move, VersionStage: 'S0' })).toEqual(exceeded)
    // One more by the way: the version that is current now would be the previous one.
    expect(await refused('UpdateSecret', { SecretId: 'a', SecretString: 'y' })).toEqual(exceeded)
    expect(await secrets('PutSecretValue', { ...put, VersionStages: ['S1'] })).toMatchObject({
      VersionStages: ['S1'],
    })
  })

  it('is updated: what is said of it, its value, or both', async () => {
    const made = await create('a', 'one')
    const described = await secrets('UpdateSecret', { SecretId: 'a', Description: 'd' })
    expect(described).toEqual({ ARN: made['ARN'], Name: 'a' })
    const updated = await secrets('UpdateSecret', { SecretId: 'a', SecretString: 'two' })
    expect(updated['VersionId']).toMatch(uuid)
    expect(await value('a')).toMatchObject({ SecretString: 'two', VersionId: updated['VersionId'] })
    expect(await secrets('DescribeSecret', { SecretId: 'a' })).toMatchObject({ Description: 'd' })
    expect((await refused('UpdateSecret', { SecretId: 'none', Description: 'd' }))[1]).toBe(
      'ResourceNotFoundException',
    )
  })

  it('forgets the oldest of its versions without a stage, a hundred of which it keeps', async () => {
    await create('a', 'first', { ClientRequestToken: token(1) })
    for (let index = 0; index < 103; index++) {
      const ClientRequestToken = String(index).padStart(32, '0')
      await secrets('PutSecretValue', { SecretId: 'a', SecretString: String(index), ClientRequestToken })
    }
    expect((await refused('GetSecretValue', { SecretId: 'a', VersionId: token(1) }))[1]).toBe(
      'ResourceNotFoundException',
    )
    const all = { SecretId: 'a', IncludeDeprecated: true }
    const ids = async (more: object) => {
      const { Versions, NextToken } = await secrets('ListSecretVersionIds', { ...all, ...more })
      if (!Array.isArray(Versions)) throw new Error('there are no versions')
      return { NextToken, ids: Versions.map(({ VersionId }: { VersionId: string }) => VersionId) }
    }
    expect((await ids({})).ids).toHaveLength(100)
    // One is forgotten between two pages, and no other is passed over for it.
    const { NextToken } = await ids({ MaxResults: 50 })
    const rest = await ids({ NextToken })
    const put = { SecretId: 'a', SecretString: 'x', ClientRequestToken: 'z'.repeat(32) }
    await secrets('PutSecretValue', put)
    expect((await ids({ NextToken })).ids).toEqual([...rest.ids, put.ClientRequestToken])
  })

  it('has tags', async () => {
    await create('a')
    await secrets('TagResource', {
      SecretId: 'a',
      Tags: [
        { Key: 'x', Value: '1' },
        { Key: 'y', Value: '' },
      ],
    })
    await secrets('UntagResource', { SecretId: 'a', TagKeys: ['x', 'none'] })
    expect(await secrets('DescribeSecret', { SecretId: 'a' })).toMatchObject({
      Tags: [{ Key: 'y', Value: '' }],
    })
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }))
    expect((await refused('TagResource', { SecretId: 'a', Tags: many }))[1]).toBe('InvalidParameterException')
  })
})

describe('a secret that is deleted', () => {
  const marked = [
    400,
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  ]

  it('waits for its time, can be restored until then, and is gone after it', async () => {
    const { ARN } = await create('a')
    const deleted = await secrets('DeleteSecret', { SecretId: 'a', RecoveryWindowInDays: 7 })
    expect(deleted).toEqual({ ARN, Name: 'a', DeletionDate: seconds() + 7 * day })
    for (const [action, more] of Object.entries({
      GetSecretValue: {},
      PutSecretValue: { SecretString: 'x' },
      UpdateSecret: { Description: 'x' },
      TagResource: { Tags: [] },
      UntagResource: { TagKeys: [] },
      UpdateSecretVersionStage: { VersionStage: 'X' },
      GetResourcePolicy: {},
      DeleteSecret: {},
    })) {
      expect(await refused(action, { SecretId: 'a', ...more })).toEqual(marked)
    }
    expect(await secrets('DescribeSecret', { SecretId: 'a' })).toMatchObject({
      DeletedDate: seconds() + 7 * day,
    })
    expect(await secrets('ListSecrets')).toEqual({ SecretList: [] })
    expect(await secrets('ListSecrets', { IncludePlannedDeletion: true })).toMatchObject({
      SecretList: [{ ARN }],
    })
    expect((await refused('CreateSecret', { Name: 'a' }))[2]).toBe(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
    await secrets('RestoreSecret', { SecretId: 'a' })
    expect(await value('a')).toMatchObject({ SecretString: 'hush' })
    await secrets('DeleteSecret', { SecretId: 'a' })
    pass(29)
    await secrets('DescribeSecret', { SecretId: 'a' })
    pass(1)
    expect((await refused('DescribeSecret', { SecretId: 'a' }))[1]).toBe('ResourceNotFoundException')
    expect((await create('a'))['ARN']).not.toBe(ARN)
  })

  it('by force is gone at once, and is no error when it was not there', async () => {
    const { ARN } = await create('a')
    const force = { SecretId: 'a', ForceDeleteWithoutRecovery: true }
    expect(await secrets('DeleteSecret', force)).toEqual({ ARN, Name: 'a', DeletionDate: seconds() })
    expect((await refused('RestoreSecret', { SecretId: 'a' }))[1]).toBe('ResourceNotFoundException')
    expect(await secrets('DeleteSecret', force)).toMatchObject({ Name: 'a' })
    await create('a')
    expect((await refused('DeleteSecret', { SecretId: 'none' }))[1]).toBe('ResourceNotFoundException')
  })

  it('wants a window of 7 to 30 days, or none', async () => {
    await create('a')
    for (const RecoveryWindowInDays of [6, 31, 0, -1]) {
      expect((await refused('DeleteSecret', { SecretId: 'a', RecoveryWindowInDays }))[2]).toBe(
        'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
      )
    }
    const both = { SecretId: 'a', RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }
    expect((await refused('DeleteSecret', both))[2]).toBe(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    )
  })
})

describe('a list of secrets', () => {
  const names = async (input: object = {}) => {
    const { SecretList } = await secrets('ListSecrets', input)
    return Array.isArray(SecretList) ? SecretList.map(({ Name }: { Name: string }) => Name) : []
  }
  beforeEach(async () => {
    for (const [Name, Description, team] of [
      ['lab/db', 'The database', 'red'],
      ['lab/api', 'The API key', 'blue'],
      ['other', 'nothing of the lab', 'Red'],
    ]) {
      await create(Name ?? '', 'x', { Description, Tags: [{ Key: 'team', Value: team }] })
      pass(1)
    }
  })

  it('is sorted, the newest first unless told otherwise, and comes in pages', async () => {
    expect(await names()).toEqual(['other', 'lab/api', 'lab/db'])
    expect(await names({ SortOrder: 'asc' })).toEqual(['lab/db', 'lab/api', 'other'])
    expect(await names({ SortBy: 'name', SortOrder: 'asc' })).toEqual(['lab/api', 'lab/db', 'other'])
    await value('lab/db')
    expect((await names({ SortBy: 'last-accessed-date' }))[0]).toBe('lab/db')
    await secrets('UpdateSecret', { SecretId: 'lab/api', Description: 'The API key' })
    expect((await names({ SortBy: 'last-changed-date' }))[0]).toBe('lab/api')
    const first = await secrets('ListSecrets', { MaxResults: 2 })
    expect(await names({ MaxResults: 2, NextToken: first['NextToken'] })).toEqual(['lab/db'])
    expect((await refused('ListSecrets', { NextToken: 'x' }))[1]).toBe('InvalidNextTokenException')
  })

  it.each([
    [{ Key: 'name', Values: ['lab/'] }, ['lab/api', 'lab/db']],
    [{ Key: 'name', Values: ['LAB'] }, []],
    [{ Key: 'name', Values: ['!lab/'] }, ['other']],
    [{ Key: 'name', Values: ['lab/db', 'oth'] }, ['other', 'lab/db']],
    [{ Key: 'description', Values: ['the'] }, ['lab/api', 'lab/db']],
    [{ Key: 'tag-key', Values: ['team'] }, ['other', 'lab/api', 'lab/db']],
    [{ Key: 'tag-value', Values: ['red'] }, ['lab/db']],
    [{ Key: 'all', Values: ['LAB database'] }, ['lab/db']],
    [{ Key: 'owning-service', Values: ['rds'] }, []],
  ])('passes through the filter %j', async (filter, expected) => {
    expect(await names({ Filters: [filter] })).toEqual(expected)
  })

  it('passes through all of its filters, and refuses those that are none', async () => {
    const Filters = [
      { Key: 'name', Values: ['lab'] },
      { Key: 'tag-value', Values: ['blue'] },
    ]
    expect(await names({ Filters })).toEqual(['lab/api'])
    expect((await refused('ListSecrets', { Filters: [{ Key: 'size', Values: ['1'] }] }))[1]).toBe(
      'ValidationException',
    )
    for (const filter of [{ Key: 'name' }, { Values: ['x'] }]) {
      expect((await refused('ListSecrets', { Filters: [filter] }))[1]).toBe('InvalidParameterException')
    }
  })

  it('of values is of those that are named, or that a filter lets through', async () => {
    const batch = await secrets('BatchGetSecretValue', { SecretIdList: ['lab/db', 'none'] })
    expect(batch).toMatchObject({
      SecretValues: [{ Name: 'lab/db', SecretString: 'x', VersionStages: ['AWSCURRENT'] }],
      Errors: [
        {
          SecretId: 'none',
          ErrorCode: 'ResourceNotFoundException',
          Message: "Secrets Manager can't find the specified secret.",
        },
      ],
    })
    const Filters = [{ Key: 'name', Values: ['lab/'] }]
    const first = await secrets('BatchGetSecretValue', { Filters, MaxResults: 1 })
    expect(first).toMatchObject({ SecretValues: [{ Name: 'lab/api' }], Errors: [] })
    const second = await secrets('BatchGetSecretValue', { Filters, NextToken: first['NextToken'] })
    expect(second).toMatchObject({ SecretValues: [{ Name: 'lab/db' }] })
    for (const input of [{}, { Filters, SecretIdList: ['a'] }, { SecretIdList: ['a'], MaxResults: 1 }]) {
      expect((await refused('BatchGetSecretValue', input))[1]).toBe('InvalidParameterException')
    }
  })
})

describe('GetRandomPassword', () => {
  const password = async (input: object = {}) =>
    String((await secrets('GetRandomPassword', input))['RandomPassword'])

  it('gives what was asked for, with each type in it', async () => {
    for (let time = 0; time < 50; time++) {
      const text = await password()
      expect(text).toHaveLength(32)
      for (const type of [/[A-Z]/, /[a-z]/, /\d/, /[!-/:-@[-`{-~]/]) expect(text).toMatch(type)
      const four = await password({ PasswordLength: 4, ExcludeCharacters: 'abc0"' })
      expect(four).toMatch(/^[^abc0"]{4}$/)
      expect(four.split('').filter((character) => /\d/.test(character))).toHaveLength(1)
    }
    expect(await password({ PasswordLength: 4096, ExcludePunctuation: true, IncludeSpace: true })).toMatch(
      /^[A-Za-z0-9 ]{4096}$/,
    )
    const letters = { ExcludeNumbers: true, ExcludePunctuation: true, ExcludeUppercase: true }
    expect(await password(letters)).toMatch(/^[a-z]{32}$/)
  })

  it('refuses what cannot be', async () => {
    const none = {
      ExcludeNumbers: true,
      ExcludePunctuation: true,
      ExcludeUppercase: true,
      ExcludeLowercase: true,
    }
    expect((await refused('GetRandomPassword', none))[1]).toBe('InvalidParameterException')
    expect(await refused('GetRandomPassword', { PasswordLength: 3 })).toEqual([
      400,
      'InvalidParameterException',
      'The password length is too short based on the required types.',
    ])
    expect(await password({ PasswordLength: 3, RequireEachIncludedType: false })).toHaveLength(3)
    expect((await refused('GetRandomPassword', { PasswordLength: 4097 }))[1]).toBe('ValidationException')
  })
})
