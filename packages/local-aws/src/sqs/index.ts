/**
 * SQS: queues, standard and FIFO, and their messages.
 *
 * @module
 */
import type { JsonAction, JsonActions } from '../protocol/index.ts'
import { moveDueMessages } from './move-messages.ts'
import { moveTaskActions } from './move-tasks.ts'
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
    ...moveTaskActions,
    sendMessage,
    sendMessageBatch,
    receiveMessage(now),
    deleteMessage,
    deleteMessageBatch,
    changeMessageVisibility,
    changeMessageVisibilityBatch,
  ]
  return {
    actions: new Map(actions.map((action) => [action.name, afterMoves(action)])),
    missing: new Set(),
  }
}

/** Tasks move messages by the clock: what was due by now is done before anything is looked at. */
function afterMoves(action: JsonAction): JsonAction {
  return {
    ...action,
    read: (body) => {
      const { needs, run } = action.read(body)
      return {
        needs,
        run: (call) => {
          moveDueMessages(call)
          return run(call)
        },
      }
    },
  }
}
