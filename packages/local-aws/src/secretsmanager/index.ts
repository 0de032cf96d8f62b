import type { JsonActions } from '../protocol/index.ts'
import { missingActions } from './missing-actions.ts'

/** The actions of Secrets Manager. */
export const secretsManagerActions: JsonActions = { actions: new Map(), missing: missingActions }
