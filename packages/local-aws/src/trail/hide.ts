/** What CloudTrail writes in the place of a secret. */
export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'

const mostDepth = 16

/**
 * The same without secrets: a copy, where there are any.
 *
 * @param secret lower-case names of members, and of the last part of fields such as `Tags.member.1.Key`
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

function isSecret(field: string, secret: ReadonlySet<string>): boolean {
  return secret.size > 0 && secret.has(field.slice(field.lastIndexOf('.') + 1).toLowerCase())
}
