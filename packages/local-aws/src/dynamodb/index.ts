/**
 * DynamoDB: tables, items, and the expressions that find and change them.
 *
 * @module
 */
import type { JsonActions } from '../protocol/index.ts'
import { itemActions } from './item/index.ts'
import { tableActions } from './manage/index.ts'
import { missingActions } from './missing-actions.ts'

export const dynamodbActions: JsonActions = {
  actions: new Map([...tableActions, ...itemActions].map((action) => [action.name, action])),
  missing: missingActions,
}
