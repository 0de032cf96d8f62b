import type { KeyPair } from '../model/index.ts'

/** A policy document: its text, or what `JSON.stringify` makes into it. */
export type SeedDocument = string | object

/** What users, groups and roles share. */
export interface SeedHolder {
  /** Default `/`. */
  readonly path?: string
  /** Inline policies, by name. */
  readonly policies?: Readonly<Record<string, SeedDocument>>
  /** Managed policies, by name or arn: the account's own, and AWS's, e.g. `ReadOnlyAccess`. */
  readonly attachedPolicies?: readonly string[]
}

/** What users and roles share. */
export interface SeedIdentity extends SeedHolder {
  /** A managed policy, by name or arn. */
  readonly permissionsBoundary?: string
  readonly tags?: Readonly<Record<string, string>>
}

export interface SeedUser extends SeedIdentity {
  /** The user's access key. Default: a random one, see `LocalAws.keys`. */
  readonly key?: KeyPair
  /** The names of groups of the account. */
  readonly groups?: readonly string[]
}

export type SeedGroup = SeedHolder

export interface SeedRole extends SeedIdentity {
  /** Who may assume it. */
  readonly trust: SeedDocument
  /** 3600 to 43200. Default 3600. */
  readonly maxSessionDurationSeconds?: number
  readonly description?: string
}

export interface SeedObject {
  /** What is in it. Either this or `file`. */
  readonly body?: string | Uint8Array
  /** The file that has what is in it, at most 5 GiB: in a world file relative to that, and below its folder. */
  readonly file?: string
  /** Default `binary/octet-stream`. */
  readonly contentType?: string
  /** `x-amz-meta-…`, by the part after the prefix. */
  readonly metadata?: Readonly<Record<string, string>>
}

export interface SeedBucket {
  /** Default: the region of the local AWS. */
  readonly region?: string
  readonly policy?: SeedDocument
  readonly tags?: Readonly<Record<string, string>>
  /** By key; a text or bytes stand for an object of these. */
  readonly objects?: Readonly<Record<string, string | Uint8Array | SeedObject>>
  /** Default: it never was versioned. */
  readonly versioning?: 'Enabled' | 'Suspended'
  /** Makes it a website. */
  readonly website?: SeedWebsite
}

export interface SeedWebsite {
  /** What a folder shows, e.g. `index.html`. */
  readonly index: string
  /** The key that is shown where there is nothing. */
  readonly error?: string
}

export interface SeedOidcProvider {
  /** The audiences that are taken. */
  readonly clientIds?: readonly string[]
  /** 40 hexadecimal digits each. */
  readonly thumbprints?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
}

/** A parameter of Parameter Store. */
export interface SeedParameter {
  readonly value: string
  /** Default `String`. */
  readonly type?: 'String' | 'StringList' | 'SecureString'
  readonly description?: string
  /** Default `Standard`. */
  readonly tier?: 'Standard' | 'Advanced' | 'Intelligent-Tiering'
  /** A regular expression that its values match. */
  readonly allowedPattern?: string
  readonly tags?: Readonly<Record<string, string>>
  /** Default: the region of the local AWS. */
  readonly region?: string
}

/** A secret of Secrets Manager. */
export interface SeedSecret {
  /** Default: it has no value yet. */
  readonly value?: string
  readonly description?: string
  readonly policy?: SeedDocument
  readonly tags?: Readonly<Record<string, string>>
  /** Default: the region of the local AWS. */
  readonly region?: string
}

/** A queue of SQS; one whose name ends with `.fifo` is a FIFO queue. */
export interface SeedQueue {
  /** As SQS's `CreateQueue` takes them, e.g. `{ VisibilityTimeout: '60' }`. */
  readonly attributes?: Readonly<Record<string, string>>
  readonly policy?: SeedDocument
  /** Where messages go that are received too often: `{ deadLetterTargetArn, maxReceiveCount }`. */
  readonly redrivePolicy?: SeedDocument
  /** Whose dead-letter queue it may be. */
  readonly redriveAllowPolicy?: SeedDocument
  readonly tags?: Readonly<Record<string, string>>
  /** Default: the region of the local AWS. */
  readonly region?: string
}

/** A topic of SNS; one whose name ends with `.fifo` is a FIFO topic. */
export interface SeedTopic {
  /** As SNS's `CreateTopic` takes them, e.g. `{ DisplayName: 'Lab' }`. */
  readonly attributes?: Readonly<Record<string, string>>
  readonly policy?: SeedDocument
  /** Who gets its messages; a text stands for the queue of that arn. */
  readonly subscriptions?: ReadonlyArray<string | SeedSubscription>
  readonly tags?: Readonly<Record<string, string>>
  /** Default: the region of the local AWS. */
  readonly region?: string
}

