import { checkOwnKeys } from './check-own-keys.ts'
import { malformed } from './decode.ts'
import { joinLines, type Line, parseLines } from './parse-lines.ts'
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
  const kept = [...lines]
  // From the end, so that the positions of the sections before stay right.
  for (const section of sectionsOf(lines).toReversed()) {
    if (!names.has(section.header.name)) continue
    const own = ownKeysOf(section)
    checkOwnKeys(section, own, file)
    const foreign = section.body.filter((line) => line.kind !== 'key' || !own.has(line.key))
    const shared = foreign.some((line) => line.kind === 'key')
    const blankAbove = !shared && isBlankOfOurs(lines, section.start - 1) ? 1 : 0
    kept.splice(
      section.start - blankAbove,
      section.end - section.start + blankAbove,
      ...(shared ? [section.header] : []),
      ...foreign,
    )
  }
  const text = joinLines(kept)
  const after = parseLines(text)
  for (const [index, line] of kept.entries()) {
    if (after[index]?.kind === line.kind) continue
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
