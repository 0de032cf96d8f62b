import fc from 'fast-check'
import { beforeEach, expect, it } from 'vitest'

import { dynamodbActions } from '../../src/dynamodb/index.ts'
import { createDynamoDb, type DynamoDb } from './dynamodb-fixture.ts'

let aws: DynamoDb
const TableName = 'fuzz'
const Key = { pk: { S: 'a' }, sk: { N: '1' } }

const create = async () => {
  aws = createDynamoDb()
  await aws.create(TableName, 'N', {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
      { AttributeName: 'other', AttributeType: 'B' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'index',
        KeySchema: [{ AttributeName: 'other', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  })
  await aws.put({ ...Key, lst: { L: [{ N: '1' }] }, doc: { M: { a: { SS: ['x'] } } } }, TableName)
}
beforeEach(create)

const word = fc.constantFrom('pk', 'sk', 'other', 'lst', 'doc', 'a', '__proto__', '')
const text = fc.oneof(word, fc.string(), fc.string({ unit: 'grapheme' }))
const { value } = fc.letrec((again) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.record({ S: text }),
    fc.record({ N: fc.oneof(fc.double().map(String), fc.bigInt().map(String), text) }),
    fc.record({ B: fc.oneof(fc.base64String(), text) }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ NULL: fc.boolean() }),
    fc.record({ SS: fc.array(text) }),
    fc.record({ NS: fc.array(fc.integer().map(String)) }),
    fc.record({ BS: fc.array(fc.base64String()) }),
    fc.record({ L: fc.array(again('value')) }),
    fc.record({ M: fc.dictionary(text, again('value')) }),
    fc.jsonValue({ maxDepth: 2 }),
  ),
}))
const item = fc
  .tuple(fc.boolean(), fc.dictionary(text, value, { maxKeys: 4 }))
  .map(([isKeyed, more]) => (isKeyed ? { ...more, ...Key } : more))
const piece = fc.constantFrom(
  ...'pk sk lst[0] doc.a #a :a :b = < ( ) , AND OR NOT SET REMOVE ADD DELETE BETWEEN IN size(pk) begins_with(pk,:a) + contains(lst,:a) attribute_exists(doc) if_not_exists(lst,:a) list_append(lst,:a)'.split(
    ' ',
  ),
)
const expression = fc.oneof(
  fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(' ')),
  fc.constantFrom('pk = :a', 'pk = :a AND sk > :b', 'SET lst[1] = :a', 'ADD doc.a :b', 'REMOVE doc.a'),
  text,
)
const sensible: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  TableName: fc.constant(TableName),
  IndexName: fc.constant('index'),
  Key: fc.constant(Key),
  Item: item,
  ExclusiveStartKey: item,
  ExpressionAttributeNames: fc.dictionary(fc.constantFrom('#a', '#b'), word, { minKeys: 1 }),
  ExpressionAttributeValues: fc.dictionary(fc.constantFrom(':a', ':b'), value, { minKeys: 1 }),
  AttributeUpdates: fc.dictionary(
    word,
    fc.record({ Value: value, Action: fc.constantFrom('ADD', 'PUT', 'DELETE') }),
  ),
  TransactItems: fc.array(
    fc.record(
      {
        Put: fc.record({ TableName: fc.constant(TableName), Item: item }),
        Get: fc.record({ TableName: fc.constant(TableName), Key: item }),
        Update: fc.record({ TableName: fc.constant(TableName), Key: item, UpdateExpression: expression }),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
  RequestItems: fc.dictionary(
    fc.constantFrom(TableName, 'absent'),
    fc.oneof(
      fc.array(fc.record({ PutRequest: fc.record({ Item: item }) }), { maxLength: 3 }),
      fc.record({ Keys: fc.array(item, { maxLength: 3 }), ProjectionExpression: expression }),
    ),
  ),
}

/** Without them nothing is done. */
const always = new Set(['TableName', 'Key', 'Item', 'RequestItems', 'TransactItems'])

it('no request, of whatever input, makes a 500', async () => {
  const { actions } = dynamodbActions
  const inputOf = (name: string): fc.Arbitrary<object> => {
    const { members = [] } = actions.get(name) ?? {}
    const names = [...new Set(members.map((member) => /^\w+/.exec(member)?.[0] ?? ''))]
    const shapes = names.map((member) => {
      const meant =
        sensible[member] ?? (member.endsWith('Expression') ? expression : fc.jsonValue({ maxDepth: 3 }))
      const wild = { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) }
      return [member, fc.oneof({ weight: 12, arbitrary: meant }, wild)] as const
    })
    const more = names.filter((member) => !always.has(member))
    return fc
      .tuple(
        fc.record(Object.fromEntries(shapes)),
        fc.subarray(more, { maxLength: Math.min(3, more.length) }),
      )
      .map(([all, some]) =>
        Object.fromEntries(
          Object.entries(all).filter(([member]) => always.has(member) || some.includes(member)),
        ),
      )
  }
  const request = fc
    .constantFrom(...[...actions.keys()].filter((name) => name !== 'DeleteTable'))
    .chain((name) => inputOf(name).map((input) => ({ name, input })))
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(request, async ({ name, input }) => {
      const { fixture } = aws
      const { status, body } = await fixture.json(fixture.aws.admin, 'dynamodb', name, input)
      expect([name, status, status >= 500 && status !== 501 ? String(body) : '']).toEqual([name, status, ''])
      if (status === 200) reached.add(name)
    }),
    { numRuns: 2000 },
  )
  // It is not only about what is refused.
  for (const name of ['PutItem', 'GetItem', 'UpdateItem', 'DeleteItem', 'Scan'])
    expect(reached).toContain(name)
})
