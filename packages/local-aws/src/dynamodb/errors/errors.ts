import { AwsError } from '../../base/index.ts'

export function validationException(message: string): AwsError {
  return new AwsError('ValidationException', 400, message)
}

/** {@link validationException}, as DynamoDB begins most of them. */
export function invalidValues(message: string): AwsError {
  return validationException(`One or more parameter values were invalid: ${message}`)
}

/** @param what what there is not; requests about items do not say it */
export function resourceNotFound(what?: string): AwsError {
  const more = what === undefined ? '' : `: ${what}`
  return new AwsError('ResourceNotFoundException', 400, `Requested resource not found${more}`)
}

export function tableNotFound(name: string): AwsError {
  return resourceNotFound(`Table: ${name} not found`)
}

export function resourceInUse(message: string): AwsError {
  return new AwsError('ResourceInUseException', 400, message)
}

/** The refusal of what AWS has and the local AWS has not, where it stands deeper than among the parameters. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `The local AWS does not have ${what}.`)
}
