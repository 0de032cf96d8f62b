import { expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { createDynamoDb } from './dynamodb-fixture.ts'

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
