import { ourKeys, rivalKeys } from './credential-keys.ts'
import { malformed } from './decode.ts'
import { javaScriptReading } from './javascript-reading.ts'
import { type Line, parseLines } from './parse-lines.ts'
import { readSections } from './read-sections.ts'
import { sectionsOf } from './section-lines.ts'

/**
 * Makes sure, before anything is written, that all readers will see what was put into section `[name]`: lines
 * elsewhere in the file, odd but harmless until now, can make one of them see other keys.
 *
 * @throws HallpassError `ProfileFileMalformed` naming the line in the way, as `before` counts lines.
 */
export function checkAgreement(
  before: readonly Line[],
  after: string,
  name: string,
  entries: ReadonlyMap<string, string>,
  file: string,
): void {
  checkForeignSections(before, name, entries, file)
  const lines = parseLines(after)
  const python = readSections(lines).get(name)?.settings
  const javaScript = javaScriptReading(after, name)
  for (const [key, value] of entries) {
    const seen = javaScript.get(key)
    if (python?.get(key) === value && seen?.value === value) continue
    const culprit = lines[(seen?.line ?? 0) - 1]?.text
    const line = before.find(({ kind, text }) => kind !== 'blank' && text === culprit)
    const header = before.find((other) => other.kind === 'header' && other.name === name)
    throw malformed(file, {
      line: (line ?? header)?.number ?? 1,
      problem: `the SDKs would not agree on what it means for profile ${name}`,
    })
  }
}

function checkForeignSections(
  lines: readonly Line[],
  name: string,
  entries: ReadonlyMap<string, string>,
  file: string,
): void {
  for (const { header, body } of sectionsOf(lines)) {
    if (header.name !== name && header.name.trim() === name) {
      throw malformed(file, {
        line: header.number,
        problem: `some programs take it for [${name}], others for another section; write it without the spaces`,
      })
    }
    if (header.name === '__proto__' || header.name === 'profile __proto__') {
      throw malformed(file, { line: header.number, problem: 'the SDK for JavaScript refuses a file with it' })
    }
    if (header.name !== 'DEFAULT') continue
    for (const line of body) {
      if (line.kind !== 'key' || entries.has(line.key)) continue
      if (ourKeys.has(line.key) || rivalKeys.some((key) => key === line.key)) {
        throw malformed(file, {
          line: line.number,
          problem: 'the AWS CLI and boto3 apply this key of [DEFAULT] to every profile',
        })
      }
    }
  }
}
