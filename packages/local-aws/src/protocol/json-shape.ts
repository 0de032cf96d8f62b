import { AwsError } from '../base/index.ts'
import type { Constraint, Constraints } from './constraints.ts'
import { type FormNode, numbered } from './form-shape.ts'

/** How one value of a request is read. */
export interface Shape<Value> {
  /**
   * Reads what was sent, which is not null.
   *
   * @param at where it stands, as AWS's messages name it, e.g. `tags.1.member.key`
   * @throws AwsError `SerializationException`
   */
  readonly read: (value: unknown, at: string, constraints: Constraints) => Value
  /**
   * What `read` takes, of what a form has in its place. Left out: no form has any.
   *
   * @throws AwsError `MalformedInput`
   */
  readonly ofForm?: (node: FormNode) => unknown
  /** What it consists of, each as a path that begins with `path`. */
  readonly members: (path: string) => readonly string[]
}

/** A member that has to be sent. */
export interface RequiredShape<Value> extends Shape<Value> {
  readonly required: true
}

export type Fields = Readonly<Record<string, Shape<unknown>>>

/** What the fields are, once they are read. */
export type Input<Members extends Fields> = {
  readonly [Name in keyof Members]: Members[Name] extends RequiredShape<infer Value>
    ? Value
    : Members[Name] extends Shape<infer Value>
      ? Value | undefined
      : never
}

export function required<Value>(shape: Shape<Value>): RequiredShape<Value> {
  return { ...shape, required: true }
}

export function text(constraint: Constraint = {}): Shape<string> {
  return simple((value, at, constraints) => {
    if (typeof value !== 'string') throw notConverted(value, 'a String')
    constraints.check(value, at, constraint)
    return value
  })
}

/** A whole number. */
export function integer(
  constraint: Constraint = {},
  kind: 'an Integer' | 'a Long' = 'an Integer',
): Shape<number> {
  return simple((value, at, constraints) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw notConverted(value, kind)
    constraints.check(value, at, constraint)
    return value
  }, numberIn)
}

/** `true` or `false`. */
export const flag: Shape<boolean> = simple((value) => {
  if (typeof value !== 'boolean') throw notConverted(value, 'a Boolean')
  return value
}, flagIn)

/** Bytes, in base64. */
export function blob(constraint: Constraint = {}): Shape<Uint8Array> {
  return simple((value, at, constraints) => {
    if (typeof value !== 'string') throw notConverted(value, 'a ByteBuffer')
    if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw serialization('')
    const bytes = Buffer.from(value, 'base64')
    constraints.checkLength(bytes.length, '', at, { ...constraint, hidden: true })
    return bytes
  })
}

/** Of the items of a list or a map of which AWS's model has no bound. */
const mostItems = 10_000

/** With too many items, those that are too many are not looked at. */
export function listOf<Value>(member: Shape<Value>, constraint: Constraint = {}): Shape<readonly Value[]> {
  const { maxLength = mostItems } = constraint
  return {
    read: (value, at, constraints) => {
      if (!Array.isArray(value)) throw serialization('Expected list or null')
      const sent: readonly unknown[] = value
      // Null members are no members.
      const items = sent.filter((item) => item !== null)
      const shown = items.slice(0, maxLength + 1).filter((item) => typeof item === 'string')
      // What is no text, a message does not show.
      const hidden = items.length > 0 && shown.length === 0
      constraints.checkLength(items.length, `[${shown.join(', ')}]`, at, { ...constraint, maxLength, hidden })
      return items
        .slice(0, maxLength)
        .map((item, index) => member.read(item, `${at}.${index + 1}.member`, constraints))
    },
    ofForm: ({ parts }) => numbered(parts.get('member')).map((item) => member.ofForm?.(item)),
    members: (path) => member.members(`${path}[]`),
  }
}

/** Values by whatever names the caller gives them; as `listOf`, where there are too many. */
export function mapOf<Value>(
  entry: Shape<Value>,
  constraint: Constraint = {},
): Shape<ReadonlyMap<string, Value>> {
  const { maxLength = mostItems } = constraint
  return {
    read: (value, at, constraints) => {
      const entries = Object.entries(asObject(value)).filter(([, item]) => item !== null)
      constraints.checkLength(entries.length, '', at, { ...constraint, maxLength, hidden: true })
      return new Map(
        entries
          .slice(0, maxLength)
          .map(([key, item]) => [key, entry.read(item, `${at}.${key}.member`, constraints)]),
      )
    },
    ofForm: ({ parts }) =>
      Object.fromEntries(
        numbered(parts.get('entry')).map(({ parts: pair }) => {
          const key = pair.get('key') ?? pair.get('Name')
          const value = pair.get('value') ?? pair.get('Value')
          return [key?.text ?? '', value === undefined ? null : entry.ofForm?.(value)]
        }),
      ),
    members: (path) => entry.members(`${path}{}`),
  }
}

/** Values by the names AWS gives them. Others are passed over. */
export function structure<Members extends Fields>(fields: Members): Shape<Input<Members>>
export function structure(fields: Fields): Shape<object> {
  return {
    read: (value, at, constraints) => {
      const sent = asObject(value)
      const found: Record<string, unknown> = {}
      for (const [name, field] of Object.entries(fields)) {
        const item: unknown = Object.hasOwn(sent, name) ? Reflect.get(sent, name) : undefined
        const place = `${at === '' ? '' : `${at}.`}${name.charAt(0).toLowerCase()}${name.slice(1)}`
        if (item !== undefined && item !== null) found[name] = field.read(item, place, constraints)
        else if ('required' in field) constraints.check(undefined, place, { required: true })
      }
      return found
    },
    ofForm: ({ parts }) =>
      Object.fromEntries(
        Object.entries(fields).flatMap(([name, field]) => {
          const node = parts.get(name)
          return node === undefined ? [] : [[name, field.ofForm?.(node)]]
        }),
      ),
    members: (path) =>
      Object.entries(fields).flatMap(([name, field]) =>
        field.members(path === '' ? name : `${path}.${name}`),
      ),
  }
}

function simple<Value>(
  read: Shape<Value>['read'],
  ofText: (sent: string) => unknown = (sent) => sent,
): Shape<Value> {
  return {
    read,
    ofForm: ({ text: sent }) => (sent === undefined ? null : ofText(sent)),
    members: (path) => [path],
  }
}

function numberIn(sent: string): number {
  if (/^[+-]?\d{1,15}$/.test(sent)) return Number(sent)
  throw new AwsError('MalformedInput', 400, 'Invalid integer in the request.')
}

function flagIn(sent: string): boolean {
  if (sent === 'true' || sent === 'false') return sent === 'true'
  throw new AwsError('MalformedInput', 400, 'Invalid boolean in the request.')
}

function asObject(value: unknown): object {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw serialization('Expected map or structure, or null')
}

/** As AWS's parser words it; it names its tokens. */
function notConverted(value: unknown, kind: string): AwsError {
  if (Array.isArray(value)) return serialization('Start of list found where not expected')
  if (typeof value === 'object') return serialization('Start of structure or map found where not expected.')
  return serialization(`${token(value)} can not be converted to ${kind}`)
}

function token(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE'
  if (typeof value === 'string') return 'STRING_VALUE'
  return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE'
}

/** The refusal for what cannot be read; AWS says of most of it no more than that. */
export function serialization(message: string): AwsError {
  return new AwsError('SerializationException', 400, message)
}
