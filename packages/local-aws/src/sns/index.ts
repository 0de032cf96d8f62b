/**
 * SNS: topics, standard and FIFO, who subscribed to them, and which messages those are for.
 *
 * @module
 */
import type { QueryAction } from '../protocol/index.ts'
import { permissionActions } from './permissions.ts'
import { publishActions } from './publish.ts'
import { subscribeActions } from './subscribe.ts'
import { subscriptionActions } from './subscriptions.ts'
import { tagActions } from './tags.ts'
import { topicActions } from './topics.ts'

export { missingActions as missingSnsActions } from './missing-actions.ts'

/** Every action that there is, by its name. */
export const snsActions: ReadonlyMap<string, QueryAction> = new Map(
  [
    ...topicActions,
    ...permissionActions,
    ...tagActions,
    ...subscribeActions,
    ...subscriptionActions,
    ...publishActions,
  ].map((action) => [action.name, action]),
)
