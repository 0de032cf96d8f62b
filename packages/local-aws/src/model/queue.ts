import type { NamedPolicy } from '../policy/index.ts'
import type { Tags } from './tags.ts'

/** A queue of SQS. */
export interface Queue {
  readonly name: string
  readonly arn: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  modifiedAt: Date
  readonly fifo: boolean
  /** What was set, as it is answered, by the attribute's name; the policy is beside. */
  readonly attributes: Map<string, string>
  policy: (NamedPolicy & { readonly text: string }) | undefined
  readonly tags: Tags
  purgedAt: Date | undefined
  /** By message id, in the order they came. */
  readonly messages: Map<string, QueueMessage>
  /** The bodies and attributes of all messages, in bytes. */
  bytes: number
  /** Of a FIFO queue: what was sent in the last five minutes, by deduplication id, with the group's where that counts. */
  readonly sent: Map<string, SentMessage>
  /** Of a FIFO queue: how many messages were put into it. */
  sequences: number
  /** Tasks that move messages out of it, by id: the last ten, the oldest first. */
  moves?: Map<string, MoveTask>
}

/** Moves messages out of a dead-letter queue. */
export interface MoveTask {
  readonly id: string
  /** `undefined` where each message goes back to the queue that it came from. */
  readonly destinationArn: string | undefined
  /** Messages in a second; `undefined` where all go at once. */
  readonly perSecond: number | undefined
  /** The arns of the queues that its caller may send to: messages of others stay. */
  readonly destinations: readonly string[]
  readonly startedAt: Date
  /** How many there were to move when it started. */
  readonly toMove: number
  moved: number
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED'
  failureReason: string | undefined
}

export interface SentMessage {
  readonly at: Date
  readonly messageId: string
  readonly sequenceNumber: string
}

export interface QueueMessage {
  readonly id: string
  readonly body: string
  readonly attributes: ReadonlyMap<string, QueueMessageAttribute>
  readonly traceHeader: string | undefined
  /** Body and attributes, in bytes. */
  readonly size: number
  /** Who sent it, as `aws:userid` has it. */
  readonly senderId: string
  readonly sentAt: Date
  readonly groupId: string | undefined
  readonly deduplicationId: string | undefined
  readonly sequenceNumber: string | undefined
  /** The arn of the queue that it was moved out of, as it was received too often. */
  readonly deadLetterSource: string | undefined
  /** From when on it can be received. */
  visibleAt: Date
  receiveCount: number
  firstReceivedAt: Date | undefined
  receivedAt: Date | undefined
  /** The one it was received with last; `undefined` before it was. */
  receiptHandle: string | undefined
}

export interface QueueMessageAttribute {
  /** `String`, `Number` or `Binary`, and perhaps more behind a dot. */
  readonly type: string
  readonly value: string | Uint8Array
}
