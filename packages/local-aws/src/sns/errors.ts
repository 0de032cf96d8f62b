import { AwsError } from '../base/index.ts'

/** @param what e.g. `Topic Name`, or a sentence */
export function invalidParameter(what: string): AwsError {
  return new AwsError('InvalidParameter', 400, `Invalid parameter: ${what}`)
}

/** What is wrong with an attribute of a message. */
export function invalidMessageAttribute(message: string): AwsError {
  return new AwsError('ParameterValueInvalid', 400, message)
}

export function topicDoesNotExist(): AwsError {
  return new AwsError('NotFound', 404, 'Topic does not exist')
}

export function subscriptionDoesNotExist(): AwsError {
  return new AwsError('NotFound', 404, 'Subscription does not exist')
}

/** What is tagged is called so. */
export function resourceDoesNotExist(): AwsError {
  return new AwsError('ResourceNotFound', 404, 'Resource does not exist')
}

/** Somebody of a third account, whatever they are allowed of the topic. */
export function notYourSubscription(): AwsError {
  return new AwsError('AccessDenied', 403, 'Not authorized to access this subscription')
}

export function tooManyTags(): AwsError {
  return new AwsError(
    'TagLimitExceeded',
    400,
    'Could not complete request: tag quota of per resource exceeded',
  )
}

export function doesNotHave(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `The local AWS does not have ${what}.`)
}

const batchMessages = {
  EmptyBatchRequest: "The batch request doesn't contain any entries.",
  TooManyEntriesInBatchRequest: 'The batch request contains more entries than permissible.',
  BatchEntryIdsNotDistinct: 'Two or more batch entries in the request have the same Id.',
  InvalidBatchEntryId: "The Id of a batch entry in a batch request doesn't abide by the specification.",
  BatchRequestTooLong: 'The length of all the batch messages put together is more than the limit.',
} as const

/** What is wrong with a batch as a whole. */
export function batchError(code: keyof typeof batchMessages): AwsError {
  return new AwsError(code, 400, batchMessages[code])
}
