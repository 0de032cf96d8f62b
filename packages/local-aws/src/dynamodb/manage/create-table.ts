import { type Table, type TableIndex, regionOf } from '../../model/index.ts'
import { type Call, flag, jsonAction, listOf, required, text } from '../../protocol/index.ts'
import { invalidValues, resourceInUse, validationException } from '../errors/index.ts'
import { arnOf, checkTableName, tableNeed } from '../table/index.ts'
import { described } from './describe.ts'
import { putPolicy } from './resource-policy.ts'
import {
  attributeDefinitions,
  checkDefinitions,
  globalIndex,
  keySchema,
  localIndex,
  onDemandThroughput,
  readDefinitions,
  readIndex,
  readKey,
  readOnDemand,
  readThroughput,
  throughput,
} from './schema.ts'
import {
  billingMode,
  encryptionSpecification,
  readEncryption,
  readStream,
  readTableClass,
  streamSpecification,
  tableClass,
} from './settings.ts'
import { readTags, tagContext, tagList } from './tags.ts'

const mostTables = 2500
const mostLocalIndexes = 5
const mostGlobalIndexes = 20
/** Of all indexes that do not have all attributes together. */
const mostIncluded = 100

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const createTable = jsonAction('dynamodb', {
  name: 'CreateTable',
  input: {
    TableName: required(text({ minLength: 1, maxLength: 1024 })),
    AttributeDefinitions: attributeDefinitions,
    KeySchema: keySchema,
    LocalSecondaryIndexes: listOf(localIndex),
    GlobalSecondaryIndexes: listOf(globalIndex),
    BillingMode: billingMode,
    ProvisionedThroughput: throughput,
    OnDemandThroughput: onDemandThroughput,
    StreamSpecification: streamSpecification,
    SSESpecification: encryptionSpecification,
    Tags: tagList,
    TableClass: tableClass,
    DeletionProtectionEnabled: flag,
    ResourcePolicy: text({ maxLength: 20_480 }),
  },
  refuses: ['WarmThroughput', 'GlobalTableSourceArn', 'GlobalTableSettingsReplicationMode', 'VectorIndexes'],
  needs: (call, { TableName, Tags = [], ResourcePolicy }) => {
    checkTableName(nameIn(TableName))
    const context = tagContext(Tags)
    return [
      tableNeed(call, 'CreateTable', TableName, { context }),
      ...(Tags.length === 0 ? [] : [tableNeed(call, 'TagResource', TableName, { context })]),
      ...(ResourcePolicy === undefined ? [] : [tableNeed(call, 'PutResourcePolicy', TableName)]),
    ]
  },
  run: (call, input) => {
    const name = nameIn(input.TableName)
    const arn = arnOf({ account: call.account.id, region: call.region, name })
    if (input.TableName !== name && input.TableName !== arn) {
      throw validationException(`Invalid TableArn: ${input.TableName.slice(0, 256)}`)
    }
    const table = newTable(call, name, arn, input)
    const { tables } = regionOf(call.account, call.region)
    if (tables.has(name)) throw resourceInUse(`Table already exists: ${name}`)
    if (tables.size >= mostTables) {
      throw validationException(
        `Subscriber limit exceeded: Only ${mostTables} tables can exist simultaneously`,
      )
    }
    if (input.ResourcePolicy !== undefined) putPolicy(call, table, input.ResourcePolicy)
    tables.set(name, table)
    return { TableDescription: described(table, 'CREATING') }
  },
})

/** The name in an arn, or the name. */
function nameIn(named: string): string {
  return /^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table\/([\w.-]+)$/.exec(named)?.[1] ?? named
}

interface SentTable {
  readonly AttributeDefinitions: Parameters<typeof readDefinitions>[0] | undefined
  readonly KeySchema: Parameters<typeof readKey>[0] | undefined
  readonly LocalSecondaryIndexes: ReadonlyArray<Parameters<typeof readIndex>[1]> | undefined
  readonly GlobalSecondaryIndexes: ReadonlyArray<Parameters<typeof readIndex>[1]> | undefined
  readonly BillingMode: string | undefined
  readonly ProvisionedThroughput: Parameters<typeof readThroughput>[0]
  readonly OnDemandThroughput: Parameters<typeof readOnDemand>[0]
  readonly StreamSpecification: Parameters<typeof readStream>[2] | undefined
  readonly SSESpecification: Parameters<typeof readEncryption>[1] | undefined
  readonly Tags: Parameters<typeof readTags>[1] | undefined
  readonly TableClass: string | undefined
  readonly DeletionProtectionEnabled: boolean | undefined
}

