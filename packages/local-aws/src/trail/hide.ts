import { hidden } from '../base/index.ts'

/** Knows secrets by the names of members, and by any part of a field such as `Tags.member.1.Key`. */
export interface SecretNames {
  readonly has: (name: string) => boolean
}

const known = new WeakMap<readonly string[], SecretNames>()

/** However the names are capitalized. A list of what should have been one value is as secret. */
export function secretNames(names: readonly string[]): SecretNames {
  let found = known.get(names)
  if (found === undefined) {
    const pattern = names.length === 0 ? /(?!)/ : new RegExp(`(?:^|\\.)(?:${names.join('|')})(?:\\.|$)`, 'i')
    found = { has: remembering((name) => pattern.test(name)) }
    known.set(names, found)
  }
  return found
}

const mostRemembered = 1000
const longestRemembered = 128

/** The same function of a name, which is called for the same few names again and again. */
export function remembering<Result>(of: (name: string) => Result): (name: string) => Result {
  const results = new Map<string, Result>()
  return (name) => {
    const before = results.get(name)
    if (before !== undefined) return before
    const result = of(name)
    if (results.size >= mostRemembered) results.clear()
    if (name.length <= longestRemembered) results.set(name, result)
    return result
  }
}

/** The fields of a form, without the values of those that are secret. */
export function fieldsWithoutSecrets(
  fields: ReadonlyMap<string, string>,
  secret: SecretNames,
): ReadonlyArray<readonly [name: string, value: string]> {
  return Array.from(fields, ([name, value]) => [name, secret.has(name) ? hidden : value] as const)
}

const mostDepth = 16
/** Of a secret that a message quotes, it may have cut the rest off. */
const mostCompared = 256

/**
 * A message without the secrets that it quotes of what was sent.
 *
 * @param sent fields by name, or the members of a body in JSON
 */
export function hideQuoted(message: string, sent: unknown, secret: SecretNames): string {
  if (!message.includes("'")) return message
  let shown = message
  for (const value of secretTexts(sent, secret, false)) {
    if (value === '') continue
    if (value.length <= mostCompared) {
      shown = shown.replaceAll(`'${value}'`, `'${hidden}'`)
      continue
    }
    const at = shown.indexOf(`'${value.slice(0, mostCompared)}`)
    if (at !== -1) shown = `${shown.slice(0, at + 1)}${hidden}'…`
  }
  return shown
}

function* secretTexts(value: unknown, secret: SecretNames, isWithin: boolean, depth = 0): Generator<string> {
  if (isWithin && (typeof value === 'string' || typeof value === 'number')) yield String(value)
  if (typeof value !== 'object' || value === null || depth > mostDepth) return
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value)
  for (const [name, item] of entries) {
    yield* secretTexts(item, secret, isWithin || secret.has(String(name)), depth + 1)
  }
}
