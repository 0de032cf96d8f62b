/**
 * The calls about tables.
 *
 * @module
 */
import type { JsonAction } from '../../protocol/index.ts'
import { continuousBackupActions } from './continuous-backups.ts'
import { createTable } from './create-table.ts'
import { resourcePolicyActions } from './resource-policy.ts'
import { deleteTable, describeEndpoints, describeLimits, describeTable, listTables } from './tables.ts'
import { tagActions } from './tags.ts'
import { timeToLiveActions } from './time-to-live.ts'
import { updateTable } from './update-table.ts'

export const tableActions: readonly JsonAction[] = [
  createTable,
  describeTable,
  listTables,
  updateTable,
  deleteTable,
  describeLimits,
  describeEndpoints,
  ...timeToLiveActions,
  ...continuousBackupActions,
  ...tagActions,
  ...resourcePolicyActions,
]
