/**
 * SQS: queues, standard and FIFO, and their messages.
 *
 * @module
 */
import type { JsonAction, JsonActions } from '../protocol/index.ts'
import { missingActions } from './missing-actions.ts'
import { permissionActions } from './permissions.ts'
import { queueActions } from './queues.ts'
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
} from './receipts.ts'
import { receiveMessage } from './receive-message.ts'
import { sendMessage, sendMessageBatch } from './send-message.ts'
import { tagActions } from './tags.ts'

export { type Delivery, deliverToQueue, queueAtArn } from './deliver-to-queue.ts'

/** @param now the clock: a wait for messages is longer than a moment */
export function sqsActions(now: () => Date): JsonActions {
  const actions: readonly JsonAction[] = [
    ...queueActions,
    ...permissionActions,
    ...tagActions,
    sendMessage,
    sendMessageBatch,
    receiveMessage(now),
    deleteMessage,
    deleteMessageBatch,
    changeMessageVisibility,
    changeMessageVisibilityBatch,
  ]
  return { actions: new Map(actions.map((action) => [action.name, action])), missing: missingActions }
}
