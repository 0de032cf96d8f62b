import type { KeyType, OnDemandThroughput, TableIndex, TableKey, Throughput } from '../../model/index.ts'
import { type Input, integer, listOf, required, structure, text } from '../../protocol/index.ts'
import { invalidValues, notImplemented, validationException } from '../errors/index.ts'

const attributeName = required(text({ minLength: 1, maxLength: 255 }))
const indexName = required(
  text({ minLength: 3, maxLength: 255, pattern: { shown: '[a-zA-Z0-9_.-]+', test: /^[\w.-]+$/ } }),
)

export const attributeDefinitions = listOf(
  structure({
    AttributeName: attributeName,
    AttributeType: required(text({ oneOf: ['B', 'N', 'S'] })),
  }),
)
export const keySchema = listOf(
  structure({ AttributeName: attributeName, KeyType: required(text({ oneOf: ['HASH', 'RANGE'] })) }),
  { minLength: 1 },
)
export const throughput = structure({
  ReadCapacityUnits: required(integer({ min: 1 }, 'a Long')),
  WriteCapacityUnits: required(integer({ min: 1 }, 'a Long')),
})
export const onDemandThroughput = structure({
  MaxReadRequestUnits: integer({}, 'a Long'),
  MaxWriteRequestUnits: integer({}, 'a Long'),
})
const projection = structure({
  ProjectionType: text({ oneOf: ['ALL', 'INCLUDE', 'KEYS_ONLY'] }),
  NonKeyAttributes: listOf(text({ minLength: 1, maxLength: 255 }), { minLength: 1, maxLength: 20 }),
})
const localFields = {
  IndexName: indexName,
  KeySchema: required(keySchema),
  Projection: required(projection),
}
export const localIndex = structure(localFields)
export const globalFields = {
  ...localFields,
  ProvisionedThroughput: throughput,
  OnDemandThroughput: onDemandThroughput,
}
export const globalIndex = structure(globalFields)

export type SentKey = ReadonlyArray<{ readonly AttributeName: string; readonly KeyType: string }>
export type SentDefinitions = ReadonlyArray<{
  readonly AttributeName: string
  readonly AttributeType: string
}>
export type SentThroughput = {
  readonly ReadCapacityUnits: number
  readonly WriteCapacityUnits: number
}
export type SentIndex = Input<typeof localFields> & {
  readonly ProvisionedThroughput?: SentThroughput | undefined
  readonly OnDemandThroughput?: SentOnDemand | undefined
}
export type SentOnDemand = {
  readonly MaxReadRequestUnits: number | undefined
  readonly MaxWriteRequestUnits: number | undefined
}

/** @throws AwsError `ValidationException` */
export function readKey(sent: SentKey): TableKey {
  const [hash, range, ...more] = sent
  if (hash?.KeyType !== 'HASH') {
    throw invalidSchema('The first KeySchemaElement is not a HASH key type')
  }
  if (more.length > 0 || range?.KeyType === 'HASH') {
    if (sent.length > 8 || sent.filter(({ KeyType }) => KeyType === 'HASH').length === 1) {
      throw validationException(
        `1 validation error detected: Value at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2`,
      )
    }
    throw notImplemented('keys of several attributes, as indexes of AWS may have them')
  }
  if (range?.AttributeName === hash.AttributeName) {
    throw invalidSchema('Both the Hash Key and the Range Key element in the KeySchema have the same name')
  }
  return { hash: hash.AttributeName, range: range?.AttributeName }
}

function invalidSchema(problem: string) {
  return validationException(`Invalid KeySchema: ${problem}`)
}

/** @throws AwsError `ValidationException` */
export function readDefinitions(sent: SentDefinitions): ReadonlyMap<string, KeyType> {
  const types = new Map<string, KeyType>()
  for (const { AttributeName, AttributeType } of sent) {
    if (types.has(AttributeName)) {
      throw invalidValues(`Duplicate AttributeName in AttributeDefinitions: ${AttributeName}`)
    }
    types.set(AttributeName, AttributeType === 'N' ? 'N' : AttributeType === 'B' ? 'B' : 'S')
  }
  return types
}

