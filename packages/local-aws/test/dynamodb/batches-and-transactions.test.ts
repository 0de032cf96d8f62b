import { beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { type Attributes, createDynamoDb, type DynamoDb } from './dynamodb-fixture.ts'

let aws: DynamoDb
const TableName = 'lab'
const s = (S: string) => ({ S })
const n = (N: number) => ({ N: String(N) })
const all = async () => (await aws.ask('Scan', { TableName })).Items?.map(({ pk }) => pk?.['S']).toSorted()

beforeEach(async () => {
  aws = createDynamoDb()
  await aws.create()
})

describe('a batch', () => {
  const puts = (names: readonly string[]) => names.map((name) => ({ PutRequest: { Item: { pk: s(name) } } }))

  it('writes and deletes up to 25 items, and reads up to 100', async () => {
    const names = Array.from({ length: 25 }, (_, at) => `item-${at}`)
    expect(await aws.ask('BatchWriteItem', { RequestItems: { lab: puts(names) } })).toEqual({
      UnprocessedItems: {},
    })
    expect(await all()).toEqual(names.toSorted())
    await aws.ask('BatchWriteItem', {
      RequestItems: { lab: [{ DeleteRequest: { Key: { pk: s('item-0') } } }] },
    })
    const { Responses, UnprocessedKeys } = await aws.ask('BatchGetItem', {
      RequestItems: {
        lab: {
          Keys: ['item-0', 'item-1'].map((name) => ({ pk: s(name) })),
          ProjectionExpression: '#p',
          ExpressionAttributeNames: { '#p': 'pk' },
        },
      },
      ReturnConsumedCapacity: 'TOTAL',
    })
    expect(Responses).toEqual({ lab: [{ pk: s('item-1') }] })
    expect(UnprocessedKeys).toEqual({})
  })

  it('of more than 16 MB is answered in part, and the rest is asked for again', async () => {
    const names = Array.from({ length: 45 }, (_, at) => `item-${at}`)
    for (const name of names) await aws.put({ pk: s(name), v: s('x'.repeat(390 * 1024)) })
    let asked: unknown = { lab: { Keys: names.map((name) => ({ pk: s(name) })) } }
    const counts: number[] = []
    for (let round = 0; round < 2; round += 1) {
      const answer = await aws.ask('BatchGetItem', { RequestItems: asked })
      const { lab }: { lab: readonly unknown[] } = JSON.parse(JSON.stringify(answer.Responses))
      counts.push(lab.length)
      asked = answer.UnprocessedKeys
    }
    expect(counts).toEqual([42, 3])
    expect(asked).toEqual({})
  })

  it('is refused in AWS’s words, and then nothing of it is done', async () => {
    const twice = 'Provided list of item keys contains duplicates'
    expect(await aws.invalid('BatchWriteItem', { RequestItems: { lab: puts(['a', 'a']) } })).toBe(twice)
    expect(
      await aws.invalid('BatchGetItem', {
        RequestItems: { lab: { Keys: [{ pk: s('a') }, { pk: s('a') }] } },
      }),
    ).toBe(twice)
    await aws.create('two')
    const many = Array.from({ length: 13 }, (_, at) => `item-${at}`)
    expect(await aws.invalid('BatchWriteItem', { RequestItems: { lab: puts(many), two: puts(many) } })).toBe(
      'Too many items requested for the BatchWriteItem call',
    )
    const detected = '1 validation error detected: '
    const tooMany = `${detected}Value at 'RequestItems.lab.member`
    const failed = "' failed to satisfy constraint: "
    expect(
      await aws.invalid('BatchWriteItem', {
        RequestItems: { lab: puts(Array.from({ length: 26 }, (_, at) => `item-${at}`)) },
      }),
    ).toBe(`${tooMany}${failed}Member must have length less than or equal to 25`)
    expect(await aws.invalid('BatchWriteItem', { RequestItems: { lab: [] } })).toBe(
      `${detected}Value '{lab=[]}' at 'requestItems${failed}Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]`,
    )
    expect(await aws.invalid('BatchGetItem', { RequestItems: { lab: { Keys: [] } } })).toBe(
      `${tooMany}.Keys${failed}Member must have length greater than or equal to 1`,
    )
    expect(
      await aws.invalid('BatchWriteItem', {
        RequestItems: { lab: [...puts(['a']), { PutRequest: { Item: { other: s('b') } } }] },
      }),
    ).toBe('The provided key element does not match the schema')
    expect(
      await aws.invalid('BatchWriteItem', {
        RequestItems: { lab: [{ PutRequest: { Item: { pk: n(1) } } }] },
      }),
    ).toBe('The provided key element does not match the schema')
    // By whatever name, it is one table.
    const arn = `arn:aws:dynamodb:us-east-1:${accountId}:table/lab`
    expect(
      await aws.invalid('BatchWriteItem', { RequestItems: { lab: puts(['a']), [arn]: puts(['a']) } }),
    ).toBe(twice)
    const Keys = [{ pk: s('a') }]
    expect(await aws.invalid('BatchGetItem', { RequestItems: { lab: { Keys }, [arn]: { Keys } } })).toBe(
      twice,
    )
    expect(
      await aws.refused('BatchWriteItem', { RequestItems: { lab: puts(['a']), absent: puts(['a']) } }),
    ).toMatchObject({
      code: 'ResourceNotFoundException',
    })
    expect(
      await aws.refused('BatchGetItem', {
        RequestItems: { lab: { Keys: [{ pk: s('a') }], AttributesToGet: ['pk'] } },
      }),
    ).toMatchObject({
      status: 501,
    })
    expect(await all()).toEqual([])
  })
})

describe('a transaction', () => {
  const put = (pk: string, more: object = {}) => ({ Put: { TableName, Item: { pk: s(pk) }, ...more } })
  const write = (TransactItems: readonly object[], more: object = {}) =>
    aws.ask('TransactWriteItems', { TransactItems, ...more })

  it('does all of it', async () => {
    await aws.put({ pk: s('gone') })
    await aws.put({ pk: s('count'), v: n(1) })
    await aws.put({ pk: s('checked') })
    await write([
      put('a'),
      { Delete: { TableName, Key: { pk: s('gone') } } },
      {
        Update: {
          TableName,
          Key: { pk: s('count') },
          UpdateExpression: 'ADD v :one',
          ExpressionAttributeValues: { ':one': n(1) },
        },
      },
      {
        ConditionCheck: {
          TableName,
          Key: { pk: s('checked') },
          ConditionExpression: 'attribute_exists(pk)',
        },
      },
    ])
    expect(await all()).toEqual(['a', 'checked', 'count'])
    const { Responses } = await aws.ask('TransactGetItems', {
      TransactItems: [
        { Get: { TableName, Key: { pk: s('count') }, ProjectionExpression: 'v' } },
        { Get: { TableName, Key: { pk: s('gone') } } },
      ],
    })
    expect(Responses).toEqual([{ Item: { v: n(2) } }, {}])
  })

  it('does nothing of it where one condition does not hold, and says which', async () => {
    const before: Attributes = { pk: s('b'), v: n(7) }
    await aws.put(before)
    const refused = await aws.refused('TransactWriteItems', {
      TransactItems: [
        put('a'),
        put('b', {
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        {
          Update: {
            TableName,
            Key: { pk: s('c') },
            UpdateExpression: 'SET v = v + :one',
            ExpressionAttributeValues: { ':one': n(1) },
          },
        },
      ],
    })
    expect(refused.status).toBe(400)
    expect(refused.body).toEqual({
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      Message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: before, Message: 'The conditional request failed' },
        {
          Code: 'ValidationError',
          Message: 'The provided expression refers to an attribute that does not exist in the item',
        },
      ],
    })
    expect(await all()).toEqual(['b'])
  })

  it('is refused as a whole in AWS’s words', async () => {
    const invalid = (TransactItems: readonly object[]) => aws.invalid('TransactWriteItems', { TransactItems })
    expect(await invalid([put('a'), put('a')])).toBe(
      'Transaction request cannot include multiple operations on one item',
    )
    for (const nothing of [[], [null]]) {
      expect(await aws.invalid('TransactWriteItems', { TransactItems: nothing })).toContain(
        'failed to satisfy constraint: Member must have length greater than or equal to 1',
      )
    }
    // Before anything is looked at.
    expect(await invalid([put('')])).toBe(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    )
    expect(await invalid([{ ...put('a'), Delete: { TableName, Key: { pk: s('b') } } }])).toBe(
      'TransactItems can only contain one of Check, Put, Update or Delete',
    )
    expect(
      await invalid(
        Array.from({ length: 12 }, (_, at) =>
          put(`a${at}`, { Item: { pk: s(`a${at}`), v: s('x'.repeat(390_000)) } }),
        ),
      ),
    ).toBe('Transaction request size exceeded the maximum allowed size of 4 MB')
    expect(await invalid(Array.from({ length: 101 }, (_, at) => put(`a${at}`)))).toBe(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
    )
    expect(await all()).toEqual([])
  })

  it('that is sent again with its token is done once, for ten minutes', async () => {
    const add = {
      Update: {
        TableName,
        Key: { pk: s('count') },
        UpdateExpression: 'ADD v :one',
        ExpressionAttributeValues: { ':one': n(1) },
      },
    }
    const once = { ClientRequestToken: 'token', ReturnConsumedCapacity: 'TOTAL' }
    expect((await write([add], once)).ConsumedCapacity).toEqual([
      { TableName, CapacityUnits: 2, WriteCapacityUnits: 2 },
    ])
    expect((await write([add], once)).ConsumedCapacity).toEqual([
      { TableName, CapacityUnits: 2, ReadCapacityUnits: 2 },
    ])
    // However it is written, and whatever is to be told of it, it is the same.
    const { TableName: table, Key, ...rest } = add.Update
    const turned = Object.fromEntries(Object.entries({ ...rest, Key, TableName: table }).toReversed())
    expect(await write([{ Update: turned }], { ClientRequestToken: 'token' })).toEqual({})
    const counted = async () => (await aws.ask('GetItem', { TableName, Key: { pk: s('count') } })).Item?.['v']
    expect(await counted()).toEqual(n(1))
    expect(
      await aws.refused('TransactWriteItems', { TransactItems: [put('other')], ClientRequestToken: 'token' }),
    ).toMatchObject({ status: 400, code: 'IdempotentParameterMismatchException' })
    aws.pass(601)
    await write([add], once)
    expect(await counted()).toEqual(n(2))
  })
})
