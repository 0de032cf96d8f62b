import type { Queue, QueueMessage } from '../model/index.ts'
import {
  type Call,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  listOf,
  text,
} from '../protocol/index.ts'
import { numberOf } from './attributes.ts'
import { invalidValue } from './errors.ts'
import { findQueue, queueAt, queueUrlNeed } from './find-queue.ts'
import { attributesJson, md5, md5OfAttributes } from './message-attributes.ts'
import { onMessage } from './messages.ts'
import { moveDueMessages } from './move-messages.ts'
import { takeMessages } from './take-messages.ts'

/** How often a wait looks for messages that became visible by the clock. */
const lookEveryMs = 100
/** How much longer a wait rests than its last look took: a queue that is full of hidden messages is no work for a processor. */
const restToLook = 50

const systemAttributes = [
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
] as const

/**
 * ReceiveMessage, which waits for messages where there are none: until one comes, its time is over, or the client
 * is gone. A wait looks at the queue's clock for what becomes visible, and lasts as long as the machine's says.
 *
 * @param now the clock, as a wait is longer than a moment
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export function receiveMessage(now: () => Date): JsonAction {
  return jsonAction('sqs', {
    name: 'ReceiveMessage',
    input: {
      QueueUrl: text(),
      AttributeNames: listOf(text()),
      MessageSystemAttributeNames: listOf(text()),
      MessageAttributeNames: listOf(text()),
      MaxNumberOfMessages: integer(),
      VisibilityTimeout: integer(),
      WaitTimeSeconds: integer(),
      // Clients send it with every call. Only a FIFO queue of AWS's heeds it, to give a lost answer once more.
      ReceiveRequestAttemptId: text(),
    },
    needs: (call, { QueueUrl }) => queueUrlNeed(call, 'ReceiveMessage', QueueUrl),
    run: async (call, input) => {
      const queue = queueAt(call, input.QueueUrl)
      const most = between(input.MaxNumberOfMessages ?? 1, 'MaxNumberOfMessages', 1, 10)
      const timeoutSeconds = between(
        input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout'),
        'VisibilityTimeout',
        0,
        43_200,
      )
      const waitSeconds = between(
        input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds'),
        'WaitTimeSeconds',
        0,
        20,
      )
      const names = systemNames([
        ...(input.AttributeNames ?? []),
        ...(input.MessageSystemAttributeNames ?? []),
      ])
      const wanted = input.MessageAttributeNames ?? []
      const take = () => {
        const at = now()
        moveDueMessages({ ...call, now: at })
        return takeMessages(call, queue, { most, timeoutSeconds, now: at })
      }
      const taken = await waitFor(call, queue, waitSeconds, take)
      return taken.length === 0 ? {} : { Messages: taken.map((message) => shown(message, names, wanted)) }
    },
  })
}

function waitFor(
  call: Call,
  queue: Queue,
  seconds: number,
  take: () => readonly QueueMessage[],
): Promise<readonly QueueMessage[]> {
  const first = take()
  if (first.length > 0 || seconds === 0) return Promise.resolve(first)
  return new Promise((resolve, reject) => {
    let isOver = false
    let restUntil = 0
    let next: NodeJS.Timeout | undefined
    const end = (taken: readonly QueueMessage[]): void => {
      isOver = true
      clearTimeout(timer)
      clearTimeout(next)
      stop()
      resolve(taken)
    }
    const look = (): void => {
      const began = performance.now()
      try {
        const taken = isThere(call, queue) ? take() : undefined
        if (taken === undefined || taken.length > 0) end(taken ?? [])
      } catch (error) {
        // Of the two, what comes first counts.
        reject(error instanceof Error ? error : new Error('no messages', { cause: error }))
        end([])
      }
      if (isOver) return
      const restMs = restToLook * (performance.now() - began)
      restUntil = performance.now() + restMs
      clearTimeout(next)
      next = setTimeout(look, Math.max(lookEveryMs, restMs)).unref()
    }
    const timer = setTimeout(() => end([]), seconds * 1000).unref()
    // What is announced during a rest is seen after it.
    const stop = onMessage(queue, () => performance.now() >= restUntil && look())
    call.request.onGone?.(() => end([]))
    next = setTimeout(look, lookEveryMs).unref()
  })
}

/** Whether the queue was not deleted, nor another one put in its place. */
function isThere(call: Call, queue: Queue): boolean {
  return findQueue(call, queue.arn) === queue
}

function between(value: number, parameter: string, least: number, most: number): number {
  if (value < least || value > most) {
    throw invalidValue(value, parameter, `Must be between ${least} and ${most}, if provided.`)
  }
  return value
}

function systemNames(names: readonly string[]): ReadonlySet<string> {
  const unknown = names.find((name) => name !== 'All' && !systemAttributes.some((known) => known === name))
  if (unknown !== undefined) throw invalidValue(unknown.slice(0, 256), 'AttributeNames', 'Unknown attribute.')
  return new Set(names.includes('All') ? systemAttributes : names)
}

function shown(message: QueueMessage, names: ReadonlySet<string>, wanted: readonly string[]): JsonObject {
  const attributes = new Map([...message.attributes].filter(([name]) => isWanted(name, wanted)))
  const system = new Map([...systemValues(message)].filter(([name]) => names.has(name)))
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    Attributes: system.size === 0 ? undefined : system,
    MD5OfMessageAttributes: md5OfAttributes(attributes),
    MessageAttributes: attributes.size === 0 ? undefined : attributesJson(attributes),
  }
}

/** `All` and `.*` are all of them, `lab.*` those that begin with `lab`. */
function isWanted(name: string, wanted: readonly string[]): boolean {
  return wanted.some(
    (one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))),
  )
}

function systemValues(message: QueueMessage): ReadonlyMap<string, string> {
  const values: ReadonlyArray<readonly [(typeof systemAttributes)[number], string | undefined]> = [
    ['SenderId', message.senderId],
    ['SentTimestamp', String(message.sentAt.getTime())],
    ['ApproximateReceiveCount', String(message.receiveCount)],
    ['ApproximateFirstReceiveTimestamp', String(message.firstReceivedAt?.getTime())],
    ['SequenceNumber', message.sequenceNumber],
    ['MessageGroupId', message.groupId],
    ['MessageDeduplicationId', message.deduplicationId],
    ['AWSTraceHeader', message.traceHeader],
    ['DeadLetterQueueSourceArn', message.deadLetterSource],
  ]
  const found = new Map<string, string>()
  for (const [name, value] of values) if (value !== undefined) found.set(name, value)
  return found
}
