import { AwsError, hidden } from '../../base/index.ts'

/** What is said, or how it is said of what it quotes of an item: events say it without that. */
export type Sentence = string | ((quote: (value: string) => string) => string)

export function validationException(sentence: Sentence): AwsError {
  const { message, recorded } = spoken(sentence)
  return new AwsError('ValidationException', 400, message, { recorded })
}

/** {@link validationException}, as DynamoDB begins most of them. */
export function invalidValues(sentence: Sentence): AwsError {
  return validationException(within(sentence, (text) => `One or more parameter values were invalid: ${text}`))
}

/** A sentence with something around it. */
export function within(sentence: Sentence, around: (text: string) => string): Sentence {
  return typeof sentence === 'string' ? around(sentence) : (quote) => around(sentence(quote))
}

function spoken(sentence: Sentence): { readonly message: string; readonly recorded: string } {
  if (typeof sentence === 'string') return { message: sentence, recorded: sentence }
  return { message: sentence((value) => value), recorded: sentence(() => hidden) }
}

/** @param what what there is not; requests about items do not say it */
export function resourceNotFound(what?: string): AwsError {
  const more = what === undefined ? '' : `: ${what}`
  return new AwsError('ResourceNotFoundException', 400, `Requested resource not found${more}`)
}

export function tableNotFound(name: string): AwsError {
  return resourceNotFound(`Table: ${name} not found`)
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceededException', 400, message)
}

export function resourceInUse(message: string): AwsError {
  return new AwsError('ResourceInUseException', 400, message)
}

/** The refusal of what AWS has and the local AWS has not, where it stands deeper than among the parameters. */
export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', 501, `The local AWS does not have ${what}.`)
}
