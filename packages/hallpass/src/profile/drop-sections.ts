import { checkOwnKeys } from './check-own-keys.ts'
import { ownKeysOf, sectionsOf } from './section-lines.ts'
import { joinLines, type Line } from './parse-lines.ts'

/**
 * The text of a file without our keys in the named sections. A section in which somebody else has keys keeps
 * its header and those; any other goes, with the blank line above it that {@link putSection} gave it. Comments
 * stay in either case.
 *
 * @throws HallpassError `ProfileFileMalformed` as {@link checkOwnKeys} does.
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
    const above = lines[section.start - 1]
    const blankAbove = !shared && above?.kind === 'blank' && above.text === '' ? 1 : 0
    kept.splice(
      section.start - blankAbove,
      section.end - section.start + blankAbove,
      ...(shared ? [section.header] : []),
      ...foreign,
    )
  }
  return joinLines(kept)
}
