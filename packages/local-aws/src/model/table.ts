import type { NamedPolicy } from '../policy/index.ts'
import type { Tags } from './tags.ts'

/** A table of DynamoDB. */
export interface Table {
  readonly name: string
  readonly arn: string
  /** A UUID. */
  readonly id: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  readonly key: TableKey
  /** What the keys of the table and of its indexes are, by attribute. */
  attributeTypes: ReadonlyMap<string, KeyType>
  /** By name. */
  readonly globalIndexes: Map<string, TableIndex>
  /** By name. */
  readonly localIndexes: ReadonlyMap<string, TableIndex>
  billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST'
  /** When it last became one that is paid for by request. */
  onDemandSince: Date | undefined
  /** Zeros for one that is paid for by request. */
  throughput: Throughput
  onDemandThroughput: OnDemandThroughput | undefined
  tableClass: 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS' | undefined
  deletionProtection: boolean
  /** The last one that there was, be it enabled or not. */
  stream: TableStream | undefined
  /** `undefined`: by a key that AWS owns. */
  encryption: { readonly keyArn: string } | undefined
  /** The attribute that says when an item is over. */
  timeToLive: string | undefined
  /** Continuous backups, where they are on: nothing is ever restored of them. */
  recovery: { readonly since: Date; readonly days: number } | undefined
  policy: (NamedPolicy & { readonly text: string; readonly revision: string }) | undefined
  readonly tags: Tags
  /** By their keys, each as one text: a change of an item is a change of its entry alone, and snapshots share it. */
  readonly items: Map<string, string>
}

export type KeyType = 'S' | 'N' | 'B'

/** The attributes of a key. */
export interface TableKey {
  readonly hash: string
  readonly range: string | undefined
}

export interface Throughput {
  readonly read: number
  readonly write: number
}

export interface OnDemandThroughput {
  readonly read: number | undefined
  readonly write: number | undefined
}

/** A secondary index. What is in it follows from the items, and is kept nowhere. */
export interface TableIndex {
  readonly name: string
  readonly arn: string
  readonly key: TableKey
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  /** Of an index with `INCLUDE`, the attributes beside the keys. */
  readonly included: readonly string[]
  throughput: Throughput
  onDemandThroughput: OnDemandThroughput | undefined
}

export interface TableStream {
  readonly isEnabled: boolean
  readonly viewType: string
  readonly arn: string
  readonly label: string
}
