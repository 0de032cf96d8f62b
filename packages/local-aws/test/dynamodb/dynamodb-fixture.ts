import type { LocalAwsOptions } from '@hallpass/local-aws'

import { createFixture, type Fixture, type Keys } from '../local-aws-fixture.ts'

export type AttributeValue = Readonly<Record<string, unknown>>
export type Attributes = Readonly<Record<string, AttributeValue>>

export interface Answer {
  readonly TableDescription: Description
  readonly Table: Description
  readonly TableNames?: readonly string[]
  readonly LastEvaluatedTableName?: string
  readonly Item?: Attributes
  readonly Items?: readonly Attributes[]
  readonly Attributes?: Attributes
  readonly Count?: number
  readonly ScannedCount?: number
  readonly LastEvaluatedKey?: Attributes
  readonly ConsumedCapacity?: unknown
  readonly ItemCollectionMetrics?: unknown
  readonly Responses?: unknown
  readonly UnprocessedKeys?: unknown
  readonly UnprocessedItems?: unknown
  readonly Tags?: readonly object[]
  readonly RevisionId?: string
  readonly Policy?: string
  readonly TimeToLiveDescription?: object
  readonly ContinuousBackupsDescription?: object
}

export interface Description {
  readonly TableName: string
  readonly TableStatus: string
  readonly ItemCount: number
  readonly TableSizeBytes: number
  readonly GlobalSecondaryIndexes?: ReadonlyArray<{
    readonly IndexName: string
    readonly IndexStatus: string
    readonly ItemCount: number
    readonly IndexSizeBytes: number
  }>
  readonly AttributeDefinitions: readonly object[]
  readonly [more: string]: unknown
}

/** Code, sentence, and whatever stands beside them. */
export interface Refused {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly body: Readonly<Record<string, unknown>>
}

/** DynamoDB as the administrator, or as whose keys are given, calls it. */
export interface DynamoDb {
  readonly fixture: Fixture
  /** Calls an action that is to be answered, and gives what was answered. */
  readonly ask: (action: string, input?: object, keys?: Keys, region?: string) => Promise<Answer>
  /** Calls an action that is to be refused. */
  readonly refused: (action: string, input?: object, keys?: Keys, region?: string) => Promise<Refused>
  /** The sentence of a refusal, which is to be a ValidationException. */
  readonly invalid: (action: string, input?: object) => Promise<string>
  /** A table whose keys are the strings `pk` and, where `range` is given, `sk` of that type. */
  readonly create: (name?: string, range?: 'S' | 'N' | 'B', more?: object) => Promise<Description>
  readonly put: (item: Attributes, table?: string) => Promise<Answer>
  /** Moves the clock. */
  readonly pass: (seconds: number) => void
}

export function createDynamoDb(options: LocalAwsOptions = {}): DynamoDb {
  const fixture = createFixture(options)
  const send = async (
    action: string,
    input: object = {},
    keys: Keys = fixture.aws.admin,
    region = 'us-east-1',
  ) => {
    const { status, body } = await fixture.json(keys, 'dynamodb', action, input, {
      region,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
    })
    return { status, body: String(body) }
  }
  const ask: DynamoDb['ask'] = async (action, input, keys, region) => {
    const { status, body } = await send(action, input, keys, region)
    if (status !== 200) throw new Error(`${action}: ${body}`)
    const answer: Answer = JSON.parse(body === '' ? '{}' : body)
    return answer
  }
  const refused: DynamoDb['refused'] = async (action, input, keys, region) => {
    const { status, body: text } = await send(action, input, keys, region)
    const body: Record<string, unknown> = JSON.parse(text)
    const { __type: type = '', message, Message = '' }: Partial<Record<string, string>> = JSON.parse(text)
    return { status, code: type.replace(/^.*#/, ''), message: message ?? Message, body }
  }
  return {
    fixture,
    ask,
    refused,
    invalid: async (action, input) => {
      const { code, message } = await refused(action, input)
      return code === 'ValidationException' ? message : `${code}: ${message}`
    },
    create: async (TableName = 'lab', range, more = {}) => {
      const { TableDescription } = await ask('CreateTable', {
        TableName,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          ...(range === undefined ? [] : [{ AttributeName: 'sk', KeyType: 'RANGE' }]),
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          ...(range === undefined ? [] : [{ AttributeName: 'sk', AttributeType: range }]),
        ],
        BillingMode: 'PAY_PER_REQUEST',
        ...more,
      })
      return TableDescription
    },
    put: (Item, TableName = 'lab') => ask('PutItem', { TableName, Item }),
    pass: (seconds) => {
      fixture.clock.now = new Date(fixture.clock.now.getTime() + seconds * 1000)
    },
  }
}
