import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'

import { type Answer, type Attributes, createDynamoDb, type DynamoDb } from './dynamodb-fixture.ts'

let aws: DynamoDb
const TableName = 'lab'
const s = (S: string) => ({ S })
const n = (N: number | string) => ({ N: String(N) })

beforeEach(() => {
  aws = createDynamoDb()
})

/** Everything, page by page. */
async function pages(action: string, input: object): Promise<readonly Answer[]> {
  const found: Answer[] = []
  let ExclusiveStartKey: Attributes | undefined
  do {
    const page = await aws.ask(action, { TableName, ...input, ExclusiveStartKey })
    found.push(page)
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
  return found
}

const sortKeys = (answers: readonly Answer[]) =>
  answers.flatMap(({ Items = [] }) => Items.map(({ sk }) => Object.values(sk ?? {})[0]))

describe('a query', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '\0', '\u0001', 'é', '\uffee', '😀'),
    minLength: 1,
    maxLength: 4,
  })
  const bytes = fc
    .uint8Array({ minLength: 1, maxLength: 3 })
    .map((one) => Buffer.from(one).toString('base64'))
  const number = fc
    .tuple(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -3, max: 3 }))
    .map(([whole, exponent]) => ({ sent: `${whole}e${exponent}`, value: whole * 1000 * 10 ** exponent }))

  /** A kind of sort key, and how two of its values compare, by nothing that the local AWS has. */
  const kinds = [
    {
      type: 'S' as const,
      value: text.map((sent) => ({ sent, order: Buffer.from(sent) as Buffer | number })),
    },
    {
      type: 'B' as const,
      value: bytes.map((sent) => ({ sent, order: Buffer.from(sent, 'base64') as Buffer | number })),
    },
    {
      type: 'N' as const,
      value: number.map(({ sent, value }) => ({ sent, order: Math.round(value) as Buffer | number })),
    },
  ]
  const compare = (a: Buffer | number, b: Buffer | number): number => {
    if (typeof a === 'number' || typeof b === 'number') return Number(a) - Number(b)
    return Buffer.compare(a, b)
  }
  const begins = (whole: Buffer | number, beginning: Buffer | number): boolean =>
    typeof whole !== 'number' &&
    typeof beginning !== 'number' &&
    whole.subarray(0, beginning.length).equals(beginning)

  it.each(kinds)(
    'finds by a sort key of type $type what a list that is sorted each time has',
    async ({ type, value }) => {
      const operator = fc.constantFrom(
        '=',
        '<',
        '<=',
        '>',
        '>=',
        'BETWEEN',
        ...(type === 'N' ? [] : ['begins_with']),
      )
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ pk: fc.constantFrom('p', 'q'), sk: value }), { maxLength: 25 }),
          operator,
          value,
          value,
          fc.boolean(),
          fc.integer({ min: 1, max: 7 }),
          async (items, kind, one, two, ScanIndexForward, Limit) => {
            aws = createDynamoDb()
            await aws.create(TableName, type)
            for (const { pk, sk } of items) await aws.put({ pk: s(pk), sk: { [type]: sk.sent } })
            const [low, high] = compare(one.order, two.order) <= 0 ? [one, two] : [two, one]
            const conditions: Readonly<Record<string, string>> = {
              BETWEEN: 'sk BETWEEN :v AND :w',
              begins_with: 'begins_with(sk, :v)',
            }
            const query = {
              KeyConditionExpression: `pk = :p AND ${conditions[kind] ?? `sk ${kind} :v`}`,
              ExpressionAttributeValues: {
                ':p': s('p'),
                ':v': { [type]: low.sent },
                ...(kind === 'BETWEEN' ? { ':w': { [type]: high.sent } } : {}),
              },
              ScanIndexForward,
            }
            const matches = ({ order }: { order: Buffer | number }): boolean => {
              const at = compare(order, low.order)
              if (kind === '=') return at === 0
              if (kind === '<') return at < 0
              if (kind === '<=') return at <= 0
              if (kind === '>') return at > 0
              if (kind === '>=') return at >= 0
              if (kind === 'BETWEEN') return at >= 0 && compare(order, high.order) <= 0
              return begins(order, low.order)
            }
            const sorted = items
              .filter(({ pk, sk }) => pk === 'p' && matches(sk))
              .map(({ sk }) => sk.order)
              .toSorted(compare)
              .filter((order, index, all) => index === 0 || compare(all[index - 1] ?? 0, order) !== 0)
            const expected = ScanIndexForward ? sorted : sorted.toReversed()
            const orderOf = (sent: unknown): Buffer | number =>
              type === 'N'
                ? Math.round(Number(sent) * 1000)
                : Buffer.from(String(sent), type === 'B' ? 'base64' : 'utf8')
            expect(sortKeys([await aws.ask('Query', { TableName, ...query })]).map(orderOf)).toEqual(expected)
            expect(sortKeys(await pages('Query', { ...query, Limit })).map(orderOf)).toEqual(expected)
          },
        ),
        { numRuns: 40 },
      )
    },
  )

  it('is by the key, and filtered by all else', async () => {
    await aws.create(TableName, 'N')
    for (let at = 0; at < 6; at += 1) await aws.put({ pk: s('p'), sk: n(at), even: { BOOL: at % 2 === 0 } })
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'even = :yes',
      ExpressionAttributeValues: { ':p': s('p'), ':yes': { BOOL: true } },
    }
    const found = await aws.ask('Query', query)
    expect(found).toMatchObject({ Count: 3, ScannedCount: 6 })
    expect(sortKeys([found])).toEqual(['0', '2', '4'])
    // A limit is of what is looked at.
    expect(await aws.ask('Query', { ...query, Limit: 2 })).toMatchObject({
      Count: 1,
      ScannedCount: 2,
      LastEvaluatedKey: { pk: s('p'), sk: n(1) },
    })
    expect(await aws.ask('Query', { ...query, Select: 'COUNT' })).toEqual({ Count: 3, ScannedCount: 6 })
  })

  it('is refused in AWS’s words', async () => {
    await aws.create(TableName, 'N')
    const query = (
      KeyConditionExpression: string,
      more: object = {},
      values: object = { ':p': s('p'), ':n': n(1) },
    ) =>
      aws.invalid('Query', { TableName, KeyConditionExpression, ExpressionAttributeValues: values, ...more })
    const p = { ':p': s('p') }
    expect(await aws.invalid('Query', { TableName })).toBe(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
    expect(await query('sk = :n', {}, { ':n': n(1) })).toBe('Query condition missed key schema element: pk')
    expect(await query('pk < :p', {}, p)).toBe('Query key condition not supported')
    expect(await query('pk = :p OR sk = :n')).toBe('Invalid operator used in KeyConditionExpression: OR')
    expect(await query('pk = :p AND sk <> :n')).toBe('Invalid operator used in KeyConditionExpression: <>')
    expect(await query('pk = :p AND team = :n')).toBe('Query condition missed key schema element: sk')
    expect(await query('pk = :p AND pk = :n')).toBe(
      'KeyConditionExpressions must only contain one condition per key',
    )
    expect(await query('pk = :n', {}, { ':n': n(1) })).toBe(
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    )
    expect(await query('pk = :p', { FilterExpression: 'sk = :n' })).toBe(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    )
    expect(await query('pk = :p', { IndexName: 'absent' }, p)).toBe(
      'The table does not have the specified index: absent',
    )
    expect(await query('pk = :p', { ExclusiveStartKey: { pk: s('q'), sk: n(1) } }, p)).toBe(
      'The provided starting key is outside query boundaries based on provided conditions',
    )
    const predicate = 'The provided starting key does not match the range key predicate'
    for (const [condition, start, refused] of [
      ['sk > :n', 1, true],
      ['sk >= :n', 1, false],
      ['sk >= :n', 0, true],
      ['sk < :n', 2, true],
      ['sk = :n', 3, true],
    ] as const) {
      const asked = {
        TableName,
        KeyConditionExpression: `pk = :p AND ${condition}`,
        ExpressionAttributeValues: { ':p': s('p'), ':n': n(1) },
        ExclusiveStartKey: { pk: s('p'), sk: n(start) },
      }
      if (refused) expect(await aws.invalid('Query', asked)).toBe(predicate)
      else expect((await aws.ask('Query', asked)).Count).toBe(0)
    }
    expect(await query('pk = :p', { ExclusiveStartKey: { pk: s('p') } }, p)).toContain(
      'The provided starting key is invalid',
    )
    expect(await query('pk = :p', { Limit: 0 }, p)).toBe(
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    )
  })
})

