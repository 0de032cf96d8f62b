import { AwsError } from '../base/index.ts'
import { dynamodbActions } from '../dynamodb/index.ts'
import { callJson, type Place } from './call-action.ts'
import { at, textOf } from './plant-identities.ts'
import { inRegion, tagList } from './plant-services.ts'
import { SeedError, step } from './seed-error.ts'
import type { SeedGlobalIndex, SeedKey, SeedLocalIndex, SeedProjection, SeedTable } from './seed.ts'

/** A table of DynamoDB, its settings, and the items in it. */
export function plantTable(place: Place, TableName: string, table: SeedTable, path: string): void {
  const { partitionKey, timeToLive, items = [], policy } = table
  const there = inRegion(place, table)
  const call = (action: string, body: Readonly<Record<string, unknown>>): void =>
    callJson(there, 'dynamodb', dynamodbActions, action, { TableName, ...body })
  at(path, () => call('CreateTable', described(table)))
  if (policy !== undefined) {
    const ResourceArn = `arn:aws:dynamodb:${there.region}:${place.account.id}:table/${TableName}`
    const Policy = textOf(policy)
    at(`${path}.policy`, () => call('PutResourcePolicy', { ResourceArn, Policy }), place.state)
  }
  if (timeToLive !== undefined) {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: timeToLive }
    at(`${path}.timeToLive`, () => call('UpdateTimeToLive', { TimeToLiveSpecification }))
  }
  const isNew = {
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': keyOf(partitionKey).name },
  }
  for (const [index, Item] of items.entries()) {
    const where = `${path}.items${step(index)}`
    at(where, () => {
      try {
        call('PutItem', { Item, ...isNew })
      } catch (error) {
        if (!(error instanceof AwsError && error.code === 'ConditionalCheckFailedException')) throw error
        throw new SeedError(where, 'an item before it has the same key', { cause: error })
      }
    })
  }
}

type Key = Required<SeedKey>

/** What CreateTable is told. */
function described(table: SeedTable): Readonly<Record<string, unknown>> {
  const { globalIndexes = {}, localIndexes = {}, tags } = table
  const globals = Object.entries(globalIndexes)
  const locals = Object.entries(localIndexes).map(
    ([name, index]): [string, SeedLocalIndex & SeedGlobalIndex] => [
      name,
      { ...index, partitionKey: table.partitionKey },
    ],
  )
  const keys = [table, ...globals.map(([, index]) => index), ...locals.map(([, index]) => index)].flatMap(
    keysOf,
  )
  // What is said of an attribute more than once is one definition; two types of it are two, and refused.
  const definitions = new Map(keys.map((key) => [`${key.type} ${key.name}`, key]))
  const indexes = (all: ReadonlyArray<readonly [string, SeedGlobalIndex]>): unknown =>
    all.length === 0
      ? undefined
      : all.map(([IndexName, index]) => ({
          IndexName,
          KeySchema: schemaOf(index),
          Projection: projectionOf(index),
        }))
  return {
    AttributeDefinitions: [...definitions.values()].map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    KeySchema: schemaOf(table),
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: indexes(globals),
    LocalSecondaryIndexes: indexes(locals),
    Tags: tagList(tags),
  }
}

type Keyed = Pick<SeedTable, 'partitionKey' | 'sortKey'>

function keysOf({ partitionKey, sortKey }: Keyed): readonly Key[] {
  return sortKey === undefined ? [keyOf(partitionKey)] : [keyOf(partitionKey), keyOf(sortKey)]
}

function keyOf(key: string | SeedKey): Key {
  return typeof key === 'string' ? { name: key, type: 'S' } : { type: 'S', ...key }
}

function schemaOf(keyed: Keyed): unknown {
  return keysOf(keyed).map(({ name }, index) => ({
    AttributeName: name,
    KeyType: index === 0 ? 'HASH' : 'RANGE',
  }))
}

function projectionOf({ nonKeyAttributes, projection }: SeedProjection): unknown {
  return {
    ProjectionType: projection ?? (nonKeyAttributes === undefined ? 'ALL' : 'INCLUDE'),
    NonKeyAttributes: nonKeyAttributes,
  }
}
