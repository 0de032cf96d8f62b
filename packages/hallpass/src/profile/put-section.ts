import { joinLines, type Line, leadingSpaces } from '../shared-config/index.ts'
import { checkOwnKeys } from './check-own-keys.ts'
import { ownKeysOf, sectionsOf, type SectionLines } from './section-lines.ts'

type NewLine = Pick<Line, 'text' | 'ending'>
type LineFeed = '\n' | '\r\n'

/**
 * The text of a file in which each of these sections, by name, has these keys and is otherwise as it was: values
 * of ours change on their own lines, new keys come below the last of them, old ones of ours that are not among
 * the new ones go. Sections that are not there are added at the end, in the order given, each below one blank
 * line that belongs to it.
 *
 * @throws HallpassError `ProfileFileMalformed` as {@link checkOwnKeys} does.
 */
export function putSections(
  lines: readonly Line[],
  put: ReadonlyMap<string, ReadonlyMap<string, string>>,
  file: string,
): string {
  const feed = lines[0]?.ending === '\r\n' ? '\r\n' : '\n'
  const changed: NewLine[] = []
  const missing = new Map(put)
  let copied = 0
  for (const section of sectionsOf(lines)) {
    const entries = missing.get(section.header.name)
    if (entries === undefined) continue
    missing.delete(section.header.name)
    checkOwnKeys(section, replacedKeys(section, entries), file)
    for (const line of lines.slice(copied, section.start)) changed.push(line)
    changed.push(...changedSection(section, entries, feed))
    copied = section.end
  }
  for (const line of lines.slice(copied)) changed.push(line)
  for (const [name, entries] of missing) {
    const last = changed.pop()
    if (last !== undefined) changed.push(ended(last, feed))
    changed.push(...newSection(name, entries, feed, last !== undefined))
  }
  return joinLines(changed)
}

function newSection(
  name: string,
  entries: ReadonlyMap<string, string>,
  feed: LineFeed,
  below: boolean,
): NewLine[] {
  const section = [`[${name}]`, ...[...entries].map(([key, value]) => `${key} = ${value}`)]
  // The blank line is added even where there is one already: removing the section takes it away again, and
  // nobody could tell then whose a single one was.
  return [...(below ? [''] : []), ...section].map((text) => ({ text, ending: feed }))
}

function changedSection(
  section: SectionLines,
  entries: ReadonlyMap<string, string>,
  feed: LineFeed,
): NewLine[] {
  const replaced = replacedKeys(section, entries)
  const missing = new Map(entries)
  const changed: NewLine[] = [section.header]
  let insertAt = changed.length
  let indent = firstIndent(section.body)
  for (const line of section.body) {
    if (line.kind !== 'key' || !replaced.has(line.key)) {
      changed.push(line)
      continue
    }
    const value = missing.get(line.key)
    if (value === undefined) continue
    missing.delete(line.key)
    // The indentation stays: Python takes a line that is indented deeper than the key above it for more of that
    // key's value, so a key of ours moved to the margin would swallow an indented neighbour.
    indent = line.text.slice(0, leadingSpaces(line.text))
    changed.push(ended({ ...line, text: `${indent}${line.key} = ${value}` }, feed))
    insertAt = changed.length
  }
  const inserted = [...missing].map(([key, value]) => ({ text: `${indent}${key} = ${value}`, ending: feed }))
  if (inserted.length === 0) return changed
  const above = changed.slice(0, insertAt)
  return [
    ...above.slice(0, -1),
    ...above.slice(-1).map((line) => ended(line, feed)),
    ...inserted,
    ...changed.slice(insertAt),
  ]
}

function replacedKeys(section: SectionLines, entries: ReadonlyMap<string, string>): Set<string> {
  return new Set([...ownKeysOf(section), ...entries.keys()])
}

function firstIndent(body: readonly Line[]): string {
  const first = body.find((line) => line.kind === 'key')
  return first === undefined ? '' : first.text.slice(0, leadingSpaces(first.text))
}

/** The line with a line feed at its end: a lone carriage return needs only the second half. */
function ended({ text, ending }: NewLine, feed: LineFeed): NewLine {
  if (ending === '\r') return { text, ending: '\r\n' }
  return { text, ending: ending === '' ? feed : ending }
}
