import { crc32 } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { type Attributes, createDynamoDb, type DynamoDb } from './dynamodb-fixture.ts'

let aws: DynamoDb
const TableName = 'lab'

beforeEach(() => {
  aws = createDynamoDb()
})

const s = (S: string) => ({ S })
const n = (N: number | string) => ({ N: String(N) })
const get = async (Key: Attributes, more: object = {}) =>
  (await aws.ask('GetItem', { TableName, Key, ...more })).Item

describe('an item', () => {
  beforeEach(() => aws.create())

  it('comes back as it was put, with numbers as AWS writes them', async () => {
    const Item = {
      pk: s('a'),
      text: s('ü€😀'),
      empty: s(''),
      bytes: { B: 'AQID' },
      yes: { BOOL: true },
      none: { NULL: true },
      list: { L: [n(1), { M: { deep: { SS: ['b', 'a'] } } }] },
      __proto__x: { M: {} },
      numbers: { NS: ['1', '2.5'] },
      blobs: { BS: ['AQ==', 'Ag=='] },
      nothing: { SS: [''] },
    }
    await aws.put({ ...Item, number: n('0012.3400e2') })
    expect(await get({ pk: s('a') })).toEqual({ ...Item, number: n('1234') })
  })

  it('may have attributes of whatever name', async () => {
    const Item: Attributes = JSON.parse('{"pk":{"S":"a"},"__proto__":{"M":{"__proto__":{"S":"x"}}}}')
    await aws.put(Item)
    expect(JSON.stringify(await get({ pk: s('a') }))).toBe(JSON.stringify(Item))
  })

  it('is not there before and after, and each answer tells its checksum', async () => {
    const { fixture } = aws
    const answer = await fixture.json(fixture.aws.admin, 'dynamodb', 'GetItem', {
      TableName,
      Key: { pk: s('a') },
    })
    expect(answer.body).toBe('{}')
    expect(new Map(answer.headers).get('X-Amz-Crc32')).toBe(String(crc32('{}')))
    const refusal = await fixture.json(fixture.aws.admin, 'dynamodb', 'GetItem', {})
    expect(new Map(refusal.headers).get('X-Amz-Crc32')).toBe(String(crc32(String(refusal.body))))
    await aws.put({ pk: s('a') })
    expect((await aws.ask('DeleteItem', { TableName, Key: { pk: s('a') } })).Attributes).toBeUndefined()
    expect(await get({ pk: s('a') })).toBeUndefined()
    // It is no error to delete what is not there.
    await aws.ask('DeleteItem', { TableName, Key: { pk: s('a') } })
  })

  it('is shown as it was before, to who asks', async () => {
    const ReturnValues = 'ALL_OLD'
    expect(await aws.ask('PutItem', { TableName, Item: { pk: s('a'), v: n(1) }, ReturnValues })).toEqual({})
    expect(await aws.ask('PutItem', { TableName, Item: { pk: s('a') }, ReturnValues })).toEqual({
      Attributes: { pk: s('a'), v: n(1) },
    })
    expect(await aws.ask('DeleteItem', { TableName, Key: { pk: s('a') }, ReturnValues })).toEqual({
      Attributes: { pk: s('a') },
    })
    expect(await aws.invalid('PutItem', { TableName, Item: { pk: s('a') }, ReturnValues: 'ALL_NEW' })).toBe(
      'Return values set to invalid value',
    )
  })

  it('is refused in AWS’s words', async () => {
    const put = (Item: object) => aws.invalid('PutItem', { TableName, Item })
    const invalid = 'One or more parameter values were invalid: '
    expect(await put({})).toBe(`${invalid}Missing the key pk in the item`)
    expect(await put({ pk: n(1) })).toBe(`${invalid}Type mismatch for key pk expected: S actual: N`)
    expect(await put({ pk: s('') })).toBe(
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    )
    expect(await put({ pk: {} })).toBe(
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    )
    expect(await put({ pk: { S: 'a', N: '1' } })).toBe(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    )
    expect(await put({ pk: s('a'), v: { SS: [] } })).toBe(`${invalid}An string set  may not be empty`)
    expect(await put({ pk: s('a'), v: { SS: ['b', 'b'] } })).toBe(
      `${invalid}Input collection [b, b] contains duplicates.`,
    )
    expect(await put({ pk: s('a'), v: { NS: ['1', '1.0'] } })).toBe('Input collection contains duplicates')
    expect(await put({ pk: s('a'), v: { NULL: false } })).toBe(
      `${invalid}Null attribute value types must have the value of true`,
    )
    expect(await put({ pk: s('a'), v: { N: 'x' } })).toBe(
      'The parameter cannot be converted to a numeric value: x',
    )
    expect(await put({ pk: s('a'), v: { N: '1'.repeat(39) } })).toBe(
      'Attempting to store more than 38 significant digits in a Number',
    )
    expect(await put({ pk: s('a'), v: { N: '1e126' } })).toBe(
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    )
    expect(await put({ pk: s('a'), v: { N: '1e-131' } })).toBe(
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    )
    expect(await put({ pk: s('k'.repeat(2049)) })).toBe(
      `${invalid}Size of hashkey has exceeded the maximum size limit of2048 bytes`,
    )
    const largest = 400 * 1024 - 'pkav'.length
    await aws.put({ pk: s('a'), v: s('x'.repeat(largest)) })
    expect(await put({ pk: s('a'), v: s('x'.repeat(largest + 1)) })).toBe(
      'Item size has exceeded the maximum allowed size',
    )
    const tooDeep =
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'
    const nested = (levels: number): object =>
      levels === 0
        ? s('x')
        : levels % 2 === 0
          ? { L: [nested(levels - 1)] }
          : { M: { x: nested(levels - 1) } }
    await aws.put({ pk: s('a'), v: { ...nested(31) } })
    expect(await put({ pk: s('a'), v: nested(32) })).toBe(tooDeep)
    await aws.put({ pk: s('a'), v: { M: { x: { M: {} } } } })
    const set = (levels: number) => ({
      TableName,
      Key: { pk: s('a') },
      UpdateExpression: 'SET v.x.x = :x',
      ExpressionAttributeValues: { ':x': nested(levels) },
    })
    expect(await aws.invalid('UpdateItem', set(30))).toBe(tooDeep)
    await aws.ask('UpdateItem', set(29))
    const name = 'n'.repeat(65_536)
    const tooLong = 'Attribute name is too large, must be less than 65536 bytes'
    expect(await put({ pk: s('a'), [name]: s('x') })).toBe(tooLong)
    expect(await put({ pk: s('a'), ['é'.repeat(32_768)]: s('x') })).toBe(tooLong)
    expect(await put({ pk: s('a'), v: { M: { '': s('x') } } })).toBe('Empty attribute name')
    await aws.put({ pk: s('a'), [name.slice(1)]: s('x') })
    const named = (to: string) =>
      aws.invalid('GetItem', {
        TableName,
        Key: { pk: s('a') },
        ProjectionExpression: '#n',
        ExpressionAttributeNames: { '#n': to },
      })
    const wrong = 'ExpressionAttributeNames contains invalid value: '
    expect(await named(name)).toBe(`${wrong}${tooLong} for key #n`)
    expect(await named('')).toBe(`${wrong}Empty attribute name for key #n`)
    expect(await aws.invalid('GetItem', { TableName, Key: { pk: s('a'), other: s('b') } })).toBe(
      'The provided key element does not match the schema',
    )
    expect(await aws.invalid('GetItem', { TableName, Key: { pk: n(1) } })).toBe(
      'The provided key element does not match the schema',
    )
    expect(await aws.invalid('GetItem', { Key: { pk: n(1) } })).toBe(
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    )
    expect(await aws.refused('GetItem', { TableName: 'absent', Key: { pk: s('a') } })).toMatchObject({
      status: 400,
      message: 'Requested resource not found',
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' },
    })
    expect((await aws.refused('PutItem', { TableName, Item: { pk: {} } })).body['__type']).toBe(
      'com.amazon.coral.validate#ValidationException',
    )
    expect((await aws.refused('PutItem', { TableName, Item: { pk: { S: 1 } } })).body['__type']).toBe(
      'com.amazon.coral.service#SerializationException',
    )
  })

  it('is found in the table that an arn names', async () => {
    await aws.put({ pk: s('a') })
    const arn = `arn:aws:dynamodb:us-east-1:${accountId}:table/lab`
    expect((await aws.ask('GetItem', { TableName: arn, Key: { pk: s('a') } })).Item).toEqual({ pk: s('a') })
  })

  it('is changed under a condition, and shown to who asked for it and does not meet it', async () => {
    const Item = { pk: s('a'), v: n(1) }
    const once = { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }
    await aws.ask('PutItem', once)
    expect(await aws.refused('PutItem', once)).toMatchObject({
      status: 400,
      body: {
        __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
        message: 'The conditional request failed',
      },
    })
    const shown = await aws.refused('PutItem', { ...once, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })
    expect(shown.body['Item']).toEqual(Item)
  })

  it('says what it took', async () => {
    const ReturnConsumedCapacity = 'TOTAL'
    const put = await aws.ask('PutItem', {
      TableName,
      Item: { pk: s('a'), v: s('x'.repeat(2000)) },
      ReturnConsumedCapacity,
    })
    expect(put.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 2 })
    const read = (more: object) =>
      aws.ask('GetItem', { TableName, Key: { pk: s('a') }, ReturnConsumedCapacity, ...more })
    expect((await read({})).ConsumedCapacity).toEqual({ TableName, CapacityUnits: 0.5 })
    expect((await read({ ConsistentRead: true })).ConsumedCapacity).toEqual({ TableName, CapacityUnits: 1 })
    expect((await read({ ReturnConsumedCapacity: 'INDEXES' })).ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0.5 },
    })
  })
})

