import { AwsError } from '../base/index.ts'
import type { Tags } from '../model/index.ts'
import { type Constraints, listMembers, type Session } from '../protocol/index.ts'

export interface SessionTags {
  /** What the request asks for: `aws:RequestTag/…`. */
  readonly requested: Tags
  /** The keys among them that further sessions inherit. */
  readonly transitiveKeys: readonly string[]
}

const allowed = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`
const keyPattern = { shown: `${allowed}+`, test: new RegExp(`^${allowed}+$`, 'u') }
const valuePattern = { shown: `${allowed}*`, test: new RegExp(`^${allowed}*$`, 'u') }
const maxTags = 50

/**
 * Reads `Tags` and `TransitiveTagKeys`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
 */
export function readSessionTags(params: ReadonlyMap<string, string>, constraints: Constraints): SessionTags {
  const transitiveKeys = listMembers(params, 'TransitiveTagKeys').map((member) => member.get('') ?? '')
  const pairs = listMembers(params, 'Tags').map((member) => [member.get('Key'), member.get('Value')] as const)
  tagConstraints(pairs, transitiveKeys, constraints)
  return {
    requested: new Map(pairs.map(([key, value]) => [key ?? '', value ?? ''])),
    transitiveKeys,
  }
}

/** Checks what the service model says about each key and value, and how many there may be. */
export function tagConstraints(
  pairs: ReadonlyArray<readonly [key: string | undefined, value: string | undefined]>,
  transitiveKeys: readonly string[],
  constraints: Constraints,
): void {
  for (const [index, [key, value]] of pairs.entries()) {
    const at = `tags.${index + 1}.member`
    constraints.check(key, `${at}.key`, { required: true, minLength: 1, maxLength: 128, pattern: keyPattern })
    constraints.check(value, `${at}.value`, { required: true, maxLength: 256, pattern: valuePattern })
  }
  for (const key of transitiveKeys) {
    constraints.check(key, 'transitiveTagKeys', { minLength: 1, maxLength: 128, pattern: keyPattern })
  }
  checkCount(pairs.length, 'tags', constraints)
  checkCount(transitiveKeys.length, 'transitiveTagKeys', constraints)
}

/**
 * What no model can say about the tags of a request, once each of them is well-formed.
 *
 * @throws AwsError `InvalidParameterValue`
 */
export function checkSessionTags(
  tags: SessionTags,
  params: ReadonlyMap<string, string>,
  session: Session | undefined,
): void {
  checkTags(tags, listMembers(params, 'Tags').length)
  const keys = new Set([...tags.requested.keys()].map((key) => key.toLowerCase()))
  if ([...(session?.transitiveTagKeys ?? [])].some((key) => keys.has(key.toLowerCase()))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
}

/**
 * Checks that keys differ, are the caller's to give, and that the transitive ones are among them.
 *
 * @param count how many tags were sent, the same key twice counted twice
 * @throws AwsError `InvalidParameterValue`
 */
export function checkTags(tags: SessionTags, count: number): void {
  const keys = new Set([...tags.requested.keys()].map((key) => key.toLowerCase()))
  if (keys.size !== count) {
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if ([...keys].some((key) => key.startsWith('aws:'))) {
    throw invalid('aws: prefixed tag key names are not allowed for external use.')
  }
  if (!tags.transitiveKeys.every((key) => keys.has(key.toLowerCase()))) {
    throw invalid('The specified transitive tag key must be included in the requested tags.')
  }
}

/** The tags that the calling session hands on to every session made with it. */
export function inheritedTags(session: Session | undefined): Tags {
  const inherited: Tags = new Map()
  const transitive = new Set([...(session?.transitiveTagKeys ?? [])].map((key) => key.toLowerCase()))
  for (const [key, value] of session?.tags ?? []) {
    if (transitive.has(key.toLowerCase())) inherited.set(key, value)
  }
  return inherited
}

function checkCount(count: number, at: string, constraints: Constraints): void {
  if (count > maxTags) {
    // The message would show the list as Java prints it: its members only make it long.
    constraints.check('x'.repeat(count), at, { maxLength: maxTags, hidden: true })
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', 400, message)
}
