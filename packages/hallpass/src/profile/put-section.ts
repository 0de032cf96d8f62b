import { ownKeysOf, sectionsOf, type SectionLines } from './section-lines.ts'
import { joinLines, type Line } from './parse-lines.ts'
import { leadingSpaces } from './python-space.ts'

type NewLine = Pick<Line, 'text' | 'ending'>

/**
 * The text of a file in which section `[name]` has these keys and is otherwise as it was: values of ours change
 * on their own lines, new keys come below the last of them, old ones of ours that are not among the new ones
 * go. A section that is not there is added at the end, below one blank line that belongs to it.
 */
export function putSection(
  lines: readonly Line[],
  name: string,
  entries: ReadonlyMap<string, string>,
): string {
  const section = sectionsOf(lines).find(({ header }) => header.name === name)
  const ending = lines[0]?.ending === '\r\n' ? '\r\n' : '\n'
  if (section === undefined) return joinLines([...lines, ...newSection(lines, name, entries, ending)])
  return joinLines([
    ...lines.slice(0, section.start),
    ...changedSection(section, entries, ending),
    ...lines.slice(section.end),
  ])
}

function newSection(
  lines: readonly Line[],
  name: string,
  entries: ReadonlyMap<string, string>,
  ending: '\n' | '\r\n',
): NewLine[] {
  const last = lines.at(-1)
  const added: NewLine[] = [{ text: `[${name}]`, ending }]
  for (const [key, value] of entries) added.push({ text: `${key} = ${value}`, ending })
  if (last === undefined) return added
  // A last line without its line feed gets it, then one blank line: removing the section takes the blank line
  // with it. It is added even where there is one already, since nobody could tell later whose that was.
  const blank: NewLine = { text: '', ending }
  return last.ending.endsWith('\n')
    ? [blank, ...added]
    : [{ text: '', ending: lineFeed(last, ending) }, blank, ...added]
}

function changedSection(
  section: SectionLines,
  entries: ReadonlyMap<string, string>,
  ending: '\n' | '\r\n',
): NewLine[] {
  const replaced = new Set([...ownKeysOf(section), ...entries.keys()])
  const missing = new Map(entries)
  const body: NewLine[] = []
  let insertAt = 0
  let indent = firstIndent(section.body)
  let dropping = false
  for (const line of section.body) {
    if (line.kind === 'key') dropping = replaced.has(line.key)
    if (!dropping || line.kind === 'comment' || line.kind === 'blank') {
      body.push(line)
      continue
    }
    if (line.kind !== 'key') continue
    const value = missing.get(line.key)
    if (value === undefined) continue
    missing.delete(line.key)
    // The indentation stays: Python takes a line that is indented deeper than the key above it for more of that
    // key's value, so a key of ours moved to the margin would swallow an indented neighbour.
    indent = line.text.slice(0, leadingSpaces(line.text))
    body.push({ text: `${indent}${line.key} = ${value}`, ending: line.ending || ending })
    insertAt = body.length
  }
  const inserted = [...missing].map(([key, value]) => ({ text: `${indent}${key} = ${value}`, ending }))
  body.splice(insertAt, 0, ...inserted)
  const { text, ending: headerEnding } = section.header
  return [{ text, ending: headerEnding || ending }, ...body]
}

function firstIndent(body: readonly Line[]): string {
  const first = body.find((line) => line.kind === 'key')
  return first === undefined ? '' : first.text.slice(0, leadingSpaces(first.text))
}

/** What turns the end of this line into a line feed: a lone carriage return needs only the second half. */
function lineFeed(line: Line, ending: '\n' | '\r\n'): '\n' | '\r\n' {
  return line.ending === '\r' ? '\n' : ending
}