describe('an update', () => {
  beforeEach(() => aws.create())

  const update = (UpdateExpression: string, values: object = {}, more: object = {}) =>
    aws.ask('UpdateItem', {
      TableName,
      Key: { pk: s('a') },
      UpdateExpression,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      ReturnValues: 'ALL_NEW',
      ...more,
    })

  it('makes the item that is not there', async () => {
    expect(
      (await aws.ask('UpdateItem', { TableName, Key: { pk: s('a') }, ReturnValues: 'ALL_NEW' })).Attributes,
    ).toEqual({ pk: s('a') })
    expect((await update('ADD hits :one', { ':one': n(1) })).Attributes).toEqual({ pk: s('a'), hits: n(1) })
    expect((await update('ADD hits :one', { ':one': n('0.1') })).Attributes).toEqual({
      pk: s('a'),
      hits: n('1.1'),
    })
  })

  it('that only takes away makes no item', async () => {
    const tags = { ':t': { SS: ['x'] } }
    for (const [expression, values] of [
      ['REMOVE a'],
      ['REMOVE a.b, c[0]'],
      ['DELETE tags :t', tags],
      ['REMOVE a DELETE tags :t', tags],
    ] as const) {
      expect(await update(expression, values)).toEqual({})
    }
    const AttributeUpdates = { a: { Action: 'DELETE' }, b: { Action: 'DELETE', Value: { SS: ['x'] } } }
    const Key = { pk: s('a') }
    expect(
      await aws.ask('UpdateItem', { TableName, Key, AttributeUpdates, ReturnValues: 'ALL_NEW' }),
    ).toEqual({})
    await aws.ask('TransactWriteItems', {
      TransactItems: [{ Update: { TableName, Key, UpdateExpression: 'REMOVE a' } }],
    })
    expect((await aws.ask('Scan', { TableName })).Count).toBe(0)
    expect(await aws.invalid('UpdateItem', { TableName, Key, UpdateExpression: 'REMOVE pk' })).toContain(
      'This attribute is part of the key',
    )
    expect((await update('SET v = :v REMOVE a.b', { ':v': n(1) })).Attributes).toEqual({ ...Key, v: n(1) })
    // Of an item that is there it is refused, as the path leads nowhere.
    expect(await aws.invalid('UpdateItem', { TableName, Key, UpdateExpression: 'REMOVE a.b' })).toBe(
      'The document path provided in the update expression is invalid for update',
    )
    const other = { TableName, Key: { pk: s('b') }, AttributeUpdates: {} }
    await aws.ask('UpdateItem', other)
    expect((await aws.ask('Scan', { TableName })).Count).toBe(2)
  })

  it('returns what it was asked for', async () => {
    await aws.put({ pk: s('a'), m: { M: { x: n(1), y: n(2) } }, l: { L: [n(1), n(2)] }, z: s('z') })
    const returned = async (ReturnValues: string) =>
      (await update('SET m.x = m.x + :one, l[1] = :one REMOVE z', { ':one': n(1) }, { ReturnValues }))
        .Attributes
    expect(await returned('UPDATED_OLD')).toEqual({ m: { M: { x: n(1) } }, l: { L: [n(2)] }, z: s('z') })
    expect(await returned('UPDATED_NEW')).toEqual({ m: { M: { x: n(3) } }, l: { L: [n(1)] } })
    expect(await returned('ALL_OLD')).toMatchObject({ m: { M: { x: n(3), y: n(2) } } })
    expect(await returned('NONE')).toBeUndefined()
  })

  it('does not touch the key, and is refused whole', async () => {
    expect(
      await aws.invalid('UpdateItem', {
        TableName,
        Key: { pk: s('a') },
        UpdateExpression: 'SET v = :v, pk = :v',
        ExpressionAttributeValues: { ':v': s('b') },
      }),
    ).toBe(
      'One or more parameter values were invalid: Cannot update attribute pk. This attribute is part of the key',
    )
    expect(await get({ pk: s('a') })).toBeUndefined()
  })

  it('by AttributeUpdates does as before there were expressions', async () => {
    await aws.put({ pk: s('a'), old: s('x'), hits: n(1), tags: { SS: ['a', 'b'] } })
    const { Attributes: updated } = await aws.ask('UpdateItem', {
      TableName,
      Key: { pk: s('a') },
      AttributeUpdates: {
        old: { Action: 'DELETE' },
        hits: { Action: 'ADD', Value: n(2) },
        tags: { Action: 'DELETE', Value: { SS: ['a'] } },
        fresh: { Value: s('y') },
      },
      ReturnValues: 'ALL_NEW',
    })
    expect(updated).toEqual({ pk: s('a'), hits: n(3), tags: { SS: ['b'] }, fresh: s('y') })
    for (const fresh of [
      { Action: 'ADD', Value: n(1) },
      { Action: 'ADD', Value: { L: [n(1)] } },
      { Action: 'DELETE', Value: { SS: ['y'] } },
    ]) {
      expect(
        await aws.invalid('UpdateItem', { TableName, Key: { pk: s('a') }, AttributeUpdates: { fresh } }),
      ).toBe('Type mismatch for attribute to update')
    }
    expect(
      await aws.invalid('UpdateItem', {
        TableName,
        Key: { pk: s('a') },
        AttributeUpdates: { v: { Value: s('y') } },
        UpdateExpression: 'REMOVE v',
      }),
    ).toBe(
      'Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}',
    )
  })

  it('by AttributeUpdates is of attributes by their names', async () => {
    const refused = (AttributeUpdates: object) =>
      aws.refused('UpdateItem', { TableName, Key: { pk: s('a') }, AttributeUpdates })
    expect(await refused([])).toMatchObject({
      code: 'SerializationException',
      message: 'Start of structure or map found where not expected.',
    })
    expect(await refused({ '': { Value: s('x') } })).toMatchObject({ message: 'Empty attribute name' })
    expect((await aws.ask('Scan', { TableName })).Count).toBe(0)
  })

  it('is refused by name where it is asked for as before there were expressions, and that is not here', async () => {
    expect(
      await aws.refused('PutItem', { TableName, Item: { pk: s('a') }, Expected: { pk: { Exists: false } } }),
    ).toMatchObject({
      status: 501,
      message: 'The local AWS does not have the parameter Expected of the action dynamodb:PutItem.',
    })
  })
})
