import type { KeyType, Table, TableIndex } from '../../model/index.ts'
import { flag, jsonAction, listOf, required, structure, text } from '../../protocol/index.ts'
import { invalidValues, limitExceeded, resourceNotFound, validationException } from '../errors/index.ts'
import { forgetDerived, indexesOf, tableNamed, tableNeed } from '../table/index.ts'
import { described } from './describe.ts'
import {
  attributeDefinitions,
  checkDefinitions,
  globalIndex,
  onDemandThroughput,
  readDefinitions,
  readIndex,
  readOnDemand,
  readThroughput,
  type SentDefinitions,
  type SentIndex,
  type SentOnDemand,
  type SentThroughput,
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

const indexName = required(text({ minLength: 3, maxLength: 255 }))
const mostGlobalIndexes = 20

interface IndexUpdate {
  readonly Create: SentIndex | undefined
  readonly Update:
    | {
        readonly IndexName: string
        readonly ProvisionedThroughput: SentThroughput | undefined
        readonly OnDemandThroughput: SentOnDemand | undefined
      }
    | undefined
  readonly Delete: { readonly IndexName: string } | undefined
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html */
export const updateTable = jsonAction('dynamodb', {
  name: 'UpdateTable',
  input: {
    TableName: required(text({ minLength: 1, maxLength: 1024 })),
    AttributeDefinitions: attributeDefinitions,
    BillingMode: billingMode,
    ProvisionedThroughput: throughput,
    OnDemandThroughput: onDemandThroughput,
    GlobalSecondaryIndexUpdates: listOf(
      structure({
        Create: globalIndex,
        Update: structure({
          IndexName: indexName,
          ProvisionedThroughput: throughput,
          OnDemandThroughput: onDemandThroughput,
        }),
        Delete: structure({ IndexName: indexName }),
      }),
    ),
    StreamSpecification: streamSpecification,
    SSESpecification: encryptionSpecification,
    TableClass: tableClass,
    DeletionProtectionEnabled: flag,
  },
  refuses: [
    'ReplicaUpdates',
    'MultiRegionConsistency',
    'GlobalTableWitnessUpdates',
    'WarmThroughput',
    'GlobalTableSettingsReplicationMode',
    'DisassociationProtectionEnabled',
    'VectorIndexUpdates',
  ],
  needs: (call, { TableName }) => [tableNeed(call, 'UpdateTable', TableName)],
  run: (call, input) => {
    const table = tableNamed(call, input.TableName)
    const { AttributeDefinitions: definitions, GlobalSecondaryIndexUpdates: updates = [] } = input
    const changes: (() => void)[] = []
    if (definitions !== undefined) checkKeptTypes(table, readDefinitions(definitions))
    const isOnDemand = (input.BillingMode ?? table.billingMode) === 'PAY_PER_REQUEST'
    billing(call.now, table, input, isOnDemand, changes)
    if (updates.length > 0) changes.push(indexes(table, updates, definitions, isOnDemand))
    if (input.StreamSpecification !== undefined) {
      const stream = readStream(call, table, input.StreamSpecification)
      changes.push(() => {
        table.stream = stream
      })
    }
    if (input.SSESpecification !== undefined) {
      const encryption = readEncryption(call, input.SSESpecification)
      changes.push(() => {
        table.encryption = encryption
      })
    }
    const { TableClass, DeletionProtectionEnabled } = input
    if (TableClass !== undefined) {
      changes.push(() => {
        table.tableClass = readTableClass(TableClass)
      })
    }
    if (DeletionProtectionEnabled !== undefined) {
      changes.push(() => {
        table.deletionProtection = DeletionProtectionEnabled
      })
    }
    if (changes.length === 0) {
      throw validationException(
        'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required',
      )
    }
    // All of it, or nothing.
    for (const change of changes) change()
    return { TableDescription: described(table, 'UPDATING') }
  },
})

function billing(
  now: Date,
  table: Table,
  input: {
    readonly BillingMode: string | undefined
    readonly ProvisionedThroughput: SentThroughput | undefined
    readonly OnDemandThroughput: SentOnDemand | undefined
    readonly GlobalSecondaryIndexUpdates: readonly IndexUpdate[] | undefined
  },
  isOnDemand: boolean,
  changes: (() => void)[],
): void {
  const { BillingMode, ProvisionedThroughput, OnDemandThroughput } = input
  const isSwitched = BillingMode !== undefined && BillingMode !== table.billingMode
  if (isSwitched || ProvisionedThroughput !== undefined) {
    const units = readThroughput(ProvisionedThroughput, isOnDemand)
    if (!isSwitched && units.read === table.throughput.read && units.write === table.throughput.write) {
      throw validationException(
        `The provisioned throughput for the table will not change. The requested value equals the current value. Current ReadCapacityUnits provisioned for the table: ${units.read}. Requested ReadCapacityUnits: ${units.read}. Current WriteCapacityUnits provisioned for the table: ${units.write}. Requested WriteCapacityUnits: ${units.write}. Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits.`,
      )
    }
    if (isSwitched && !isOnDemand) checkAllProvisioned(table, input.GlobalSecondaryIndexUpdates ?? [])
    changes.push(() => {
      table.throughput = units
      if (!isSwitched) return
      table.billingMode = isOnDemand ? 'PAY_PER_REQUEST' : 'PROVISIONED'
      table.onDemandThroughput = undefined
      if (isOnDemand) table.onDemandSince = now
      for (const index of table.globalIndexes.values()) {
        index.onDemandThroughput = undefined
        if (isOnDemand) index.throughput = { read: 0, write: 0 }
      }
    })
  } else if (BillingMode !== undefined) changes.push(() => {})
  if (OnDemandThroughput !== undefined) {
    const bounds = readOnDemand(OnDemandThroughput, isOnDemand)
    changes.push(() => {
      table.onDemandThroughput = bounds
    })
  }
}

/** A table whose capacity is said says that of its indexes as well. */
function checkAllProvisioned(table: Table, updates: readonly IndexUpdate[]): void {
  const said = new Set(updates.flatMap(({ Update, Delete }) => [Update?.IndexName, Delete?.IndexName]))
  const missing = [...table.globalIndexes.keys()].find((name) => !said.has(name))
  if (missing !== undefined) {
    throw invalidValues(`ProvisionedThroughput must be specified for index: ${missing}`)
  }
}

/** What something is found by keeps its type. @throws AwsError `ValidationException` */
function checkKeptTypes(table: Table, sent: ReadonlyMap<string, KeyType>): void {
  const isAnother = (name: string | undefined): boolean => {
    const type = name === undefined ? undefined : sent.get(name)
    return name !== undefined && type !== undefined && type !== table.attributeTypes.get(name)
  }
  const keys = [table, ...indexesOf(table)].map(({ key }) => key)
  const changed = keys.find(({ hash, range }) => isAnother(hash) || isAnother(range))
  if (changed === undefined) return
  const schema = (types: ReadonlyMap<string, KeyType>): string => {
    const element = (name: string, kind: string) =>
      `SchemaElement: key{${name}:${types.get(name) ?? table.attributeTypes.get(name) ?? ''}:${kind}}`
    const { hash, range } = changed
    return [element(hash, 'HASH'), ...(range === undefined ? [] : [element(range, 'RANGE')])].join(', ')
  }
  throw invalidValues(
    `Attributes cannot be redefined. Please check that your attribute has the same type as previously defined. Existing schema: Schema:[${schema(table.attributeTypes)}] New schema: Schema:[${schema(sent)}]`,
  )
}

/** What becomes of the indexes. @throws AwsError `ValidationException`, `ResourceNotFoundException` */
function indexes(
  table: Table,
  updates: readonly IndexUpdate[],
  definitions: SentDefinitions | undefined,
  isOnDemand: boolean,
): () => void {
  if (updates.filter(({ Create, Delete }) => Create !== undefined || Delete !== undefined).length > 1) {
    throw limitExceeded(
      'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
    )
  }
  const after = new Map<string, TableIndex>(table.globalIndexes)
  const set: (() => void)[] = []
  const named = new Set<string>()
  for (const { Create, Update, Delete } of updates) {
    const name = (Create ?? Update ?? Delete)?.IndexName
    if (name === undefined) {
      throw invalidValues('One of GlobalSecondaryIndexUpdate Create, Update or Delete must be specified')
    }
    if (named.has(name)) {
      throw invalidValues(
        `Only one global secondary index update per index is allowed simultaneously. Index: ${name}`,
      )
    }
    named.add(name)
    const known = after.get(name)
    if (Create !== undefined) {
      if (known !== undefined || table.localIndexes.has(name)) {
        throw validationException(`Attempting to create an index which already exists: ${name}`)
      }
      after.set(name, readIndex(table.arn, Create, isOnDemand))
      continue
    }
    if (known === undefined) {
      throw resourceNotFound(`Index: ${name} not found`)
    }
    if (Delete !== undefined) after.delete(name)
    else if (Update !== undefined) {
      const { ProvisionedThroughput: sent, OnDemandThroughput: bounds } = Update
      const units = sent && readThroughput(sent, isOnDemand, name)
      const bound = readOnDemand(bounds, isOnDemand)
      set.push(() => {
        if (units !== undefined) known.throughput = units
        if (bounds !== undefined) known.onDemandThroughput = bound
      })
    }
  }
  if (after.size > mostGlobalIndexes) {
    throw invalidValues(`GlobalSecondaryIndex count exceeds the per-table limit of ${mostGlobalIndexes}`)
  }
  const types = new Map([
    ...table.attributeTypes,
    ...(definitions === undefined ? [] : readDefinitions(definitions)),
  ])
  const keys = [table.key, ...[...after.values(), ...table.localIndexes.values()].map(({ key }) => key)]
  const used = new Set(keys.flatMap(({ hash, range }) => [hash, range]))
  // What nothing is found by any more has no type any more, and need not be said to have one.
  const kept = new Map([...types].filter(([name]) => used.has(name)))
  checkDefinitions(kept, keys)
  return () => {
    for (const change of set) change()
    for (const name of table.globalIndexes.keys()) if (!after.has(name)) table.globalIndexes.delete(name)
    for (const [name, index] of after) {
      if (!table.globalIndexes.has(name)) table.globalIndexes.set(name, index)
    }
    table.attributeTypes = kept
    forgetDerived(table)
  }
}
