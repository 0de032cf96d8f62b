import { AwsError } from '../../base/index.ts'
import type { BucketSetting } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { child, invalidArgument, malformedXml, timeOf } from '../wire/index.ts'

const mostRules = 1000
const longestId = 255
const actions = new Set([
  'Expiration',
  'Transition',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransition',
  'AbortIncompleteMultipartUpload',
])
const storageClasses = new Set([
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
])
/** Objects stay for so many days before they are moved to these. */
const leastDaysOf = new Map([
  ['STANDARD_IA', 30],
  ['ONEZONE_IA', 30],
])

/**
 * Refuses rules that S3 would not keep.
 *
 * @throws AwsError `MalformedXML`, `InvalidArgument`, `InvalidRequest`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function checkLifecycle({ children: rules }: BucketSetting): void {
  if (rules.length === 0 || rules.length > mostRules) throw malformedXml()
  const ids = new Set<string>()
  for (const rule of rules) {
    checkRule(rule)
    const id = textOf(rule, 'ID') ?? ''
    if (id.length > longestId) {
      throw invalidArgument(`ID length should not exceed allowed limit of ${longestId}`, 'ID', id)
    }
    if (id !== '' && ids.has(id)) {
      throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID', id)
    }
    ids.add(id)
  }
}

/** Gives rules without an id one, as S3 does. */
export function withRuleIds(document: BucketSetting, call: Call): BucketSetting {
  const children = document.children.map((rule) => {
    if ((textOf(rule, 'ID') ?? '') !== '') return rule
    const id = Buffer.from(call.randomBytes(36)).toString('base64url')
    const others = rule.children.filter(({ name }) => name !== 'ID')
    return { ...rule, children: [{ name: 'ID', text: id, children: [] }, ...others] }
  })
  return { ...document, children }
}

function checkRule(rule: BucketSetting): void {
  const status = textOf(rule, 'Status')
  const filter = child(rule, 'Filter')
  if (status !== 'Enabled' && status !== 'Disabled') throw malformedXml()
  // Either of them says what the rule is for; the prefix is the old way.
  if ((filter === undefined) === (child(rule, 'Prefix') === undefined)) throw malformedXml()
  if (filter !== undefined) checkFilter(filter)
  const asked = rule.children.filter(({ name }) => actions.has(name))
  if (asked.length === 0) throw invalidRequest('At least one action needs to be specified in a rule')
  for (const action of asked) checkAction(action)
  checkExpirationAfterTransition(rule)
  if (!names(filter, 'Tag')) return
  if (asked.some(({ name }) => name === 'AbortIncompleteMultipartUpload')) {
    throw invalidRequest('AbortIncompleteMultipartUpload cannot be specified with Tags')
  }
  const expiration = child(rule, 'Expiration')
  if (expiration !== undefined && child(expiration, 'ExpiredObjectDeleteMarker')) {
    throw invalidRequest('ExpiredObjectDeleteMarker cannot be specified with Tags')
  }
}

function checkFilter(filter: BucketSetting): void {
  if (filter.children.length > 1) throw malformedXml()
  const and = child(filter, 'And')
  if (and !== undefined && and.children.length < 2) throw malformedXml()
}

function checkAction(action: BucketSetting): void {
  const { name, children } = action
  const date = textOf(action, 'Date')
  const storageClass = textOf(action, 'StorageClass')
  if (name === 'Expiration' && children.length !== 1) throw malformedXml()
  if (name.endsWith('Transition') && (storageClass === undefined || !storageClasses.has(storageClass))) {
    throw malformedXml()
  }
  if (name === 'Transition' && (date === undefined) === (child(action, 'Days') === undefined)) {
    throw malformedXml()
  }
  checkDays(action, storageClass)
  if (date === undefined) return
  const time = timeOf(date)
  if (Number.isNaN(time)) throw malformedXml()
  if (time % dayMs !== 0) throw invalidArgument("'Date' must be at midnight GMT", 'Date', date)
}

const dayMs = 86_400_000

function checkDays(action: BucketSetting, storageClass: string | undefined): void {
  const leastOfClass = leastDaysOf.get(storageClass ?? '')
  for (const { name, text } of action.children) {
    if (!/Days|NewerNoncurrentVersions/.test(name)) continue
    const value = Number(text.trim())
    if (!/^-?\d{1,10}$/.test(text.trim())) throw malformedXml()
    const least = name !== 'NewerNoncurrentVersions' && action.name.endsWith('Transition') ? 0 : 1
    if (value < least) {
      const sign = least === 0 ? 'nonnegative' : 'positive'
      throw invalidArgument(
        `'${name}' for ${action.name} action must be a ${sign} integer`,
        name,
        text.trim(),
      )
    }
    if (leastOfClass !== undefined && name.endsWith('Days') && value < leastOfClass) {
      throw invalidArgument(
        `'${name}' in ${action.name} action must be greater than or equal to ${leastOfClass} for storageClass '${storageClass}'`,
        name,
        text.trim(),
      )
    }
  }
}

/** An object cannot be moved when it is gone. */
function checkExpirationAfterTransition(rule: BucketSetting): void {
  const expiration = child(rule, 'Expiration')
  const expires = expiration === undefined ? undefined : textOf(expiration, 'Days')
  if (expires === undefined) return
  const moved = rule.children
    .filter(({ name }) => name === 'Transition')
    .map((transition) => textOf(transition, 'Days'))
    .find((days) => days !== undefined && Number(days) >= Number(expires))
  if (moved === undefined) return
  throw invalidArgument(
    "'Days' in the Expiration action must be greater than 'Days' in the Transition action",
    'Days',
    expires,
  )
}

/** Whether there is an element of that name anywhere in it. */
function names(element: BucketSetting | undefined, name: string): boolean {
  return element?.children.some((one) => one.name === name || names(one, name)) ?? false
}

function textOf(element: BucketSetting, name: string): string | undefined {
  return child(element, name)?.text.trim()
}

function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequest', 400, message)
}
