import {
  optionalKeys,
  ourKeys,
  ownerKey,
  ownerValue,
  settingsKey,
  type HeaderLine,
  type Line,
} from '../shared-config/index.ts'

/** One section of a file that has each section once. */
export interface SectionLines {
  readonly header: HeaderLine
  /** Where the header is in the file's lines, from 0. */
  readonly start: number
  /** Where the next header is, or the number of lines. */
  readonly end: number
  /** The lines between the two. */
  readonly body: readonly Line[]
}

/** The sections of a file, in order. */
export function sectionsOf(lines: readonly Line[]): SectionLines[] {
  const headers = lines.flatMap((header, start) => (header.kind === 'header' ? [{ header, start }] : []))
  return headers.map(({ header, start }, index) =>
    sectionBetween(lines, header, start, headers[index + 1]?.start ?? lines.length),
  )
}

/** The section of this name; the first, if a file that was not checked has several. */
export function findSection(lines: readonly Line[], name: string): SectionLines | undefined {
  for (const [start, header] of lines.entries()) {
    if (header.kind !== 'header' || header.name !== name) continue
    const next = lines.findIndex((line, index) => index > start && line.kind === 'header')
    return sectionBetween(lines, header, start, next === -1 ? lines.length : next)
  }
  return undefined
}

function sectionBetween(
  lines: readonly Line[],
  header: HeaderLine,
  start: number,
  end: number,
): SectionLines {
  return { header, start, end, body: lines.slice(start + 1, end) }
}

/** What a section sets `key` to, on one line. */
export function valueOf(section: SectionLines, key: string): string | undefined {
  const found = section.body.find((line) => line.kind === 'key' && line.key === key)
  return found?.kind === 'key' ? found.value : undefined
}

/** Whether hallpass wrote this section, or took it over. */
export function isOwned(section: SectionLines): boolean {
  return valueOf(section, ownerKey) === ownerValue
}

/** The keys of this section that hallpass may replace and remove. */
export function ownKeysOf(section: SectionLines): Set<string> {
  const listed = (valueOf(section, settingsKey) ?? '').split(' ')
  return new Set([...ourKeys, ...optionalKeys.filter((key) => listed.includes(key))])
}
