import type { NamedPolicy } from '../policy/index.ts'
import type { Queue } from './queue.ts'
import type { Table } from './table.ts'
import type { Tags } from './tags.ts'
import type { Topic } from './topic.ts'

/** What an account has in one region, of the services that keep regions apart. */
export interface Region {
  /** Parameter Store, by name. */
  readonly parameters: Map<string, Parameter>
  /** Secrets Manager, by name; those that are to be deleted as well. */
  readonly secrets: Map<string, Secret>
  /** SQS, by name. */
  readonly queues: Map<string, Queue>
  /** SNS, by name. */
  readonly topics: Map<string, Topic>
  /** DynamoDB, by name. */
  readonly tables: Map<string, Table>
  /** DynamoDB's transactions of the last ten minutes, by the token that each was sent with. */
  readonly transactions: Map<string, Transaction>
}

export interface Transaction {
  readonly at: Date
  /** SHA-256 of the request, in base64. */
  readonly digest: string
}

/** A parameter of Parameter Store. */
export interface Parameter {
  readonly name: string
  readonly arn: string
  readonly tags: Tags
  /** The oldest first; 100 at most, and one at least. */
  readonly versions: ParameterVersion[]
}

export interface ParameterVersion {
  /** 1 for the first. */
  readonly version: number
  readonly type: 'String' | 'StringList' | 'SecureString'
  readonly value: string
  /** What is shown of a `SecureString` to those who do not ask to decrypt it: it means nothing. */
  readonly sealed: string | undefined
  readonly keyId: string | undefined
  readonly description: string | undefined
  readonly allowedPattern: string | undefined
  readonly tier: 'Standard' | 'Advanced'
  readonly modifiedAt: Date
  /** An arn. */
  readonly modifiedBy: string
  /** Ten at most; none is on two versions. */
  readonly labels: Set<string>
}

/** A secret of Secrets Manager. */
export interface Secret {
  readonly name: string
  /** Ends in six random characters. */
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  readonly tags: Tags
  description: string | undefined
  /** `undefined`: the one that AWS makes for Secrets Manager. */
  kmsKeyId: string | undefined
  policy: (NamedPolicy & { readonly text: string }) | undefined
  changedAt: Date
  /** The day, at midnight UTC. */
  accessedAt: Date | undefined
  /** From when on it is no more, for one that is to be deleted. */
  deletionDate: Date | undefined
  /** By id; the oldest first. */
  readonly versions: Map<string, SecretVersion>
}

export interface SecretVersion {
  readonly id: string
  readonly createdAt: Date
  readonly text: string | undefined
  readonly bytes: Uint8Array | undefined
  /** `AWSCURRENT` and its like; 20 at most on all versions of a secret together, and none on two. */
  readonly stages: Set<string>
  accessedAt: Date | undefined
}

interface Regions {
  readonly regions: Map<string, Region>
}

/** What the account has in that region; `undefined`: nothing was ever made there. */
export function regionAt(account: Regions, name: string): Region | undefined {
  return account.regions.get(name)
}

/**
 * What the account has in that region, to make something there: from then on there is such a region, so who only
 * looks asks `regionAt`.
 */
export function regionOf(account: Regions, name: string): Region {
  const known = account.regions.get(name)
  if (known !== undefined) return known
  const region = createRegion()
  account.regions.set(name, region)
  return region
}

/** A region with nothing in it. */
export function createRegion(): Region {
  return {
    parameters: new Map(),
    secrets: new Map(),
    queues: new Map(),
    topics: new Map(),
    tables: new Map(),
    transactions: new Map(),
  }
}
