import { beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { createDynamoDb, type DynamoDb } from './dynamodb-fixture.ts'

let aws: DynamoDb
const TableName = 'lab'
const arn = `arn:aws:dynamodb:us-east-1:${accountId}:table/lab`
const s = (S: string) => ({ S })

beforeEach(() => {
  aws = createDynamoDb()
})

const definitions = (...names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
const keys = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
]
const index = (IndexName: string, hash: string, range?: string, more: object = {}) => ({
  IndexName,
  KeySchema: keys(hash, range),
  Projection: { ProjectionType: 'ALL' },
  ...more,
})

describe('a table', () => {
  it('is said to be made, and is described as it was asked for', async () => {
    const made = await aws.create(TableName, undefined, {
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      SSESpecification: { Enabled: true, SSEType: 'KMS' },
      TableClass: 'STANDARD_INFREQUENT_ACCESS',
      Tags: [{ Key: 'team', Value: 'red' }],
    })
    expect(made.TableStatus).toBe('CREATING')
    const { Table } = await aws.ask('DescribeTable', { TableName })
    expect(Table).toMatchObject({
      TableName,
      TableStatus: 'ACTIVE',
      TableArn: arn,
      KeySchema: keys('pk'),
      AttributeDefinitions: definitions('pk'),
      CreationDateTime: 1795348800,
      ItemCount: 0,
      TableSizeBytes: 0,
      ProvisionedThroughput: { NumberOfDecreasesToday: 0, ReadCapacityUnits: 5, WriteCapacityUnits: 6 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      LatestStreamArn: `${arn}/stream/2026-11-22T12:00:00.000`,
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
      TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      DeletionProtectionEnabled: false,
    })
    expect(Table['TableId']).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
    expect((await aws.ask('ListTagsOfResource', { ResourceArn: arn })).Tags).toEqual([
      { Key: 'team', Value: 'red' },
    ])
    await aws.put({ pk: s('a'), v: s('12345') })
    expect((await aws.ask('DescribeTable', { TableName })).Table).toMatchObject({
      ItemCount: 1,
      TableSizeBytes: 9,
    })
  })

  it('is of its account and region alone', async () => {
    await aws.create()
    expect((await aws.ask('ListTables')).TableNames).toEqual([TableName])
    expect((await aws.ask('ListTables', {}, aws.fixture.aws.admin, 'eu-west-1')).TableNames).toEqual([])
    expect(
      await aws.refused('DescribeTable', { TableName }, aws.fixture.aws.admin, 'eu-west-1'),
    ).toMatchObject({
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: lab not found',
    })
  })

  it('is made once, protected, and gone at once', async () => {
    await aws.create(TableName, undefined, { DeletionProtectionEnabled: true })
    expect(
      await aws.refused('CreateTable', {
        TableName,
        KeySchema: keys('pk'),
        AttributeDefinitions: definitions('pk'),
        BillingMode: 'PAY_PER_REQUEST',
      }),
    ).toMatchObject({ code: 'ResourceInUseException', message: 'Table already exists: lab' })
    expect(await aws.invalid('DeleteTable', { TableName })).toBe(
      'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
    )
    await aws.ask('UpdateTable', { TableName, DeletionProtectionEnabled: false })
    await aws.put({ pk: s('a') })
    expect((await aws.ask('DeleteTable', { TableName })).TableDescription.TableStatus).toBe('DELETING')
    expect(await aws.refused('DeleteTable', { TableName })).toMatchObject({
      code: 'ResourceNotFoundException',
    })
    await aws.create()
    expect((await aws.ask('Scan', { TableName })).Count).toBe(0)
  })

  it('is listed in pages, in the order of the names', async () => {
    for (const name of ['ccc', 'aaa', 'bbb']) await aws.create(name)
    const first = await aws.ask('ListTables', { Limit: 2 })
    expect(first).toEqual({ TableNames: ['aaa', 'bbb'], LastEvaluatedTableName: 'bbb' })
    expect(await aws.ask('ListTables', { ExclusiveStartTableName: 'bbb' })).toEqual({ TableNames: ['ccc'] })
  })

  const invalid = 'One or more parameter values were invalid: '
  it.each<readonly [what: string, more: object, refused: string]>([
    [
      'a short name',
      { TableName: 'ab' },
      'TableName must be at least 3 characters long and at most 255 characters long',
    ],
    [
      'another name',
      { TableName: 'a b c' },
      "1 validation error detected: Value 'a b c' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      'a sort key alone',
      { KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] },
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    ],
    [
      'one key twice',
      { KeySchema: keys('pk', 'pk') },
      'Invalid KeySchema: Both the Hash Key and the Range Key element in the KeySchema have the same name',
    ],
    [
      'no definition',
      { KeySchema: keys('other') },
      `${invalid}Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [pk]`,
    ],
    [
      'a definition too many',
      { AttributeDefinitions: definitions('pk', 'sk') },
      `${invalid}Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    ],
    [
      'a definition that no index needs',
      { AttributeDefinitions: definitions('pk', 'a', 'b'), GlobalSecondaryIndexes: [index('ind', 'a')] },
      `${invalid}Some AttributeDefinitions are not used. AttributeDefinitions: [pk, a, b], keys used: [pk, a]`,
    ],
    [
      'no capacity',
      { BillingMode: undefined },
      `${invalid}ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED`,
    ],
    [
      'capacity that nobody pays',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      `${invalid}Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST`,
    ],
    [
      'a local index without sort keys',
      { LocalSecondaryIndexes: [index('ind', 'pk')] },
      `${invalid}Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex`,
    ],
    ...['LocalSecondaryIndexes', 'GlobalSecondaryIndexes'].map(
      (kind) => [`no ${kind}`, { [kind]: [] }, `${invalid}List of ${kind} is empty`] as const,
    ),
    [
      'two indexes of one name',
      {
        AttributeDefinitions: definitions('pk', 'a'),
        GlobalSecondaryIndexes: [index('ind', 'a'), index('ind', 'a')],
      },
      `${invalid}Duplicate index name: ind`,
    ],
    [
      'a projection of nothing',
      {
        AttributeDefinitions: definitions('pk', 'a'),
        GlobalSecondaryIndexes: [index('ind', 'a', undefined, { Projection: {} })],
      },
      `${invalid}Unknown ProjectionType: null`,
    ],
    [
      'a projection of names',
      {
        AttributeDefinitions: definitions('pk', 'a'),
        GlobalSecondaryIndexes: [
          index('ind', 'a', undefined, { Projection: { ProjectionType: 'ALL', NonKeyAttributes: ['x'] } }),
        ],
      },
      `${invalid}ProjectionType is ALL, but NonKeyAttributes is specified`,
    ],
  ])('with %s is refused', async (_, more, refused) => {
    const input = {
      TableName,
      KeySchema: keys('pk'),
      AttributeDefinitions: definitions('pk'),
      BillingMode: 'PAY_PER_REQUEST',
    }
    expect(await aws.invalid('CreateTable', { ...input, ...more })).toBe(refused)
    expect((await aws.ask('ListTables')).TableNames).toEqual([])
  })
})

describe('a change of a table', () => {
  it('makes an index of what is there, and takes it away', async () => {
    await aws.create()
    for (const name of ['a', 'b', 'c']) await aws.put({ pk: s(name), team: s('red') })
    await aws.put({ pk: s('d') })
    const Create = index('by-team', 'team', 'pk')
    const { TableDescription } = await aws.ask('UpdateTable', {
      TableName,
      AttributeDefinitions: definitions('pk', 'team'),
      GlobalSecondaryIndexUpdates: [{ Create }],
    })
    expect(TableDescription.TableStatus).toBe('UPDATING')
    expect((await aws.ask('DescribeTable', { TableName })).Table.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'by-team', IndexStatus: 'ACTIVE', ItemCount: 3 },
    ])
    const query = {
      TableName,
      IndexName: 'by-team',
      KeyConditionExpression: 'team = :t AND pk > :p',
      ExpressionAttributeValues: { ':t': s('red'), ':p': s('a') },
    }
    expect((await aws.ask('Query', query)).Items?.map(({ pk }) => pk)).toEqual([s('b'), s('c')])
    expect(await aws.invalid('UpdateTable', { TableName, GlobalSecondaryIndexUpdates: [{ Create }] })).toBe(
      'Attempting to create an index which already exists: by-team',
    )
    await aws.ask('UpdateTable', {
      TableName,
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-team' } }],
    })
    const { Table } = await aws.ask('DescribeTable', { TableName })
    expect(Table.GlobalSecondaryIndexes).toBeUndefined()
    expect(Table.AttributeDefinitions).toEqual(definitions('pk'))
    expect(await aws.invalid('Query', query)).toBe('The table does not have the specified index: by-team')
  })

  it('changes no type of what something is found by', async () => {
    await aws.create(TableName, 'S', {
      AttributeDefinitions: definitions('pk', 'sk', 'team'),
      GlobalSecondaryIndexes: [index('by-team', 'team')],
    })
    await aws.put({ pk: s('a'), sk: s('1') })
    const redefine = (AttributeName: string, GlobalSecondaryIndexUpdates: readonly object[]) =>
      aws.invalid('UpdateTable', {
        TableName,
        AttributeDefinitions: [...definitions('kind'), { AttributeName, AttributeType: 'N' }],
        GlobalSecondaryIndexUpdates,
      })
    const start =
      'One or more parameter values were invalid: Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. '
    const Create = index('by-kind', 'kind', 'team')
    expect(await redefine('sk', [{ Create }])).toBe(
      `${start}Existing schema: Schema:[SchemaElement: key{pk:S:HASH}, SchemaElement: key{sk:S:RANGE}] New schema: Schema:[SchemaElement: key{pk:S:HASH}, SchemaElement: key{sk:N:RANGE}]`,
    )
    expect(await redefine('team', [{ Create }])).toBe(
      `${start}Existing schema: Schema:[SchemaElement: key{team:S:HASH}] New schema: Schema:[SchemaElement: key{team:N:HASH}]`,
    )
    const { Table } = await aws.ask('DescribeTable', { TableName })
    expect(Table.AttributeDefinitions).toEqual(definitions('pk', 'sk', 'team'))
    const Key = { pk: s('a'), sk: s('1') }
    expect((await aws.ask('GetItem', { TableName, Key })).Item).toEqual(Key)
  })

  it('makes an index without the items whose keys it does not take, until they are mended', async () => {
    await aws.create(TableName, 'S')
    const values = { good: s('red'), number: { N: '1' }, empty: s(''), long: s('x'.repeat(2049)) }
    for (const [name, team] of Object.entries(values)) await aws.put({ pk: s(name), sk: s('1'), team })
    await aws.put({ pk: s('half'), sk: s('1'), team: s('x'.repeat(1025)) })
    const AttributeDefinitions = definitions('pk', 'sk', 'team')
    const create = (Create: object) =>
      aws.ask('UpdateTable', {
        TableName,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create }],
      })
    await create(index('by-team', 'team'))
    await create(index('by-sk', 'sk', 'team'))
    const found = async (IndexName: string) => {
      const names: string[] = []
      let ExclusiveStartKey: object | undefined
      do {
        const page = await aws.ask('Scan', { TableName, IndexName, Limit: 1, ExclusiveStartKey })
        names.push(...(page.Items ?? []).map(({ pk }) => String(pk?.['S'])))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey !== undefined)
      return names.toSorted()
    }
    expect(await found('by-team')).toEqual(['good', 'half'])
    expect(await found('by-sk')).toEqual(['good'])
    expect((await aws.ask('DescribeTable', { TableName })).Table.GlobalSecondaryIndexes).toMatchObject([
      { IndexName: 'by-team', ItemCount: 2 },
      { IndexName: 'by-sk', ItemCount: 1 },
    ])
    const update = async (pk: string, team: object | undefined) => {
      const { ConsumedCapacity } = await aws.ask('UpdateItem', {
        TableName,
        Key: { pk: s(pk), sk: s('1') },
        UpdateExpression: team === undefined ? 'SET seen = :v' : 'SET team = :v',
        ExpressionAttributeValues: { ':v': team ?? s('yes') },
        ReturnConsumedCapacity: 'INDEXES',
      })
      return ConsumedCapacity
    }
    // What else there is of them can be changed, and takes nothing of the indexes.
    expect(await update('number', undefined)).toEqual({
      TableName,
      CapacityUnits: 1,
      Table: { CapacityUnits: 1 },
    })
    await update('number', s('blue'))
    expect(await found('by-team')).toEqual(['good', 'half', 'number'])
    expect(
      await aws.invalid('PutItem', { TableName, Item: { pk: s('b'), sk: s('1'), team: s('') } }),
    ).toContain(
      'The AttributeValue for a key attribute cannot contain an empty string value. IndexName: by-team',
    )
  })

  it('is of one index at a time', async () => {
    await aws.create(TableName, undefined, {
      AttributeDefinitions: definitions('pk', 'team'),
      GlobalSecondaryIndexes: [index('by-team', 'team')],
    })
    const update = (...GlobalSecondaryIndexUpdates: readonly object[]) =>
      aws.refused('UpdateTable', {
        TableName,
        AttributeDefinitions: definitions('pk', 'team'),
        GlobalSecondaryIndexUpdates,
      })
    const refused = {
      code: 'LimitExceededException',
      message:
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    }
    const Delete = { IndexName: 'by-team' }
    expect(await update({ Create: index('one', 'team') }, { Create: index('two', 'team') })).toMatchObject(
      refused,
    )
    expect(await update({ Create: index('one', 'team') }, { Delete })).toMatchObject(refused)
    expect((await aws.ask('DescribeTable', { TableName })).Table.GlobalSecondaryIndexes).toMatchObject([
      Delete,
    ])
  })

  it('is of how it is paid for, and says what would be no change', async () => {
    await aws.create()
    expect(await aws.invalid('UpdateTable', { TableName })).toContain('At least one of ProvisionedThroughput')
    const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 }
    await aws.ask('UpdateTable', { TableName, BillingMode: 'PROVISIONED', ProvisionedThroughput })
    expect((await aws.ask('DescribeTable', { TableName })).Table['ProvisionedThroughput']).toMatchObject(
      ProvisionedThroughput,
    )
    expect(await aws.invalid('UpdateTable', { TableName, ProvisionedThroughput })).toContain(
      'The provisioned throughput for the table will not change. The requested value equals the current value.',
    )
    // What is refused in part is not done in part.
    expect(
      await aws.refused('UpdateTable', {
        TableName,
        DeletionProtectionEnabled: true,
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'absent' } }],
      }),
    ).toMatchObject({ code: 'ResourceNotFoundException' })
    expect((await aws.ask('DescribeTable', { TableName })).Table['DeletionProtectionEnabled']).toBe(false)
  })
})

describe('an item whose time to live is over', () => {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' }
  const at = (seconds: number) => ({
    N: String(Math.floor(aws.fixture.clock.now.getTime() / 1000) + seconds),
  })
  const names = async () =>
    (await aws.ask('Scan', { TableName })).Items?.map(({ pk }) => pk?.['S']).toSorted()

  it('is gone for whoever looks, from then on', async () => {
    await aws.create()
    await aws.put({ pk: s('soon'), ttl: at(60) })
    await aws.put({ pk: s('later'), ttl: at(3600) })
    await aws.put({ pk: s('never') })
    await aws.put({ pk: s('text'), ttl: s('60') })
    await aws.put({ pk: s('long-ago'), ttl: at(-6 * 365 * 86_400) })
    await aws.put({ pk: s('over'), ttl: at(-60) })
    expect(await names()).toHaveLength(6)
    await aws.ask('UpdateTimeToLive', { TableName, TimeToLiveSpecification })
    expect((await aws.ask('DescribeTimeToLive', { TableName })).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'ttl',
    })
    expect(await names()).toEqual(['later', 'long-ago', 'never', 'soon', 'text'])
    aws.pass(61)
    expect((await aws.ask('GetItem', { TableName, Key: { pk: s('soon') } })).Item).toBeUndefined()
    // Who put it off in time keeps it.
    await aws.ask('UpdateItem', {
      TableName,
      Key: { pk: s('later') },
      UpdateExpression: 'SET #t = :t',
      ExpressionAttributeNames: { '#t': 'ttl' },
      ExpressionAttributeValues: { ':t': at(7200) },
    })
    aws.pass(3600)
    expect(await names()).toEqual(['later', 'long-ago', 'never', 'text'])
    await aws.put({ pk: s('soon') }, TableName)
    expect((await aws.ask('DescribeTable', { TableName })).Table.ItemCount).toBe(5)
  })

  it('is so by one attribute at a time', async () => {
    await aws.create()
    const update = (more: object) =>
      aws.invalid('UpdateTimeToLive', {
        TableName,
        TimeToLiveSpecification: { ...TimeToLiveSpecification, ...more },
      })
    expect(await update({ Enabled: false })).toBe('TimeToLive is already disabled')
    await aws.ask('UpdateTimeToLive', { TableName, TimeToLiveSpecification })
    expect(await update({})).toBe('TimeToLive is already enabled')
    expect(await update({ AttributeName: 'other' })).toBe(
      'TimeToLive is active on a different AttributeName: current AttributeName is ttl',
    )
  })
})

describe('continuous backups', () => {
  it('are kept as they are set', async () => {
    await aws.create()
    const described = async () =>
      (await aws.ask('DescribeContinuousBackups', { TableName })).ContinuousBackupsDescription
    expect(await described()).toEqual({
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
    })
    await aws.ask('UpdateContinuousBackups', {
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 7 },
    })
    expect(await described()).toMatchObject({
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED', RecoveryPeriodInDays: 7 },
    })
    expect(await aws.refused('DescribeContinuousBackups', { TableName: 'absent' })).toMatchObject({
      code: 'TableNotFoundException',
      message: 'Table not found: absent',
    })
  })
})

describe('an action that is not here', () => {
  it('is refused by its name', async () => {
    expect(await aws.refused('ExecuteStatement', { Statement: 'SELECT * FROM lab' })).toMatchObject({
      status: 501,
      message: 'The local AWS does not have the action dynamodb:ExecuteStatement.',
    })
  })
})