describe('a scan', () => {
  it('finds everything once, in pages, and in segments that have nothing in common', async () => {
    await aws.create()
    const names = Array.from({ length: 60 }, (_, at) => `item-${at}`)
    for (const name of names) await aws.put({ pk: s(name) })
    const found = (answers: readonly Answer[]) =>
      answers.flatMap(({ Items = [] }) => Items.map(({ pk }) => String(pk?.['S'])))
    expect(found(await pages('Scan', {})).toSorted()).toEqual(names.toSorted())
    expect(found(await pages('Scan', { Limit: 7 })).toSorted()).toEqual(names.toSorted())
    for (const TotalSegments of [1, 2, 3, 7]) {
      const all: string[] = []
      let used = 0
      for (let Segment = 0; Segment < TotalSegments; Segment += 1) {
        const part = found(await pages('Scan', { Segment, TotalSegments, Limit: 5 }))
        if (part.length > 0) used += 1
        all.push(...part)
      }
      expect(all.toSorted()).toEqual(names.toSorted())
      expect(used).toBe(TotalSegments)
    }
  })

  it('ends a page at 1 MB', async () => {
    await aws.create(TableName, 'N')
    for (let at = 0; at < 4; at += 1) await aws.put({ pk: s('p'), sk: n(at), v: s('x'.repeat(300 * 1024)) })
    const [first, second, third] = await pages('Scan', {})
    expect([first?.Count, second?.Count, third]).toEqual([3, 1, undefined])
    expect(first?.LastEvaluatedKey).toEqual({ pk: s('p'), sk: n(2) })
  })

  it('is refused in AWS’s words', async () => {
    await aws.create()
    const scan = (more: object) => aws.invalid('Scan', { TableName, ...more })
    expect(await scan({ TotalSegments: 4 })).toBe(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    )
    expect(await scan({ Segment: 4 })).toBe(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    )
    expect(await scan({ Segment: 4, TotalSegments: 4 })).toBe(
      'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 4 is not less than TotalSegments: 4',
    )
    expect(await scan({ ExpressionAttributeValues: { ':v': s('x') } })).toBe(
      'ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null',
    )
  })
})

