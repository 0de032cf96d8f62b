import { requestId } from '../base/index.ts'
import type { MoveTask, Queue, QueueMessage } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { numberOf } from './attributes.ts'
import { allQueues, findQueue } from './find-queue.ts'
import { addMessage, announce, isKept, isVisible, removeMessage } from './messages.ts'
import { nextSequenceNumber } from './send-message.ts'

type Moving = Pick<Call, 'state' | 'now' | 'randomBytes'>

/**
 * Moves what the tasks of all queues are to have moved by now. What is moved is a new message, sent when its turn came:
 * with an id and a retention of its own, never received.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
 */
export function moveDueMessages(call: Moving): void {
  for (const queue of allQueues(call.state)) {
    for (const task of queue.moves?.values() ?? []) {
      if (task.status === 'RUNNING') moveDue(call, queue, task)
    }
  }
}

function moveDue(call: Moving, source: Queue, task: MoveTask): void {
  let before: number
  do {
    before = task.moved
    if (!moveVisible(call, source, task)) return
  } while (task.moved > before)
  task.status = 'COMPLETED'
}

/** @returns whether there is perhaps more to move by now: what was hidden is visible, or the end was reached */
function moveVisible(call: Moving, source: Queue, task: MoveTask): boolean {
  const blocked = new Set<string>()
  let nextVisible = Infinity
  for (const message of source.messages.values()) {
    const at = nextMove(task)
    if (at.getTime() > call.now.getTime()) return false
    // The oldest goes first.
    if (nextVisible <= at.getTime()) return true
    const group = source.fifo ? message.groupId : undefined
    if (!isKept(source, message, at) || (group !== undefined && blocked.has(group))) continue
    const to = task.destinationArn ?? message.deadLetterSource
    const isHidden = !isVisible(message, at)
    if (isHidden) nextVisible = Math.min(nextVisible, message.visibleAt.getTime())
    if (isHidden || (to !== undefined && !task.destinations.includes(to))) {
      if (group !== undefined) blocked.add(group)
      continue
    }
    const destination = to === undefined ? undefined : findQueue(call, to)
    if (destination === undefined) {
      task.status = 'FAILED'
      task.failureReason =
        to === undefined ? 'CouldNotDetermineMessageSource' : 'AWS.SimpleQueueService.NonExistentQueue'
      return false
    }
    removeMessage(source, message)
    addMessage(destination, movedMessage(call, destination, message, at))
    announce(destination)
    task.moved++
  }
  return true
}

/** When a task moves one more: evenly over each second. */
function nextMove({ startedAt, moved, perSecond }: MoveTask): Date {
  return perSecond === undefined
    ? startedAt
    : new Date(startedAt.getTime() + Math.ceil(((moved + 1) * 1000) / perSecond))
}

function movedMessage(call: Moving, destination: Queue, message: QueueMessage, at: Date): QueueMessage {
  return {
    ...message,
    id: requestId(call.randomBytes),
    sentAt: at,
    sequenceNumber: destination.fifo ? nextSequenceNumber(destination) : undefined,
    deadLetterSource: undefined,
    visibleAt: new Date(at.getTime() + numberOf(destination, 'DelaySeconds') * 1000),
    receiveCount: 0,
    firstReceivedAt: undefined,
    receivedAt: undefined,
    receiptHandle: undefined,
  }
}
