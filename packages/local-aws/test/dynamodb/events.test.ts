import { expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { createDynamoDb } from './dynamodb-fixture.ts'

it('events quote no values of refusals', async () => {
  const aws = createDynamoDb()
  const TableName = 'lab'
  await aws.create()
  const secret = 'do not tell'
  const Key = { pk: { S: 'a' } }
  const put = (v: object) => aws.invalid('PutItem', { TableName, Item: { ...Key, v } })
  const when = (ConditionExpression: string, values: object) =>
    aws.invalid('DeleteItem', { TableName, Key, ConditionExpression, ExpressionAttributeValues: values })
  const told = [
    await put({ SS: [secret, secret] }),
    await put({ N: secret }),
    await when('v = :v', { ':v': { N: secret } }),
    await when('v = :v', { ':v': { SS: [secret, secret] } }),
    await when('v BETWEEN :b AND :a', { ':a': { S: 'a' }, ':b': { S: secret } }),
    await when('v BETWEEN :b AND :a', { ':a': { N: '1' }, ':b': { S: secret } }),
    await when('attribute_type(v, :t)', { ':t': { S: secret } }),
  ]
  for (const sentence of told) expect(sentence).toContain(secret)
  const recorded = aws.fixture.aws.events().flatMap(({ errorMessage = [] }) => errorMessage)
  expect(recorded).toHaveLength(told.length)
  expect(recorded.join('\n')).not.toContain('tell')
  expect(recorded).toContain(
    'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: HIDDEN_DUE_TO_SECURITY_REASONS for key :v',
  )
})

it('events say which key of which table, and no item', async () => {
  const aws = createDynamoDb()
  const TableName = 'lab'
  const s = (S: string) => ({ S })
  await aws.create()
  const secret = s('do not tell')
  await aws.put({ pk: s('a'), v: secret })
  await aws.ask('UpdateItem', {
    TableName,
    Key: { pk: s('a') },
    UpdateExpression: 'SET v = :v',
    ExpressionAttributeValues: { ':v': secret },
    ReturnValues: 'ALL_NEW',
  })
  await aws.ask('BatchWriteItem', {
    RequestItems: { lab: [{ PutRequest: { Item: { pk: s('b'), v: secret } } }] },
  })
  await aws.ask('TransactWriteItems', {
    TransactItems: [{ Put: { TableName, Item: { pk: s('c'), v: secret } } }],
  })
  await aws.ask('Query', {
    TableName,
    KeyConditionExpression: 'pk = :p',
    ExpressionAttributeValues: { ':p': secret },
  })
  await aws.ask('DeleteItem', { TableName, Key: { pk: s('a') }, ReturnValues: 'ALL_OLD' })
  await aws.refused('PutItem', {
    TableName,
    Item: { pk: s('b'), v: secret },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  })
  const events = aws.fixture.aws.events()
  expect(JSON.stringify(events)).not.toContain('do not tell')
  const of = (name: string) => events.find(({ eventName }) => eventName === name)
  expect(of('CreateTable')).toMatchObject({
    eventSource: 'dynamodb.amazonaws.com',
    managementEvent: true,
    readOnly: false,
    resources: [{ ARN: `arn:aws:dynamodb:us-east-1:${accountId}:table/lab`, type: 'AWS::DynamoDB::Table' }],
  })
  expect(of('UpdateItem')).toMatchObject({
    eventCategory: 'Data',
    managementEvent: false,
    requestParameters: { tableName: TableName, key: { pk: { s: 'a' } } },
  })
  expect(of('Query')).toMatchObject({ eventCategory: 'Data', readOnly: true })
  expect(events.filter(({ errorCode }) => errorCode !== undefined)).toMatchObject([
    { eventName: 'PutItem', errorCode: 'ConditionalCheckFailedException' },
  ])
})
