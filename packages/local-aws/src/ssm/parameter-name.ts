import { AwsError } from '../base/index.ts'
import type { Call } from '../protocol/index.ts'
import { validation } from './errors.ts'

const mostLevels = 15
/** Of a name; with what AWS puts before it, an arn has 2,048 at most. */
const mostCharacters = 1011

const plainPrefix = 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'
const shape =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_'

/**
 * Checks the name of a parameter that is to be made.
 *
 * @throws AwsError `ValidationException`, `AccessDeniedException` for a path that begins with `aws`,
 * `HierarchyLevelLimitExceededException` for more than 15 levels
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-parameter-name-constraints.html
 */
export function checkParameterName(name: string): void {
  const isPath = name.indexOf('/', 1) !== -1
  const bare = name.replace(/^\//, '')
  if (!/^[A-Za-z0-9_./-]+$/.test(name) || bare === '' || name.includes('//')) throw validation(shape)
  if (isPath && !name.startsWith('/')) throw validation('Parameter name must be a fully qualified name.')
  if (name.endsWith('/')) throw validation('Parameter name must not end with slash.')
  if (/^(?:aws|ssm)/i.test(bare)) {
    if (!isPath) throw validation(plainPrefix)
    if (/^ssm/i.test(bare)) throw validation(shape)
    throw new AwsError('AccessDeniedException', 400, `No access to reserved parameter name: ${bare}.`)
  }
  if (name.length > mostCharacters) {
    throw validation(`Parameter name must not be longer than ${mostCharacters} characters.`)
  }
  if (bare.split('/').length > mostLevels) {
    throw new AwsError(
      'HierarchyLevelLimitExceededException',
      400,
      `A hierarchy can have a maximum of ${mostLevels} levels.`,
    )
  }
}

/**
 * Checks a path that parameters are asked for by.
 *
 * @throws AwsError `ValidationException`
 */
export function checkPath(path: string): void {
  // Each character has one place in it, so that a path that does not match is soon known not to.
  const isPath = /^\/(?:[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*\/?)?$/.test(path)
  if (isPath && !/^\/ssm/i.test(path)) return
  throw validation(
    'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
  )
}

/** What a request names a parameter by: its name or its arn, and perhaps a version or a label behind a colon. */
export interface ParameterReference {
  readonly name: string
  /** A version's number or label. */
  readonly selector: string | undefined
  readonly arn: string
  /** Whether it was named by its arn. */
  readonly byArn: boolean
}

/** Takes a reference apart. A parameter's arn is that of the caller's own account and region, or nobody's. */
export function parameterReference(call: Call, text: string): ParameterReference {
  const own = `${parameterArnPrefix(call)}/`
  // Names with and without the first slash share their arns.
  const named = text.startsWith(own) ? text.slice(own.length - 1) : text
  const colon = text.startsWith('arn:') && !text.startsWith(own) ? -1 : named.indexOf(':')
  const name = colon === -1 ? named : named.slice(0, colon)
  return {
    name: text.startsWith(own) && name.indexOf('/', 1) === -1 ? name.slice(1) : name,
    byArn: text.startsWith('arn:'),
    selector: colon === -1 ? undefined : named.slice(colon + 1),
    arn: text.startsWith('arn:') ? (/^(?:[^:]*:){5}[^:]*/.exec(text)?.[0] ?? text) : parameterArn(call, name),
  }
}

/** `arn:aws:ssm:REGION:ACCOUNT:parameter/NAME` */
export function parameterArn(call: Call, name: string): string {
  return `${parameterArnPrefix(call)}${name.startsWith('/') ? '' : '/'}${name}`
}

function parameterArnPrefix({ region, account }: Call): string {
  return `arn:aws:ssm:${region}:${account.id}:parameter`
}
