import { malformed, joinLines, type Line, parseLines } from '../shared-config/index.ts'
import { checkOwnKeys } from './check-own-keys.ts'
import { ownKeysOf, sectionsOf } from './section-lines.ts'

/**
 * The text of a file without our keys in the named sections. A section in which somebody else has keys keeps
 * its header and those; any other goes, with the blank line above it that {@link putSections} gave it. Comments
 * stay in either case.
 *
 * @throws HallpassError `ProfileFileMalformed`, naming the line, where lines that are not ours would change their
 * meaning.
 */
export function dropSections(lines: readonly Line[], names: ReadonlySet<string>, file: string): string {
  // By identity, and all found in the lines as they are: one section's lines never shift another's.
  const dropped = new Set<Line>()
  for (const section of sectionsOf(lines)) {
    if (!names.has(section.header.name)) continue
    const own = ownKeysOf(section)
    checkOwnKeys(section, own, file)
    const isOwn = (line: Line): boolean => line.kind === 'key' && own.has(line.key)
    for (const line of section.body) if (isOwn(line)) dropped.add(line)
    if (section.body.some((line) => line.kind === 'key' && !isOwn(line))) continue
    dropped.add(section.header)
    const above = lines[section.start - 1]
    if (above && isBlankOfOurs(lines, section.start - 1)) dropped.add(above)
  }
  const kept = lines.filter((line) => !dropped.has(line))
  const text = joinLines(kept)
  const after = parseLines(text)
  for (const [index, line] of kept.entries()) {
    if (after[index]?.kind === line.kind && after[index].text === line.text) continue
    throw malformed(file, {
      line: line.number,
      problem: 'its indentation would make it a part of another section when the one above it goes',
    })
  }
  return text
}

/** A blank line below one that ends as most systems end lines: only such a one can be missed. */
function isBlankOfOurs(lines: readonly Line[], index: number): boolean {
  const line = lines[index]
  const above = lines[index - 1]
  return line?.kind === 'blank' && line.text === '' && (above === undefined || above.ending.endsWith('\n'))
}