/**
 * Refuses keys whose attributes have no type, and types that no key has.
 *
 * @throws AwsError `ValidationException`
 */
export function checkDefinitions(types: ReadonlyMap<string, KeyType>, keys: readonly TableKey[]): void {
  const used = new Set(keys.flatMap(({ hash, range }) => (range === undefined ? [hash] : [hash, range])))
  const defined = [...types.keys()].join(', ')
  const missing = [...used].filter((name) => !types.has(name))
  if (missing.length > 0) {
    throw invalidValues(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${missing.join(', ')}], AttributeDefinitions: [${defined}]`,
    )
  }
  if (used.size === types.size) return
  throw keys.length === 1
    ? invalidValues(
        'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
      )
    : invalidValues(
        `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined}], keys used: [${[...used].join(', ')}]`,
      )
}

/** @throws AwsError `ValidationException` */
export function readIndex(tableArn: string, sent: SentIndex, isOnDemand: boolean): TableIndex {
  const { ProjectionType: type, NonKeyAttributes: included = [] } = sent.Projection
  if (type === undefined) throw invalidValues('Unknown ProjectionType: null')
  if (type !== 'INCLUDE' && included.length > 0) {
    throw invalidValues(`ProjectionType is ${type}, but NonKeyAttributes is specified`)
  }
  if (type === 'INCLUDE' && included.length === 0) {
    throw invalidValues('ProjectionType is INCLUDE, but NonKeyAttributes is not specified')
  }
  if (new Set(included).size < included.length) {
    throw invalidValues('Duplicate attribute in NonKeyAttributes')
  }
  return {
    name: sent.IndexName,
    arn: `${tableArn}/index/${sent.IndexName}`,
    key: readKey(sent.KeySchema),
    projection: type === 'INCLUDE' || type === 'KEYS_ONLY' ? type : 'ALL',
    included,
    throughput: readThroughput(sent.ProvisionedThroughput, isOnDemand, sent.IndexName),
    onDemandThroughput: readOnDemand(sent.OnDemandThroughput, isOnDemand),
  }
}

/**
 * @param index `undefined`: of the table
 * @throws AwsError `ValidationException`
 */
export function readThroughput(
  sent: SentThroughput | undefined,
  isOnDemand: boolean,
  index?: string,
): Throughput {
  const of = index === undefined ? '' : ` for index: ${index}`
  if (isOnDemand) {
    if (sent === undefined) return { read: 0, write: 0 }
    throw invalidValues(
      index === undefined
        ? 'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST'
        : `ProvisionedThroughput should not be specified${of} when BillingMode is PAY_PER_REQUEST`,
    )
  }
  if (sent === undefined) {
    throw invalidValues(
      index === undefined
        ? 'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED'
        : `ProvisionedThroughput must be specified${of}`,
    )
  }
  return { read: sent.ReadCapacityUnits, write: sent.WriteCapacityUnits }
}

/** @throws AwsError `ValidationException` */
export function readOnDemand(
  sent: SentOnDemand | undefined,
  isOnDemand: boolean,
): OnDemandThroughput | undefined {
  if (sent === undefined) return undefined
  const { MaxReadRequestUnits: read, MaxWriteRequestUnits: write } = sent
  // One below zero takes the bound away.
  if (!isBound(read) && !isBound(write)) return undefined
  if (!isOnDemand) {
    throw invalidValues(
      'MaxReadRequestUnits and MaxWriteRequestUnits cannot be specified when BillingMode is PROVISIONED',
    )
  }
  for (const units of [read, write]) {
    if (units !== undefined && units !== -1 && units < 1) {
      throw invalidValues('MaxReadRequestUnits and MaxWriteRequestUnits must be greater than or equal to 1')
    }
  }
  return { read: read === -1 ? undefined : read, write: write === -1 ? undefined : write }
}

function isBound(units: number | undefined): boolean {
  return units !== undefined && units !== -1
}
