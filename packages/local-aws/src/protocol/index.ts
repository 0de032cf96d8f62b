/**
 * What an action is, the Query protocol that STS, IAM and SNS speak, and the JSON protocol of the younger services.
 *
 * @module
 */
export type {
  AuthorizationNeed,
  Call,
  Caller,
  QueryAction,
  RestAction,
  Service,
  Session,
  TakenParameters,
  UnsignedAction,
  UnsignedCall,
  WebIdentity,
  Xml,
} from './action.ts'
export { checkNotReplaced } from './check-not-replaced.ts'
export { checkParameters } from './check-parameters.ts'
export { type Constraint, type Constraints, collectConstraints, parseInteger } from './constraints.ts'
export { listMembers, parseForm } from './form.ts'
export { formAction } from './form-action.ts'
export { type JsonAction, type JsonActions, jsonAction } from './json-action.ts'
export {
  asJsonRefusal,
  jsonErrorResponse,
  type JsonObject,
  JsonRefusal,
  jsonResponse,
  type JsonValue,
} from './json-answer.ts'
export { readJsonBody } from './json-body.ts'
export { jsonPage } from './json-page.ts'
export {
  isJsonService,
  type JsonForm,
  jsonFormOf,
  type JsonService,
  jsonServices,
  targetedAction,
  targetedService,
} from './json-services.ts'
export {
  blob,
  flag,
  type Input,
  integer,
  listOf,
  mapOf,
  required,
  type RequiredShape,
  serialization,
  type Shape,
  structure,
  text,
} from './json-shape.ts'
export { queryErrorResponse, queryResponse } from './query-response.ts'
export { type QueryService, queryServices } from './query-services.ts'
export { escapeXml } from './xml.ts'