export interface SeedSubscription {
  /** A queue's arn, or what its protocol wants. */
  readonly endpoint: string
  /** Default `sqs`. */
  readonly protocol?: string
  /** As SNS's `Subscribe` takes them, e.g. `{ RawMessageDelivery: 'true' }`. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Which messages it is for. */
  readonly filterPolicy?: SeedDocument
}

/** An attribute of a key. */
export interface SeedKey {
  readonly name: string
  /** A text, a number, or bytes. Default `S`. */
  readonly type?: 'S' | 'N' | 'B'
}

/** A table of DynamoDB, paid for by request. */
export interface SeedTable {
  /** A text stands for an attribute that is a text. */
  readonly partitionKey: string | SeedKey
  readonly sortKey?: string | SeedKey
  /** By name. */
  readonly globalIndexes?: Readonly<Record<string, SeedGlobalIndex>>
  /** By name: indexes with the table's own partition key. */
  readonly localIndexes?: Readonly<Record<string, SeedLocalIndex>>
  /** The attribute that says when an item is over, in seconds since 1970. */
  readonly timeToLive?: string
  /** As DynamoDB's `PutItem` takes them, e.g. `{ team: { S: 'red' } }`; at most 10,000, each key once. */
  readonly items?: ReadonlyArray<Readonly<Record<string, object | undefined>>>
  readonly policy?: SeedDocument
  readonly tags?: Readonly<Record<string, string>>
  /** Default: the region of the local AWS. */
  readonly region?: string
}

export interface SeedGlobalIndex extends SeedProjection {
  readonly partitionKey: string | SeedKey
  readonly sortKey?: string | SeedKey
}

export interface SeedLocalIndex extends SeedProjection {
  readonly sortKey: string | SeedKey
}

/** What of an item is in an index. */
export interface SeedProjection {
  /** Default `ALL`, and `INCLUDE` where `nonKeyAttributes` are named. */
  readonly projection?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'
  /** The attributes beside the keys. */
  readonly nonKeyAttributes?: readonly string[]
}

/** What is in an account from the start. In which order does not matter: a trust policy can name any of the users and roles. */
export interface SeedAccount {
  readonly users?: Readonly<Record<string, SeedUser>>
  readonly roles?: Readonly<Record<string, SeedRole>>
  readonly buckets?: Readonly<Record<string, SeedBucket>>
  readonly groups?: Readonly<Record<string, SeedGroup>>
  /** Customer managed policies, by name. */
  readonly policies?: Readonly<Record<string, SeedDocument>>
  /** By the provider's URL. */
  readonly oidcProviders?: Readonly<Record<string, SeedOidcProvider>>
  /** Parameters of Parameter Store, by name, e.g. `/lab/url`; a text stands for a `String` of that value. */
  readonly parameters?: Readonly<Record<string, string | SeedParameter>>
  /** Secrets of Secrets Manager, by name; a text stands for one of that value. */
  readonly secrets?: Readonly<Record<string, string | SeedSecret>>
  /** Queues of SQS, by name. */
  readonly queues?: Readonly<Record<string, SeedQueue>>
  /** Topics of SNS, by name. */
  readonly topics?: Readonly<Record<string, SeedTopic>>
  /** Tables of DynamoDB, by name. */
  readonly tables?: Readonly<Record<string, SeedTable>>
}

/** An account beside the first. */
export interface SeedMember extends SeedAccount {
  /** What the organisation attaches to the account, by name. */
  readonly serviceControlPolicies?: Readonly<Record<string, SeedDocument>>
  /** Whether `FullAWSAccess` is attached too, which allows everything that is not denied. Default `true`. */
  readonly fullAwsAccess?: boolean
}

/**
 * What is there from the start: of the first account, and of each of the others. A world file is this as JSON, see
 * `readWorld`.
 */
export interface Seed extends SeedAccount {
  /** The accounts beside the first, by id. */
  readonly accounts?: Readonly<Record<string, SeedMember>>
  /** The first account, 12 digits. */
  readonly accountId?: string
  /** The organisation's id. */
  readonly organizationId?: string
  /** The region of the local AWS. */
  readonly region?: string
  /** Where the clock starts: a moment (`2026-11-22T12:00:00Z`), or how far it is ahead (`+2h`) or behind (`-30m`). */
  readonly clock?: string
  /** Where the schema of world files is, for editors. */
  readonly $schema?: string
}
