import type { Queue, QueueMessage } from '../model/index.ts'

/** For how long messages are kept where nobody says. */
export const usualRetentionSeconds = 345_600

/** Whether a message can be received. */
export function isVisible({ visibleAt }: QueueMessage, now: Date): boolean {
  return visibleAt.getTime() <= now.getTime()
}

/** For how long a queue keeps messages, in milliseconds. */
function retentionMs({ attributes }: Queue): number {
  return Number(attributes.get('MessageRetentionPeriod') ?? usualRetentionSeconds) * 1000
}

/** Whether a message was not yet kept for as long as it is to be. */
export function isKept(queue: Queue, { sentAt }: QueueMessage, at: Date): boolean {
  return sentAt.getTime() > at.getTime() - retentionMs(queue)
}

/** The messages of a queue, those left out (and let go) that were kept for as long as they are to be. */
export function messagesOf(queue: Queue, now: Date): Iterable<QueueMessage> {
  const earliest = now.getTime() - retentionMs(queue)
  for (const message of queue.messages.values()) {
    if (message.sentAt.getTime() <= earliest) removeMessage(queue, message)
  }
  return queue.messages.values()
}

export function addMessage(queue: Queue, message: QueueMessage): void {
  queue.messages.set(message.id, message)
  queue.bytes += message.size
}

export function removeMessage(queue: Queue, { id, size }: QueueMessage): void {
  if (queue.messages.delete(id)) queue.bytes -= size
}

/** Who waits for messages of a queue: of this process, and so not part of what is known. */
const waiting = new WeakMap<Queue, Set<() => void>>()

/** Calls back when a message comes into the queue. @returns what ends that */
export function onMessage(queue: Queue, heard: () => void): () => void {
  const all = waiting.get(queue) ?? new Set()
  waiting.set(queue, all)
  all.add(heard)
  return () => all.delete(heard)
}

/** Wakes those who wait for messages of the queue. */
export function announce(queue: Queue): void {
  for (const heard of waiting.get(queue) ?? []) heard()
}
