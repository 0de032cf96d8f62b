import { AwsError } from '../../base/index.ts'

/** `NoSuchEntity`, 404. */
export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', 404, message)
}

/** `EntityAlreadyExists`, 409. */
export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', 409, message)
}

/** `DeleteConflict`, 409. */
export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', 409, message)
}

/** `DeleteConflict`: something else comes first, e.g. `delete access keys`. */
export function mustFirst(what: string): AwsError {
  return deleteConflict(`Cannot delete entity, must ${what} first.`)
}

/** `LimitExceeded`, 409. */
export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', 409, message)
}

/** `InvalidInput`, 400. */
export function invalidInput(message: string): AwsError {
  return new AwsError('InvalidInput', 400, message)
}

/** `ValidationError`, 400. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', 400, message)
}

/**
 * `ValidationError`, 400, in the words of AWS's parameter check.
 *
 * @param value what was sent, `undefined` when nothing was
 * @param constraint e.g. `Member must not be null`
 */
export function constraintError(value: string | undefined, parameter: string, constraint: string): AwsError {
  const shown = value === undefined ? 'null' : `'${value}'`
  return validationError(
    `1 validation error detected: Value ${shown} at '${parameterName(parameter)}' failed to satisfy constraint: ${constraint}`,
  )
}

/** A parameter as AWS's messages spell it: `UserName` → `userName`. */
export function parameterName(parameter: string): string {
  return parameter.slice(0, 1).toLowerCase() + parameter.slice(1)
}
