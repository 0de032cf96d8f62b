import type { NamedPolicy } from '../policy/index.ts'
import type { Tags } from './tags.ts'

/** A topic of SNS. */
export interface Topic {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly fifo: boolean
  /** What was set, as it is answered, by the attribute's name; the policy is beside. */
  readonly attributes: Map<string, string>
  policy: NamedPolicy & { readonly text: string }
  readonly tags: Tags
  /** By arn, in the order they were made; of whichever accounts. */
  readonly subscriptions: Map<string, Subscription>
  /** How many subscriptions there were that are not there any more. */
  removed: number
  /** Of a FIFO topic: what was published in the last five minutes, by deduplication id, with the group's where that counts. */
  readonly sent: Map<string, PublishedMessage>
  /** Of a FIFO topic: how many messages were published. */
  sequences: number
}

export interface PublishedMessage {
  readonly at: Date
  readonly messageId: string
  readonly sequenceNumber: string
}

/** Who is told what is published. */
export interface Subscription {
  /** The topic's, and an id. */
  readonly arn: string
  /** The account that subscribed. */
  readonly owner: string
  /** The arn of who subscribed. */
  readonly principal: string
  /** `sqs`, `email` and the like. */
  readonly protocol: string
  /** An arn, an address or a number. */
  readonly endpoint: string
  readonly createdAt: Date
  /** What confirms it; `undefined` once it is confirmed. */
  token: string | undefined
  /** Whether who confirmed it was known: then only somebody who is known ends it. */
  wasAuthenticated: boolean
  /** What was set, as it is answered. */
  readonly attributes: Map<string, string>
}
