import type { OnDemandThroughput, Table, TableIndex, TableKey, Throughput } from '../../model/index.ts'
import type { JsonObject } from '../../protocol/index.ts'
import { type Size, sizesOf } from '../table/index.ts'

/** A table as it is described. @param status what it is said to do at the moment */
export function described(
  table: Table,
  status: 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING' = 'ACTIVE',
): JsonObject {
  const sizes = sizesOf(table)
  const stream = table.stream
  const indexStatus = status === 'DELETING' || status === 'CREATING' ? status : 'ACTIVE'
  const describedSize = ({ name }: TableIndex) => {
    const { items, bytes }: Size = sizes.indexes.get(name) ?? { items: 0, bytes: 0 }
    return { IndexSizeBytes: bytes, ItemCount: items }
  }
  const globals = [...table.globalIndexes.values()].map((index) => ({
    ...describedIndex(index),
    IndexStatus: indexStatus,
    ProvisionedThroughput: describedThroughput(index.throughput),
    OnDemandThroughput: describedOnDemand(index.onDemandThroughput),
    ...describedSize(index),
  }))
  const locals = [...table.localIndexes.values()].map((index) => ({
    ...describedIndex(index),
    ...describedSize(index),
  }))
  return {
    AttributeDefinitions: [...table.attributeTypes].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    TableName: table.name,
    KeySchema: describedKey(table.key),
    TableStatus: status,
    CreationDateTime: table.createdAt,
    ProvisionedThroughput: describedThroughput(table.throughput),
    TableSizeBytes: sizes.bytes,
    ItemCount: sizes.items,
    TableArn: table.arn,
    TableId: table.id,
    BillingModeSummary:
      table.onDemandSince === undefined
        ? undefined
        : { BillingMode: table.billingMode, LastUpdateToPayPerRequestDateTime: table.onDemandSince },
    OnDemandThroughput: describedOnDemand(table.onDemandThroughput),
    LocalSecondaryIndexes: locals.length === 0 ? undefined : locals,
    GlobalSecondaryIndexes: globals.length === 0 ? undefined : globals,
    StreamSpecification:
      stream?.isEnabled === true ? { StreamEnabled: true, StreamViewType: stream.viewType } : undefined,
    LatestStreamLabel: stream?.label,
    LatestStreamArn: stream?.arn,
    SSEDescription: table.encryption && {
      Status: 'ENABLED',
      SSEType: 'KMS',
      KMSMasterKeyArn: table.encryption.keyArn,
    },
    TableClassSummary: table.tableClass && { TableClass: table.tableClass },
    DeletionProtectionEnabled: table.deletionProtection,
  }
}

export function describedKey({ hash, range }: TableKey) {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
  ]
}

function describedIndex({ name, arn, key, projection, included }: TableIndex) {
  return {
    IndexName: name,
    KeySchema: describedKey(key),
    Projection: {
      ProjectionType: projection,
      ...(projection === 'INCLUDE' ? { NonKeyAttributes: included } : {}),
    },
    IndexArn: arn,
  }
}

function describedThroughput({ read, write }: Throughput) {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: read, WriteCapacityUnits: write }
}

function describedOnDemand(bounds: OnDemandThroughput | undefined) {
  return bounds && { MaxReadRequestUnits: bounds.read ?? -1, MaxWriteRequestUnits: bounds.write ?? -1 }
}
