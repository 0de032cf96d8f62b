/**
 * Refusals, as DynamoDB words them.
 *
 * @module
 */
export {
  invalidValues,
  limitExceeded,
  notImplemented,
  resourceInUse,
  resourceNotFound,
  type Sentence,
  tableNotFound,
  validationException,
  within,
} from './errors.ts'
