import type { Queue } from '../model/index.ts'
import {
  type Call,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  listOf,
  structure,
  text,
} from '../protocol/index.ts'
import { runBatch } from './batch.ts'
import { invalidValue, missingParameter } from './errors.ts'
import { queueAt, queueUrlNeed } from './find-queue.ts'
import { announce, isVisible, removeMessage } from './messages.ts'
import { messageOfHandle } from './receipt-handle.ts'

const longestHours = 43_200

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export const deleteMessage: JsonAction = jsonAction('sqs', {
  name: 'DeleteMessage',
  input: { QueueUrl: text(), ReceiptHandle: text() },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'DeleteMessage', QueueUrl),
  run: (call, { QueueUrl, ReceiptHandle }) => remove(call, queueAt(call, QueueUrl), ReceiptHandle),
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export const deleteMessageBatch: JsonAction = jsonAction('sqs', {
  name: 'DeleteMessageBatch',
  input: { QueueUrl: text(), Entries: listOf(structure({ Id: text(), ReceiptHandle: text() })) },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'DeleteMessage', QueueUrl),
  run: (call, { QueueUrl, Entries }) => {
    const queue = queueAt(call, QueueUrl)
    return runBatch(Entries, 'DeleteMessageBatchRequestEntry', ({ ReceiptHandle }) =>
      remove(call, queue, ReceiptHandle),
    )
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export const changeMessageVisibility: JsonAction = jsonAction('sqs', {
  name: 'ChangeMessageVisibility',
  input: { QueueUrl: text(), ReceiptHandle: text(), VisibilityTimeout: integer() },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'ChangeMessageVisibility', QueueUrl),
  run: (call, { QueueUrl, ...sent }) => change(call, queueAt(call, QueueUrl), sent),
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html */
export const changeMessageVisibilityBatch: JsonAction = jsonAction('sqs', {
  name: 'ChangeMessageVisibilityBatch',
  input: {
    QueueUrl: text(),
    Entries: listOf(structure({ Id: text(), ReceiptHandle: text(), VisibilityTimeout: integer() })),
  },
  needs: (call, { QueueUrl }) => queueUrlNeed(call, 'ChangeMessageVisibility', QueueUrl),
  run: (call, { QueueUrl, Entries }) => {
    const queue = queueAt(call, QueueUrl)
    return runBatch(Entries, 'ChangeMessageVisibilityBatchRequestEntry', (entry) =>
      change(call, queue, entry),
    )
  },
})

/** What a handle does not name any more is not deleted, which of a standard queue is no error. */
function remove({ now }: Call, queue: Queue, handle: string | undefined): JsonObject {
  const message = messageOfHandle(queue, handle)
  if (message !== undefined && queue.fifo && isVisible(message, now)) {
    throw invalidValue(handle ?? '', 'ReceiptHandle', 'The receipt handle has expired.')
  }
  if (message !== undefined) removeMessage(queue, message)
  return {}
}

function change(
  { now }: Call,
  queue: Queue,
  sent: { readonly ReceiptHandle: string | undefined; readonly VisibilityTimeout: number | undefined },
): JsonObject {
  const { ReceiptHandle: handle, VisibilityTimeout: timeoutSeconds } = sent
  if (timeoutSeconds === undefined) throw missingParameter('VisibilityTimeout')
  if (timeoutSeconds < 0 || timeoutSeconds > longestHours) {
    throw invalidValue(
      timeoutSeconds,
      'VisibilityTimeout',
      `Must be between 0 and ${longestHours}, if provided.`,
    )
  }
  const message = messageOfHandle(queue, handle)
  if (message?.receivedAt === undefined || isVisible(message, now)) {
    throw invalidValue(
      handle ?? '',
      'ReceiptHandle',
      'Message does not exist or is not available for visibility timeout change.',
    )
  }
  const hiddenMs = now.getTime() + timeoutSeconds * 1000 - message.receivedAt.getTime()
  if (hiddenMs > longestHours * 1000) {
    throw invalidValue(
      timeoutSeconds,
      'VisibilityTimeout',
      `Total VisibilityTimeout for the message is beyond the limit [${longestHours} seconds]`,
    )
  }
  message.visibleAt = new Date(now.getTime() + timeoutSeconds * 1000)
  if (timeoutSeconds === 0) announce(queue)
  return {}
}
