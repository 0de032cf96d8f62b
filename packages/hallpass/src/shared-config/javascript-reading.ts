/** A key as the SDK for JavaScript sees it, with the 1-based line it comes from. */
export interface JavaScriptValue {
  readonly value: string
  readonly line: number
}

/**
 * Some sections, by name, as the AWS SDK for JavaScript reads them, which knows no continued values: there, an
 * indented `[name]` begins a section and an indented `key = value` is a key of its own. Used to make sure that
 * it reads what we wrote, whatever else is in the file.
 */
export function javaScriptReadings(
  text: string,
  names: ReadonlySet<string>,
): Map<string, Map<string, JavaScriptValue>> {
  const found = new Map<string, Map<string, JavaScriptValue>>()
  let section: Map<string, JavaScriptValue> | undefined
  let block: string | undefined
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const comment = /(?:^|\s)[;#]/.exec(raw)
    const line = (comment === null ? raw : raw.slice(0, comment.index)).trim()
    if (line.startsWith('[') && line.endsWith(']')) {
      const name = javaScriptName(line.slice(1, -1))
      section = names.has(name) ? (found.get(name) ?? new Map<string, JavaScriptValue>()) : undefined
      if (section !== undefined) found.set(name, section)
      block = undefined
      continue
    }
    const equals = line.indexOf('=')
    if (section === undefined || equals < 1) continue
    const key = line.slice(0, equals).trim()
    const value = line.slice(equals + 1).trim()
    if (value === '') {
      block = key
      continue
    }
    if (raw.trimStart() === raw) block = undefined
    section.set(block === undefined ? key : `${block}.${key}`, { value, line: index + 1 })
  }
  return found
}

/** A section's name as it is known there: `[profile x]` is `profile.x`, in either file. */
export function javaScriptName(title: string): string {
  const [, prefix, , name] = /^(profile|sso-session|services)\s(["'])?([\w\-@+.%:/]+)\2$/.exec(title) ?? []
  return name === undefined ? title : `${prefix}.${name}`
}
