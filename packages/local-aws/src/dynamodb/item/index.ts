/**
 * The calls about items.
 *
 * @module
 */
import type { JsonAction } from '../../protocol/index.ts'
import { batchGetItem, batchWriteItem } from './batch.ts'
import { getItem } from './get-item.ts'
import { deleteItem, putItem } from './put-and-delete-item.ts'
import { query, scan } from './query-and-scan.ts'
import { transactGetItems, transactWriteItems } from './transact.ts'
import { updateItem } from './update-item.ts'

export const itemActions: readonly JsonAction[] = [
  putItem,
  getItem,
  updateItem,
  deleteItem,
  query,
  scan,
  batchGetItem,
  batchWriteItem,
  transactGetItems,
  transactWriteItems,
]