describe('an index', () => {
  const indexed = {
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'team', AttributeType: 'S' },
      { AttributeName: 'score', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-team',
        KeySchema: [
          { AttributeName: 'team', KeyType: 'HASH' },
          { AttributeName: 'score', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['name'] },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'by-score',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'score', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  }
  const byTeam = {
    TableName,
    IndexName: 'by-team',
    KeyConditionExpression: 'team = :t',
    ExpressionAttributeValues: { ':t': s('red') },
  }

  beforeEach(() => aws.create(TableName, 'S', indexed))

  it('has the items that have its key, in its order, with what is projected', async () => {
    await aws.put({ pk: s('a'), sk: s('1'), team: s('red'), score: n(9), name: s('Anna'), secret: s('x') })
    await aws.put({ pk: s('a'), sk: s('2'), team: s('red'), score: n(10), name: s('Bert') })
    await aws.put({ pk: s('b'), sk: s('1'), team: s('red'), score: n('9'), name: s('Cleo') })
    await aws.put({ pk: s('c'), sk: s('1'), team: s('red') })
    await aws.put({ pk: s('c'), sk: s('2'), team: s('blue'), score: n(1) })
    const found = await aws.ask('Query', byTeam)
    expect(found.Items?.map(({ score }) => score)).toEqual([n(9), n(9), n(10)])
    expect(found.Items?.at(-1)).toEqual({
      pk: s('a'),
      sk: s('2'),
      team: s('red'),
      score: n(10),
      name: s('Bert'),
    })
    expect(JSON.stringify(found)).not.toContain('secret')
    const first = await aws.ask('Query', { ...byTeam, Limit: 1 })
    expect(Object.keys(first.LastEvaluatedKey ?? {}).toSorted()).toEqual(['pk', 'score', 'sk', 'team'])
    expect(await pages('Query', { ...byTeam, Limit: 1 })).toHaveLength(4)
    expect((await aws.ask('Scan', { TableName, IndexName: 'by-team' })).Count).toBe(4)
    // What is not projected, a local index brings from its table, and a global one does not.
    const byScore = {
      TableName,
      IndexName: 'by-score',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': s('a') },
    }
    expect((await aws.ask('Query', byScore)).Items?.[0]).toEqual({ pk: s('a'), sk: s('1'), score: n(9) })
    expect((await aws.ask('Query', { ...byScore, Select: 'ALL_ATTRIBUTES' })).Items?.[0]).toMatchObject({
      secret: s('x'),
    })
    expect((await aws.ask('Query', { ...byScore, ProjectionExpression: 'secret' })).Items?.[0]).toEqual({
      secret: s('x'),
    })
    expect(await aws.invalid('Query', { ...byTeam, ProjectionExpression: 'secret' })).toBe(
      'One or more parameter values were invalid: Global secondary index by-team does not project [secret]',
    )
    expect(await aws.invalid('Query', { ...byTeam, Select: 'ALL_ATTRIBUTES' })).toBe(
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index by-team because its projection type is not ALL',
    )
    expect(await aws.invalid('Query', { ...byTeam, ConsistentRead: true })).toBe(
      'Consistent reads are not supported on global secondary indexes',
    )
  })

  it('that is local takes of its table as well what it has not', async () => {
    for (let at = 0; at < 4; at += 1) {
      await aws.put({ pk: s('a'), sk: s(String(at)), score: n(at), v: s('x'.repeat(at === 3 ? 5000 : 100)) })
    }
    const byScore = {
      TableName,
      IndexName: 'by-score',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': s('a') },
      ReturnConsumedCapacity: 'INDEXES',
    }
    const taken = async (more: object) => (await aws.ask('Query', { ...byScore, ...more })).ConsumedCapacity
    const units = (table: number, index: number) => ({
      TableName,
      CapacityUnits: table + index,
      Table: { CapacityUnits: table },
      LocalSecondaryIndexes: { 'by-score': { CapacityUnits: index } },
    })
    expect(await taken({})).toEqual(units(0, 0.5))
    expect(await taken({ ProjectionExpression: 'sk, score' })).toEqual(units(0, 0.5))
    // Each item by itself, in pieces of 4 KB.
    expect(await taken({ ProjectionExpression: 'sk, v' })).toEqual(units(2.5, 0.5))
    expect(await taken({ Select: 'ALL_ATTRIBUTES', ConsistentRead: true })).toEqual(units(5, 1))
    for (let at = 0; at < 4; at += 1) {
      await aws.put({ pk: s('a'), sk: s(String(at)), score: n(at), v: s('x'.repeat(300 * 1024)) })
    }
    const counts = async (more: object) =>
      (await pages('Query', { ...byScore, ...more })).map(({ Count }) => Count)
    expect(await counts({})).toEqual([4])
    expect(await counts({ Select: 'ALL_ATTRIBUTES' })).toEqual([3, 1])
  })

  it('follows every change, as one that is made anew does', async () => {
    const change = fc.record({
      pk: fc.constantFrom('a', 'b'),
      sk: fc.constantFrom('1', '2', '3'),
      kind: fc.constantFrom('put', 'update', 'delete', 'query', 'scan', 'describe'),
      team: fc.constantFrom('red', 'blue', undefined),
      score: fc.integer({ min: 0, max: 3 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), async (changes) => {
        aws = createDynamoDb()
        await aws.create(TableName, 'S', indexed)
        for (const { pk, sk, kind, team, score } of changes) {
          const Key = { pk: s(pk), sk: s(sk) }
          const more = { score: n(score), ...(team === undefined ? {} : { team: s(team) }) }
          if (kind === 'put') await aws.put({ ...Key, ...more })
          // What is looked at is kept up from then on.
          else if (kind === 'query') await aws.ask('Query', byTeam)
          else if (kind === 'scan') await aws.ask('Scan', { TableName, IndexName: 'by-score' })
          else if (kind === 'describe') await aws.ask('DescribeTable', { TableName })
          else if (kind === 'delete') await aws.ask('DeleteItem', { TableName, Key })
          else {
            await aws.ask('UpdateItem', {
              TableName,
              Key,
              UpdateExpression: `SET score = :s ${team === undefined ? 'REMOVE team' : ', team = :t'}`,
              ExpressionAttributeValues: { ':s': n(score), ...(team === undefined ? {} : { ':t': s(team) }) },
            })
          }
        }
        const looked = async () => ({
          teams: (await aws.ask('Query', byTeam)).Items,
          all: (await aws.ask('Scan', { TableName, IndexName: 'by-score' })).Items,
          table: (await aws.ask('Scan', { TableName })).Items,
          described: (await aws.ask('DescribeTable', { TableName })).Table,
        })
        const before = await looked()
        // What a snapshot brings back has nothing that was kept up.
        const { aws: instance } = aws.fixture
        instance.load(instance.save())
        expect(await looked()).toEqual(before)
      }),
      { numRuns: 25 },
    )
  })

  it('takes no key of another kind', async () => {
    expect(await aws.invalid('PutItem', { TableName, Item: { pk: s('a'), sk: s('1'), team: n(1) } })).toBe(
      'One or more parameter values were invalid: Type mismatch for Index Key team Expected: S Actual: N IndexName: by-team',
    )
    expect(
      await aws.invalid('UpdateItem', {
        TableName,
        Key: { pk: s('a'), sk: s('1') },
        UpdateExpression: 'SET team = :t',
        ExpressionAttributeValues: { ':t': s('') },
      }),
    ).toBe(
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-team, IndexKey: team',
    )
  })

  it('is counted in what a write takes, and a collection in its size', async () => {
    const { ConsumedCapacity, ItemCollectionMetrics } = await aws.ask('PutItem', {
      TableName,
      Item: { pk: s('a'), sk: s('1'), team: s('red'), score: n(1) },
      ReturnConsumedCapacity: 'INDEXES',
      ReturnItemCollectionMetrics: 'SIZE',
    })
    expect(ConsumedCapacity).toEqual({
      TableName,
      CapacityUnits: 3,
      Table: { CapacityUnits: 1 },
      GlobalSecondaryIndexes: { 'by-team': { CapacityUnits: 1 } },
      LocalSecondaryIndexes: { 'by-score': { CapacityUnits: 1 } },
    })
    expect(ItemCollectionMetrics).toEqual({ ItemCollectionKey: { pk: s('a') }, SizeEstimateRangeGB: [0, 1] })
  })
})
