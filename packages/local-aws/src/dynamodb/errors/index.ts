/**
 * Refusals, as DynamoDB words them.
 *
 * @module
 */
export {
  invalidValues,
  notImplemented,
  resourceInUse,
  resourceNotFound,
  type Sentence,
  tableNotFound,
  validationException,
  within,
} from './errors.ts'
