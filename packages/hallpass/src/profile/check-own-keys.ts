import { malformed } from '../shared-config/index.ts'
import type { SectionLines } from './section-lines.ts'

/**
 * Makes sure that each of the named keys is one line, before that line is replaced or removed. What is indented
 * below it is a part of its value to Python, and to others keys or even sections of their own, which must not
 * go with it.
 *
 * @throws HallpassError `ProfileFileMalformed` naming the first line that continues such a key.
 */
export function checkOwnKeys(section: SectionLines, keys: ReadonlySet<string>, file: string): void {
  let inKey = false
  for (const line of section.body) {
    if (line.kind === 'key') inKey = keys.has(line.key)
    if (!inKey || line.kind !== 'continuation') continue
    throw malformed(file, {
      line: line.number,
      problem: 'some programs take it for a part of the value above, others for a line of its own',
    })
  }
}
