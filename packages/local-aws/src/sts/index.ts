import type { QueryAction } from '../action.ts'
import type { Sessions } from '../sessions.ts'
import { assumeRole } from './assume-role.ts'
import { getCallerIdentity } from './get-caller-identity.ts'

/** The actions of STS, by name. */
export function stsActions(sessions: Sessions): ReadonlyMap<string, QueryAction> {
  const actions = [assumeRole(sessions), getCallerIdentity]
  return new Map(actions.map((action) => [action.name, action]))
}
