import { sameText } from '../base/index.ts'
import type { Queue, QueueMessage } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { invalidReceiptHandle, missingParameter } from './errors.ts'

/** What says of a message that, and when, it was received: opaque, as long as AWS's are. */
export function newReceiptHandle({ randomBytes }: Call, queue: Queue, message: QueueMessage): string {
  const secret = Buffer.from(randomBytes(48)).toString('base64url')
  return Buffer.from(`${queue.arn} ${message.id} ${secret}`).toString('base64')
}

/**
 * The message that a handle is of. One that was received anew since, was deleted, or was kept long enough, has no
 * such handle any more.
 *
 * @throws AwsError `ReceiptHandleIsInvalid` for what is no handle of the queue
 */
export function messageOfHandle(queue: Queue, handle: string | undefined): QueueMessage | undefined {
  if (handle === undefined || handle === '') throw missingParameter('ReceiptHandle')
  const [arn, id, secret, ...more] = Buffer.from(handle, 'base64').toString().split(' ')
  if (arn !== queue.arn || id === undefined || secret === undefined || more.length > 0) {
    throw invalidReceiptHandle(handle)
  }
  const message = queue.messages.get(id)
  return message?.receiptHandle !== undefined && sameText(message.receiptHandle, handle) ? message : undefined
}
