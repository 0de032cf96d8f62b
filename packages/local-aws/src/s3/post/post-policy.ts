import { AwsError } from '../../base/index.ts'
import { timeOf } from '../wire/index.ts'

/** How long the file may be, both included. */
export interface LengthRange {
  readonly least: number
  readonly most: number
}

/** What a field must be. */
interface Condition {
  readonly operator: 'eq' | 'starts-with'
  /** In lower case. */
  readonly field: string
  readonly value: string
  /** As it stands in the policy. */
  readonly text: string
}

/** Fields that no condition has to name. */
const exempt = new Set(['awsaccesskeyid', 'signature', 'policy', 'x-amz-signature', 'file'])

/**
 * Holds a form against its policy: every field has to be named by a condition, and every condition has to hold.
 *
 * @param encoded in base64, as it was signed
 * @param fields by lower-case name, `bucket` among them
 * @returns how long the file may be, where the policy says it
 * @throws AwsError `InvalidPolicyDocument`; `AccessDenied` for an expired policy or a form that is not as it says
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function checkPostPolicy(
  encoded: string,
  fields: ReadonlyMap<string, string>,
  now: Date,
): LengthRange | undefined {
  const { expiration, conditions, range } = readPolicy(encoded)
  if (expiration <= now) throw notAsPolicy('Policy expired.')
  for (const condition of conditions) {
    if (!holds(condition, fields)) throw notAsPolicy(`Policy Condition failed: ${condition.text}`)
  }
  const named = new Set(conditions.map(({ field }) => field))
  const extra = [...fields.keys()].filter(
    (name) => !named.has(name) && !exempt.has(name) && !name.startsWith('x-ignore-'),
  )
  if (extra.length > 0) throw notAsPolicy(`Extra input fields: ${extra.join(', ')}`)
  return range
}

function holds({ operator, field, value }: Condition, fields: ReadonlyMap<string, string>): boolean {
  const sent = fields.get(field)
  if (sent === undefined) return operator === 'starts-with' && value === ''
  if (operator === 'eq') return sent === value
  // Of a list of types each has to begin so.
  const all = field === 'content-type' ? sent.split(',') : [sent]
  return all.every((one) => one.startsWith(value))
}

interface PostPolicy {
  readonly expiration: Date
  readonly conditions: readonly Condition[]
  readonly range: LengthRange | undefined
}

function readPolicy(encoded: string): PostPolicy {
  let document: unknown
  try {
    document = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))
  } catch {
    throw invalidPolicy('Invalid JSON.')
  }
  if (!isRecord(document)) throw invalidPolicy('Invalid JSON.')
  const unexpected = Object.keys(document).find((name) => name !== 'expiration' && name !== 'conditions')
  if (unexpected !== undefined) throw invalidPolicy(`Unexpected: '${unexpected.slice(0, 100)}'`)
  const { expiration: text, conditions: listed } = document
  if (text === undefined) throw invalidPolicy('Policy missing expiration.')
  if (listed === undefined) throw invalidPolicy('Policy missing conditions.')
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(text)) {
    throw invalidPolicy(`Invalid 'expiration' value: '${shown(text)}'`)
  }
  const expiration = new Date(timeOf(text))
  if (Number.isNaN(expiration.getTime())) throw invalidPolicy(`Invalid 'expiration' value: '${text}'`)
  if (!Array.isArray(listed)) throw invalidPolicy("Invalid 'conditions' value: must be a List.")
  const ranges: LengthRange[] = []
  const conditions: Condition[] = []
  for (const one of listed) {
    if (!Array.isArray(one)) conditions.push(simpleCondition(one))
    else if (operatorOf(one) === 'content-length-range') ranges.push(lengthRange(one))
    else conditions.push(listCondition(one))
  }
  const range =
    ranges.length === 0
      ? undefined
      : {
          least: Math.max(...ranges.map(({ least }) => least)),
          most: Math.min(...ranges.map(({ most }) => most)),
        }
  return { expiration, conditions, range }
}

/** `{"acl": "public-read"}` */
function simpleCondition(one: unknown): Condition {
  const [entry, ...more] = isRecord(one) ? Object.entries(one) : []
  if (entry === undefined || more.length > 0) {
    throw invalidPolicy(
      'Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.',
    )
  }
  const [name, value] = entry
  if (typeof value !== 'string') throw invalidPolicy('Invalid Simple-Condition: value must be a string.')
  return { operator: 'eq', field: name.toLowerCase(), value, text: written('eq', name, value) }
}

/** `["starts-with", "$key", "user/"]` */
function listCondition(one: readonly unknown[]): Condition {
  const [, variable, value] = one
  if (
    one.length !== 3 ||
    typeof variable !== 'string' ||
    !variable.startsWith('$') ||
    typeof value !== 'string'
  ) {
    throw invalidPolicy(
      'Invalid Condition: conditions must be a list of an operator, a variable and a value.',
    )
  }
  const name = variable.slice(1)
  const lower = operatorOf(one)
  if (lower !== 'eq' && lower !== 'starts-with') {
    throw invalidPolicy(`Invalid Condition: operation '${shown(one[0])}' not supported.`)
  }
  return { operator: lower, field: name.toLowerCase(), value, text: written(lower, name, value) }
}

function operatorOf([operator]: readonly unknown[]): string {
  return typeof operator === 'string' ? operator.toLowerCase() : ''
}

/** A value of the policy in a message: a text as it is, all else as it stands there. */
function shown(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, 100)
}

function lengthRange([, least, most, ...more]: readonly unknown[]): LengthRange {
  const range = { least: wholeNumber(least), most: wholeNumber(most) }
  if (range.least === undefined || range.most === undefined || more.length > 0) {
    throw invalidPolicy('Invalid content-length-range: it must have two whole numbers.')
  }
  return { least: range.least, most: range.most }
}

function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined
}

function written(operator: string, name: string, value: string): string {
  return `[${[operator, `$${name}`, value].map((text) => JSON.stringify(text)).join(', ')}]`
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalidPolicy(problem: string): AwsError {
  return new AwsError('InvalidPolicyDocument', 400, `Invalid Policy: ${problem}`)
}

function notAsPolicy(problem: string): AwsError {
  return new AwsError('AccessDenied', 403, `Invalid according to Policy: ${problem}`)
}
