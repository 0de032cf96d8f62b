import type { Line } from './parse-lines.ts'

/** One section's keys (lower case) and, for keys with an indented block below, that block's keys. */
export interface ReadSection {
  readonly settings: Map<string, string>
  readonly nested: Map<string, Map<string, string>>
}

/** What the lines say, by section title, in order; leniently, as {@link readSharedConfig} documents. */
export function readSections(lines: readonly Line[]): Map<string, ReadSection> {
  const sections = new Map<string, ReadSection>()
  let section: ReadSection | undefined
  let key = ''
  for (const line of lines) {
    if (line.kind === 'header') {
      const bracket = line.name.indexOf(']')
      const title = (bracket === -1 ? line.name : line.name.slice(0, bracket)).trim()
      section = sections.get(title) ?? { settings: new Map(), nested: new Map() }
      sections.set(title, section)
    } else if (line.kind === 'key' && section !== undefined) {
      key = line.key
      section.nested.delete(key)
      section.settings.set(key, withoutComment(line.value))
    } else if (line.kind === 'continuation' && section !== undefined) {
      continueValue(section, key, withoutComment(line.value))
    }
  }
  return sections
}

function continueValue(section: ReadSection, key: string, text: string): void {
  const value = section.settings.get(key)
  if (value !== undefined && value !== '') {
    section.settings.set(key, `${value}\n${text}`)
    return
  }
  section.settings.delete(key)
  const block = section.nested.get(key) ?? new Map<string, string>()
  section.nested.set(key, block)
  const equals = text.indexOf('=')
  if (equals > 0) block.set(text.slice(0, equals).trim().toLowerCase(), text.slice(equals + 1).trim())
}

function withoutComment(value: string): string {
  if (!value.includes('#') && !value.includes(';')) return value
  const comment = /(?:^|\s)[;#]/.exec(value)
  return comment === null ? value : value.slice(0, comment.index).trim()
}
