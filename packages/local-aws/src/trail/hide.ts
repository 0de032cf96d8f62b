/** What CloudTrail writes in the place of a secret. */
export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

const mostDepth = 16

/**
 * The same without secrets: a copy, where there are any.
 *
 * @param secret lower-case names of members, and of any part of fields such as `Tags.member.1.Key`
 */
export function hide(value: unknown, secret: ReadonlySet<string>, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (value instanceof Uint8Array || depth > mostDepth) return hidden
  if (value instanceof Map) return hideEntries(value, secret)
  if (Array.isArray(value)) return value.map((item: unknown) => hide(item, secret, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]: [string, unknown]) => [
      name,
      secret.has(name.toLowerCase()) && item !== undefined ? hidden : hide(item, secret, depth + 1),
    ]),
  )
}

function hideEntries(
  entries: ReadonlyMap<unknown, unknown>,
  secret: ReadonlySet<string>,
): ReadonlyMap<unknown, unknown> {
  let copy: Map<unknown, unknown> | undefined
  for (const name of entries.keys()) {
    if (!isSecret(String(name), secret)) continue
    copy ??= new Map(entries)
    copy.set(name, hidden)
  }
  return copy ?? entries
}

/** Anywhere in it: a list of what should have been one value is as secret. */
function isSecret(field: string, secret: ReadonlySet<string>): boolean {
  return (
    secret.size > 0 &&
    field
      .toLowerCase()
      .split('.')
      .some((part) => secret.has(part))
  )
}

/** Of a secret that a message quotes, it may have cut the rest off. */
const mostCompared = 256

/**
 * A message without the secrets that it quotes of what was sent.
 *
 * @param sent fields by name, or the members of a body in JSON
 */
export function hideQuoted(message: string, sent: unknown, secret: ReadonlySet<string>): string {
  if (secret.size === 0 || !message.includes("'")) return message
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

function* secretTexts(
  value: unknown,
  secret: ReadonlySet<string>,
  isWithin: boolean,
  depth = 0,
): Generator<string> {
  if (isWithin && (typeof value === 'string' || typeof value === 'number')) yield String(value)
  if (typeof value !== 'object' || value === null || depth > mostDepth) return
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value)
  for (const [name, item] of entries) {
    yield* secretTexts(item, secret, isWithin || isSecret(String(name), secret), depth + 1)
  }
}
