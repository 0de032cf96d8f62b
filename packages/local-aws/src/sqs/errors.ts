import { AwsError } from '../base/index.ts'

/** What the Query protocol calls what SQS's model has a name of its own for. */
const queryPrefix = 'AWS.SimpleQueueService.'

/** A refusal that the Query protocol calls otherwise. */
function named(code: string, queryCode: string, message: string): AwsError {
  return new AwsError(code, 400, message, { details: { QueryCode: queryCode } })
}

export function queueDoesNotExist(): AwsError {
  return named('QueueDoesNotExist', `${queryPrefix}NonExistentQueue`, 'The specified queue does not exist.')
}

export function queueNameExists(attribute: string): AwsError {
  return named(
    'QueueNameExists',
    'QueueAlreadyExists',
    `A queue already exists with the same name and a different value for attribute ${attribute}`,
  )
}

export function purgeInProgress(name: string): AwsError {
  return named(
    'PurgeQueueInProgress',
    `${queryPrefix}PurgeQueueInProgress`,
    `Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`,
  )
}

/** What is wrong with a batch as a whole. */
export function batchError(
  code:
    | 'EmptyBatchRequest'
    | 'TooManyEntriesInBatchRequest'
    | 'BatchEntryIdsNotDistinct'
    | 'InvalidBatchEntryId'
    | 'BatchRequestTooLong',
  message: string,
): AwsError {
  return named(code, `${queryPrefix}${code}`, message)
}

export function invalidParameter(message: string): AwsError {
  return named('InvalidParameterValueException', 'InvalidParameterValue', message)
}

/** {@link invalidParameter}, as SQS words most of them. */
export function invalidValue(value: string | number, parameter: string, reason: string): AwsError {
  return invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`)
}

/** A queue that the parameter names by its arn, or a task, which is not there. */
export function resourceNotFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', 404, message)
}

export function missingParameter(parameter: string): AwsError {
  return named(
    'MissingRequiredParameterException',
    'MissingParameter',
    `The request must contain the parameter ${parameter}.`,
  )
}

export function invalidAttributeName(name: string): AwsError {
  return new AwsError('InvalidAttributeName', 400, `Unknown Attribute ${name}.`)
}

export function invalidAttributeValue(attribute: string): AwsError {
  return new AwsError('InvalidAttributeValue', 400, `Invalid value for the parameter ${attribute}.`)
}

export function overLimit(message: string): AwsError {
  return new AwsError('OverLimit', 400, message)
}

export function invalidReceiptHandle(handle: string): AwsError {
  return new AwsError(
    'ReceiptHandleIsInvalid',
    400,
    `The input receipt handle "${handle.slice(0, 256)}" is not a valid receipt handle.`,
  )
}
