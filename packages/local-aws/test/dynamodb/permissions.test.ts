import { beforeEach, describe, expect, it } from 'vitest'

import { dynamodbActions } from '../../src/dynamodb/index.ts'
import { accountId, allow, createUser, credentials, iam, type Keys } from '../local-aws-fixture.ts'
import { createDynamoDb, type DynamoDb } from './dynamodb-fixture.ts'

const arn = `arn:aws:dynamodb:us-east-1:${accountId}:table/lab`
const user = `arn:aws:iam::${accountId}:user/anna`
const TableName = 'lab'

let aws: DynamoDb
let anna: Keys

beforeEach(async () => {
  aws = createDynamoDb()
  anna = await createUser(aws.fixture, 'anna')
  await aws.create(TableName, 'S', {
    AttributeDefinitions: ['pk', 'sk', 'owner'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-owner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
})

const may = (Action: string | readonly string[], more: object = { Resource: '*' }) =>
  iam(aws.fixture, 'PutUserPolicy', {
    UserName: 'anna',
    PolicyName: 'own',
    PolicyDocument: allow(Action, more),
  })
const denied = (action: string, resource = arn) => ({
  status: 400,
  code: 'AccessDeniedException',
  message: `User: ${user} is not authorized to perform: dynamodb:${action} on resource: ${resource} because no identity-based policy allows the dynamodb:${action} action`,
})
const asAnna = (action: string, input: object) => aws.refused(action, input, anna)
const allowed = async (action: string, input: object) => {
  const { code } = await asAnna(action, input)
  expect(code).toBe('')
}

const key = { pk: { S: 'anna' }, sk: { S: '1' } }
const byKey = {
  TableName,
  KeyConditionExpression: 'pk = :p',
  ExpressionAttributeValues: { ':p': { S: 'anna' } },
}

/** An input with which each action asks about the table; those that ask about none stand below. */
const inputs: Readonly<Record<string, object>> = {
  CreateTable: {
    TableName,
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
  DescribeTable: { TableName },
  UpdateTable: { TableName, DeletionProtectionEnabled: true },
  DeleteTable: { TableName },
  DescribeTimeToLive: { TableName },
  UpdateTimeToLive: { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } },
  DescribeContinuousBackups: { TableName },
  UpdateContinuousBackups: {
    TableName,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  },
  TagResource: { ResourceArn: arn, Tags: [{ Key: 'a', Value: 'b' }] },
  UntagResource: { ResourceArn: arn, TagKeys: ['a'] },
  ListTagsOfResource: { ResourceArn: arn },
  PutResourcePolicy: { ResourceArn: arn, Policy: '{}' },
  GetResourcePolicy: { ResourceArn: arn },
  DeleteResourcePolicy: { ResourceArn: arn },
  PutItem: { TableName, Item: key },
  GetItem: { TableName, Key: key },
  UpdateItem: { TableName, Key: key },
  DeleteItem: { TableName, Key: key },
  Query: byKey,
  Scan: { TableName },
  BatchGetItem: { RequestItems: { lab: { Keys: [key] } } },
  BatchWriteItem: { RequestItems: { lab: [{ PutRequest: { Item: key } }] } },
}
const ofNoTable = new Set(['ListTables', 'DescribeLimits', 'DescribeEndpoints'])
/** They need what their parts need. */
const ofParts = new Set(['TransactWriteItems', 'TransactGetItems'])

describe('an action of DynamoDB', () => {
  const names = [...dynamodbActions.actions.keys()].filter((name) => !ofParts.has(name))

  it.each(names)('%s is refused in AWS’s words to who may not', async (action) => {
    const resource = ofNoTable.has(action) ? '*' : arn
    expect(await asAnna(action, inputs[action] ?? {})).toMatchObject(denied(action, resource))
    // Another table is no help, and this one is enough.
    if (!ofNoTable.has(action)) await may(`dynamodb:${action}`, { Resource: `${arn}2` })
    expect((await asAnna(action, inputs[action] ?? {})).code).toBe('AccessDeniedException')
    await may(`dynamodb:${action}`, { Resource: resource })
    expect((await asAnna(action, inputs[action] ?? {})).code).not.toBe('AccessDeniedException')
  })

  it.each([
    ['TransactWriteItems', 'PutItem', { Put: { TableName, Item: key } }],
    ['TransactWriteItems', 'DeleteItem', { Delete: { TableName, Key: key } }],
    ['TransactWriteItems', 'UpdateItem', { Update: { TableName, Key: key, UpdateExpression: 'REMOVE v' } }],
    [
      'TransactWriteItems',
      'ConditionCheckItem',
      { ConditionCheck: { TableName, Key: key, ConditionExpression: 'attribute_not_exists(pk)' } },
    ],
    ['TransactGetItems', 'GetItem', { Get: { TableName, Key: key } }],
  ])('%s needs %s for such a part', async (action, needed, part) => {
    const input = { TransactItems: [part] }
    await may(`dynamodb:${action}`)
    expect(await asAnna(action, input)).toMatchObject(denied(needed))
    await may(`dynamodb:${needed}`, {
      Resource: arn,
      Condition: { StringEquals: { 'dynamodb:EnclosingOperation': action } },
    })
    await allowed(action, input)
  })

  it('on an index is one on the index, not on the table', async () => {
    const input = {
      TableName,
      IndexName: 'by-owner',
      KeyConditionExpression: '#o = :o',
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': { S: 'anna' } },
    }
    await may('dynamodb:Query', { Resource: arn })
    expect(await asAnna('Query', input)).toMatchObject(denied('Query', `${arn}/index/by-owner`))
    await may('dynamodb:Query', { Resource: `${arn}/index/*` })
    await allowed('Query', input)
  })

  it('is told of a table that is not there only when one may', async () => {
    const input = { TableName: 'absent', Item: key }
    expect(await asAnna('PutItem', input)).toMatchObject(denied('PutItem', arn.replace('lab', 'absent')))
    await may('dynamodb:PutItem')
    expect((await asAnna('PutItem', input)).code).toBe('ResourceNotFoundException')
  })

  it('that makes a table with tags needs TagResource as well, and what the tags are counts', async () => {
    const made = { ...inputs['CreateTable'], TableName: 'new', Tags: [{ Key: 'team', Value: 'red' }] }
    const on = arn.replace('lab', 'new')
    await may('dynamodb:CreateTable')
    expect(await asAnna('CreateTable', { ...made, BillingMode: 'PAY_PER_REQUEST' })).toMatchObject(
      denied('TagResource', on),
    )
    await may(['dynamodb:CreateTable', 'dynamodb:TagResource'], {
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
    })
    await allowed('CreateTable', { ...made, BillingMode: 'PAY_PER_REQUEST' })
  })
})

describe('a condition key of DynamoDB', () => {
  it('LeadingKeys keeps everybody to their own items', async () => {
    await may('dynamodb:*', {
      Resource: [arn, `${arn}/index/*`],
      // As AWS teaches it for web identities, by the name of the user.
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}'] } },
    })
    const other = { pk: { S: 'bert' }, sk: { S: '1' } }
    await allowed('PutItem', { TableName, Item: key })
    await allowed('UpdateItem', { TableName, Key: key })
    await allowed('GetItem', { TableName, Key: key })
    await allowed('Query', byKey)
    for (const [action, input] of [
      ['PutItem', { TableName, Item: other }],
      ['UpdateItem', { TableName, Key: other }],
      ['GetItem', { TableName, Key: other }],
      ['DeleteItem', { TableName, Key: other }],
      ['Query', { ...byKey, ExpressionAttributeValues: { ':p': { S: 'bert' } } }],
    ] as const) {
      expect([action, (await asAnna(action, input)).code]).toEqual([action, 'AccessDeniedException'])
    }
    // Who queries an index asks for its key.
    const index = { TableName, IndexName: 'by-owner', KeyConditionExpression: '#o = :o' }
    const names = { ExpressionAttributeNames: { '#o': 'owner' } }
    await allowed('Query', { ...index, ...names, ExpressionAttributeValues: { ':o': { S: 'anna' } } })
    expect(
      (await asAnna('Query', { ...index, ...names, ExpressionAttributeValues: { ':o': { S: 'bert' } } }))
        .code,
    ).toBe('AccessDeniedException')
  })

  it('Attributes and Select keep who reads to some attributes', async () => {
    await may(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan', 'dynamodb:UpdateItem'], {
      Resource: arn,
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', 'title'] },
        StringEqualsIfExists: {
          'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
          'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'],
        },
      },
    })
    await allowed('GetItem', { TableName, Key: key, ProjectionExpression: 'title' })
    await allowed('Query', { ...byKey, ProjectionExpression: 'title' })
    const refused = async (action: string, input: object) =>
      expect((await asAnna(action, input)).code).toBe('AccessDeniedException')
    await refused('GetItem', { TableName, Key: key })
    await refused('GetItem', { TableName, Key: key, ProjectionExpression: 'title, salary.gross' })
    await refused('Query', byKey)
    await refused('Scan', {
      TableName,
      ProjectionExpression: 'title',
      FilterExpression: 'attribute_exists(salary)',
    })
    const update = { TableName, Key: key, UpdateExpression: 'SET title = :t' }
    const values = { ExpressionAttributeValues: { ':t': { S: 'x' } } }
    await allowed('UpdateItem', { ...update, ...values })
    await refused('UpdateItem', { ...update, ...values, ReturnValues: 'ALL_NEW' })
    await refused('UpdateItem', { ...update, ...values, ConditionExpression: 'attribute_exists(salary)' })
    await refused('UpdateItem', { TableName, Key: key, UpdateExpression: 'SET title = salary' })
  })

  it('aws:ResourceTag goes by the tags of the table', async () => {
    await may('dynamodb:GetItem', {
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
    })
    expect(await asAnna('GetItem', { TableName, Key: key })).toMatchObject(denied('GetItem'))
    await aws.ask('TagResource', { ResourceArn: arn, Tags: [{ Key: 'team', Value: 'red' }] })
    await allowed('GetItem', { TableName, Key: key })
  })
})