function newTable(call: Call, name: string, arn: string, input: SentTable): Table {
  const { AttributeDefinitions: definitions, KeySchema: sentKey, BillingMode } = input
  if (definitions === undefined) throw invalidValues('AttributeDefinitions must be specified')
  if (sentKey === undefined) throw invalidValues('KeySchema must be specified')
  const isOnDemand = BillingMode === 'PAY_PER_REQUEST'
  const attributeTypes = readDefinitions(definitions)
  const key = readKey(sentKey)
  const { localIndexes, globalIndexes } = indexesOf(arn, input, key, isOnDemand)
  const indexes = [...localIndexes.values(), ...globalIndexes.values()]
  checkDefinitions(attributeTypes, [key, ...indexes.map((index) => index.key)])
  const isKeyed = { arn, stream: undefined }
  return {
    name,
    arn,
    id: uuid(call),
    account: call.account.id,
    region: call.region,
    createdAt: call.now,
    key,
    attributeTypes,
    globalIndexes,
    localIndexes,
    billingMode: isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    onDemandSince: isOnDemand ? call.now : undefined,
    throughput: readThroughput(input.ProvisionedThroughput, isOnDemand),
    onDemandThroughput: readOnDemand(input.OnDemandThroughput, isOnDemand),
    tableClass: readTableClass(input.TableClass),
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    stream: input.StreamSpecification && readStream(call, isKeyed, input.StreamSpecification),
    encryption: input.SSESpecification && readEncryption(call, input.SSESpecification),
    timeToLive: undefined,
    recovery: undefined,
    policy: undefined,
    tags: readTags(new Map(), input.Tags ?? []),
    items: new Map(),
  }
}

function indexesOf(arn: string, input: SentTable, key: Table['key'], isOnDemand: boolean) {
  const { LocalSecondaryIndexes: locals = [], GlobalSecondaryIndexes: globals = [] } = input
  for (const [kind, sent] of [
    ['LocalSecondaryIndexes', input.LocalSecondaryIndexes],
    ['GlobalSecondaryIndexes', input.GlobalSecondaryIndexes],
  ] as const) {
    if (sent?.length === 0) throw invalidValues(`List of ${kind} is empty`)
  }
  const localIndexes = new Map<string, TableIndex>()
  const globalIndexes = new Map<string, TableIndex>()
  for (const sent of locals) {
    if (key.range === undefined) {
      throw invalidValues(
        'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
      )
    }
    const index = readIndex(arn, sent, true)
    if (index.key.range === undefined) {
      throw invalidValues(`Index KeySchema does not have a range key for index: ${index.name}`)
    }
    if (index.key.hash !== key.hash) {
      throw invalidValues(
        `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.name}. index hash key: ${index.key.hash}, table hash key: ${key.hash}`,
      )
    }
    if (localIndexes.has(index.name)) throw invalidValues(`Duplicate index name: ${index.name}`)
    localIndexes.set(index.name, index)
  }
  for (const sent of globals) {
    const index = readIndex(arn, sent, isOnDemand)
    if (localIndexes.has(index.name) || globalIndexes.has(index.name)) {
      throw invalidValues(`Duplicate index name: ${index.name}`)
    }
    globalIndexes.set(index.name, index)
  }
  if (localIndexes.size > mostLocalIndexes) {
    throw invalidValues(`Number of LocalSecondaryIndexes exceeds per-table limit of ${mostLocalIndexes}`)
  }
  if (globalIndexes.size > mostGlobalIndexes) {
    throw invalidValues(`GlobalSecondaryIndex count exceeds the per-table limit of ${mostGlobalIndexes}`)
  }
  let included = 0
  for (const index of [...localIndexes.values(), ...globalIndexes.values()]) included += index.included.length
  if (included > mostIncluded) {
    throw invalidValues(`Number of NonKeyAttributes across all indexes exceeds the limit of ${mostIncluded}`)
  }
  return { localIndexes, globalIndexes }
}

/** @returns a random UUID, version 4 */
export function uuid({ randomBytes }: Pick<Call, 'randomBytes'>): string {
  const hex = Buffer.from(randomBytes(16)).toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`]
  return `${parts.join('-')}-${hex.slice(20)}`
}
