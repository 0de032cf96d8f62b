/**
 * What an action is, and the Query protocol that STS and IAM speak.
 *
 * @module
 */
export type {
  AuthorizationNeed,
  Call,
  Caller,
  QueryAction,
  RestAction,
  Session,
  TakenParameters,
  UnsignedAction,
  UnsignedCall,
  WebIdentity,
  Xml,
} from './action.ts'
export { checkParameters } from './check-parameters.ts'
export { type Constraint, type Constraints, collectConstraints, parseInteger } from './constraints.ts'
export { listMembers, parseForm } from './form.ts'
export { queryErrorResponse, queryResponse, queryServices } from './query-response.ts'
export { escapeXml } from './xml.ts'
