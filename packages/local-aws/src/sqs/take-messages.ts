import type { Queue, QueueMessage } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { redrivePolicyOf } from './attributes.ts'
import { findQueue } from './find-queue.ts'
import { addMessage, announce, isVisible, messagesOf, removeMessage } from './messages.ts'
import { newReceiptHandle } from './receipt-handle.ts'
import { nextSequenceNumber } from './send-message.ts'

export interface Taking {
  readonly most: number
  /** How long what is taken is hidden from others. */
  readonly timeoutSeconds: number
  readonly now: Date
}

/**
 * Takes the messages that are next: visible ones, of a FIFO queue none of a group of which another one is under way.
 * What was received too often goes to the dead-letter queue instead.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export function takeMessages(
  call: Call,
  queue: Queue,
  { most, timeoutSeconds, now }: Taking,
): readonly QueueMessage[] {
  const redrive = redrivePolicyOf(queue)
  const deadLetters = redrive && findQueue(call, redrive.targetArn)
  const taken: QueueMessage[] = []
  const blocked = new Set<string>()
  for (const message of messagesOf(queue, now)) {
    if (taken.length === most) break
    const group = queue.fifo ? message.groupId : undefined
    if (group !== undefined && blocked.has(group)) continue
    if (!isVisible(message, now)) {
      if (group !== undefined) blocked.add(group)
      continue
    }
    if (
      redrive !== undefined &&
      deadLetters !== undefined &&
      message.receiveCount >= redrive.maxReceiveCount
    ) {
      moveToDeadLetters(queue, deadLetters, message, now)
      continue
    }
    taken.push(message)
  }
  for (const message of taken) {
    message.receiveCount++
    message.firstReceivedAt ??= now
    message.receivedAt = now
    message.visibleAt = new Date(now.getTime() + timeoutSeconds * 1000)
    message.receiptHandle = newReceiptHandle(call, queue, message)
  }
  return taken
}

/**
 * Of a FIFO queue a message begins anew, and is known by its own id: two of one deduplication id can be dead. Of others it
 * keeps the time that it was sent.
 */
function moveToDeadLetters(queue: Queue, deadLetters: Queue, message: QueueMessage, now: Date): void {
  removeMessage(queue, message)
  addMessage(deadLetters, {
    ...message,
    sentAt: deadLetters.fifo ? now : message.sentAt,
    deduplicationId: deadLetters.fifo ? message.id : undefined,
    sequenceNumber: deadLetters.fifo ? nextSequenceNumber(deadLetters) : undefined,
    deadLetterSource: queue.arn,
    visibleAt: now,
    receivedAt: undefined,
    receiptHandle: undefined,
  })
  announce(deadLetters)
}
