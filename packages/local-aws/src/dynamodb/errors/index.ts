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
  tableNotFound,
  validationException,
} from './errors.ts'
