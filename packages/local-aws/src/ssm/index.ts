/**
 * Parameter Store of Systems Manager.
 *
 * @module
 */
import type { JsonActions } from '../protocol/index.ts'
import { deleteParameter, deleteParameters } from './delete-parameters.ts'
import { getParameter, getParameterHistory, getParameters } from './get-parameters.ts'
import { labelActions } from './labels.ts'
import { describeParameters, getParametersByPath } from './list-parameters.ts'
import { missingActions } from './missing-actions.ts'
import { putParameter } from './put-parameter.ts'
import { tagActions } from './tags.ts'

/** The actions of Systems Manager: those of Parameter Store. */
export const ssmActions: JsonActions = {
  actions: new Map(
    [
      deleteParameter,
      deleteParameters,
      describeParameters,
      getParameter,
      getParameterHistory,
      getParameters,
      getParametersByPath,
      ...labelActions,
      putParameter,
      ...tagActions,
    ].map((action) => [action.name, action]),
  ),
  missing: missingActions,
}