describe('a table’s policy', () => {
  it('lets in whom it names, and keeps out whom it denies', async () => {
    const policy = (Effect: string) =>
      allow('dynamodb:GetItem', { Principal: { AWS: user }, Resource: arn }).replace('Allow', Effect)
    const put = await aws.ask('PutResourcePolicy', { ResourceArn: arn, Policy: policy('Allow') })
    await allowed('GetItem', { TableName, Key: key })
    const got = await aws.ask('GetResourcePolicy', { ResourceArn: arn })
    expect(got).toEqual({ Policy: policy('Allow'), RevisionId: put.RevisionId })
    await may('dynamodb:*')
    await aws.ask('PutResourcePolicy', { ResourceArn: arn, Policy: policy('Deny') })
    expect(await asAnna('GetItem', { TableName, Key: key })).toMatchObject({
      code: 'AccessDeniedException',
      message: `User: ${user} is not authorized to perform: dynamodb:GetItem on resource: ${arn} with an explicit deny in a resource-based policy`,
    })
    await aws.ask('DeleteResourcePolicy', { ResourceArn: arn })
    await allowed('GetItem', { TableName, Key: key })
    expect(await aws.refused('GetResourcePolicy', { ResourceArn: arn })).toMatchObject({
      code: 'PolicyNotFoundException',
    })
  })

  it('lets in another account, whose own policies allow it too', async () => {
    const other = '222233334444'
    const two = createDynamoDb({ accounts: 2 })
    await two.create(TableName)
    const keys = credentials(
      await two.fixture.query(two.fixture.aws.admin, 'sts', {
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`,
        RoleSessionName: 'anna',
      }),
    )
    const input = { TableName: arn, Key: { pk: { S: 'a' } } }
    expect((await two.refused('GetItem', input, keys)).message).toContain(
      'because no resource-based policy allows the dynamodb:GetItem action',
    )
    const Policy = allow('dynamodb:GetItem', {
      Principal: { AWS: `arn:aws:iam::${other}:root` },
      Resource: arn,
    })
    await two.ask('PutResourcePolicy', { ResourceArn: arn, Policy })
    await two.ask('GetItem', input, keys)
    // By its name it is a table of the caller's own.
    expect((await two.refused('GetItem', { ...input, TableName }, keys)).code).toBe(
      'ResourceNotFoundException',
    )
  })
})
