import type { JsonActions } from '../protocol/index.ts'
import { missingActions } from './missing-actions.ts'

/** The actions of Systems Manager. */
export const ssmActions: JsonActions = { actions: new Map(), missing: missingActions }
