import type { Members } from './cloud-trail-event.ts'
import { hidden } from '../base/index.ts'
import { remembering, type SecretNames } from './hide.ts'

/**
 * The parameters of a request in the query protocol as CloudTrail has them: `RoleName` as `roleName`,
 * `Tags.member.1.Key` in a list `tags`, `Attributes.entry.1.key` in a map. Without the action and its version.
 */
export function membersOfFields(fields: ReadonlyMap<string, string>): Members | null {
  const root: Node = new Map()
  for (const [name, value] of fields) {
    if (name === 'Action' || name === 'Version' || /^x-amz-/i.test(name)) continue
    put(root, name.split('.', mostParts), value)
  }
  return root.size === 0 ? null : asMembers(root)
}

const mostDepth = 16

/**
 * An answer, or a request in JSON, as CloudTrail has it: names begin in lower case, moments are words, and what is
 * secret is hidden. A copy: nothing that is done to the value later changes it.
 *
 * @param secret what finds the names of secrets
 */
export function membersOf(value: unknown, secret: SecretNames, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return readable(value)
  if (value instanceof Uint8Array || depth > mostDepth) return hidden
  if (Array.isArray(value)) return value.map((item) => membersOf(item, secret, depth + 1))
  const members: Record<string, unknown> = {}
  if (value instanceof Map) {
    for (const [key, item] of value) {
      const name = String(key)
      setMember(members, name, secret.has(name) ? hidden : membersOf(item, secret, depth + 1))
    }
    return members
  }
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue
    setMember(members, lowerFirst(name), secret.has(name) ? hidden : membersOf(item, secret, depth + 1))
  }
  return members
}

/** A member may be called `__proto__`. */
function setMember(members: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true })
  else members[name] = value
}

const mostParts = 16

type Node = Map<string, Node | string>

function put(root: Node, parts: readonly string[], value: string): void {
  let node = root
  for (const part of parts.slice(0, -1)) {
    const next = node.get(part)
    if (next instanceof Map) node = next
    else {
      const made: Node = new Map()
      node.set(part, made)
      node = made
    }
  }
  const last = parts.at(-1) ?? ''
  if (!(node.get(last) instanceof Map)) node.set(last, value)
}

function asValue(node: Node | string): unknown {
  if (typeof node === 'string') return node
  const [only, ...others] = node
  if (only !== undefined && others.length === 0 && only[1] instanceof Map) {
    if (only[0] === 'member' && isNumbered(only[1])) return asList(only[1])
    if (only[0] === 'entry' && isNumbered(only[1])) return asMap(only[1])
  }
  return node.size > 0 && isNumbered(node) ? asList(node) : asMembers(node)
}

function isNumbered(node: Node): boolean {
  return [...node.keys()].every((name) => /^\d{1,6}$/.test(name))
}

function asList(node: Node): readonly unknown[] {
  return [...node].toSorted(([a], [b]) => Number(a) - Number(b)).map(([, item]) => asValue(item))
}

function asMap(node: Node): Members {
  return Object.fromEntries(
    [...node.values()].map((entry) =>
      entry instanceof Map
        ? [textOf(entry, 'key', 'Name'), asValue(entry.get('value') ?? entry.get('Value') ?? '')]
        : ['', entry],
    ),
  )
}

function textOf(node: Node, ...names: readonly string[]): string {
  for (const name of names) {
    const value = node.get(name)
    if (typeof value === 'string') return value
  }
  return ''
}

function asMembers(node: Node): Members {
  return Object.fromEntries([...node].map(([name, item]) => [lowerFirst(name), asValue(item)]))
}

const lowerFirst = remembering((name) => name.slice(0, 1).toLowerCase() + name.slice(1))

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** E.g. `Nov 22, 2026, 1:00:00 PM`, in UTC. */
function readable(date: Date): string {
  const hours = date.getUTCHours()
  const time = `${hours % 12 === 0 ? 12 : hours % 12}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
  const day = `${months[date.getUTCMonth()] ?? ''} ${date.getUTCDate()}, ${date.getUTCFullYear()}`
  return `${day}, ${time} ${hours < 12 ? 'AM' : 'PM'}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
