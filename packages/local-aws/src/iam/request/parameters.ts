import { type Call, listMembers } from '../../protocol/index.ts'
import { constraintError, parameterName, validationError } from './errors.ts'

/** A parameter that must be there. @throws AwsError `ValidationError` when it is not */
export function required(call: Call, parameter: string): string {
  const value = call.params.get(parameter)
  if (value === undefined) throw constraintError(undefined, parameter, 'Member must not be null')
  return value
}

/** Which names IAM takes, by parameter: the longest length. */
const longestName: Readonly<Record<string, number>> = {
  UserName: 64,
  NewUserName: 64,
  RoleName: 64,
  GroupName: 128,
  NewGroupName: 128,
  PolicyName: 128,
  InstanceProfileName: 128,
}

/**
 * A required name: letters, digits and `+=,.@_-`.
 *
 * @throws AwsError `ValidationError` when it is missing, empty, too long or has other characters
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function requiredName(call: Call, parameter: string): string {
  const name = required(call, parameter)
  checkLength(name, parameter, 1, longestName[parameter] ?? 128)
  if (!/^[A-Za-z0-9_+=,.@-]+$/.test(name)) {
    throw validationError(
      `The specified value for ${parameterName(parameter)} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    )
  }
  return name
}

/** {@link requiredName}, or `undefined` when it was not sent. */
export function optionalName(call: Call, parameter: string): string | undefined {
  return call.params.has(parameter) ? requiredName(call, parameter) : undefined
}

/** A path such as `/workshops/spring/`, 512 characters at most. Default `/`. */
export function pathOf(call: Call, parameter: 'Path' | 'NewPath' = 'Path'): string {
  const path = call.params.get(parameter) ?? '/'
  checkLength(path, parameter, 1, 512)
  if (!/^\/(?:[\x21-\x7e]+\/)?$/.test(path)) {
    throw validationError(
      `The specified value for ${parameterName(parameter)} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.`,
    )
  }
  return path
}

/** The prefix a list is narrowed to. Default `/`, which is all of it. */
export function pathPrefixOf(call: Call): string {
  const prefix = call.params.get('PathPrefix') ?? '/'
  if (!/^\/[\x21-\x7e]*$/.test(prefix) || prefix.length > 512) {
    throw validationError(
      'The specified value for pathPrefix is invalid. It must begin with / and contain only alphanumeric characters and/or / characters.',
    )
  }
  return prefix
}

/** A whole number within bounds, or `undefined` when it was not sent. */
export function optionalInteger(
  call: Call,
  parameter: string,
  least: number,
  most: number,
): number | undefined {
  const text = call.params.get(parameter)
  if (text === undefined) return undefined
  if (!/^-?\d{1,15}$/.test(text)) {
    throw constraintError(text, parameter, 'Member must be a number')
  }
  const value = Number(text)
  if (value < least) {
    throw constraintError(text, parameter, `Member must have value greater than or equal to ${least}`)
  }
  if (value > most) {
    throw constraintError(text, parameter, `Member must have value less than or equal to ${most}`)
  }
  return value
}

/** A required parameter that takes one of a few words. */
export function requiredWord<Word extends string>(
  call: Call,
  parameter: string,
  words: readonly Word[],
): Word {
  const value = required(call, parameter)
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) {
    throw constraintError(value, parameter, `Member must satisfy enum value set: [${words.join(', ')}]`)
  }
  return word
}

/** A flag, `true` only for `true` in any case. */
export function flag(call: Call, parameter: string): boolean {
  return call.params.get(parameter)?.toLowerCase() === 'true'
}

/** {@link flag}, or `undefined` when it was not sent. */
export function optionalFlag(call: Call, parameter: string): boolean | undefined {
  return call.params.has(parameter) ? flag(call, parameter) : undefined
}

/** The values of `<parameter>.member.1`, `.2` and so on, in the order of their numbers. */
export function memberList(call: Call, parameter: string): readonly string[] {
  return listMembers(call.params, parameter).map((member) => member.get('') ?? '')
}

/** @throws AwsError `ValidationError` when the text is shorter or longer than allowed */
export function checkLength(text: string, parameter: string, least: number, most: number): void {
  if (text.length < least) {
    throw constraintError(text, parameter, `Member must have length greater than or equal to ${least}`)
  }
  if (text.length > most) {
    throw constraintError(text, parameter, `Member must have length less than or equal to ${most}`)
  }
}
