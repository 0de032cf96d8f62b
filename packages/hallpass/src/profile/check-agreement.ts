import { ourKeys, rivalKeys } from './credential-keys.ts'
import { malformed } from './decode.ts'
import { javaScriptReadings, type JavaScriptValue } from './javascript-reading.ts'
import { type Line, parseLines } from './parse-lines.ts'
import { readSections } from './read-sections.ts'
import { sectionsOf } from './section-lines.ts'

/**
 * Makes sure, before anything is written, that all readers will see what was put into each of these sections, by
 * name: lines elsewhere in the file, odd but harmless until now, can make one of them see other keys.
 *
 * @throws HallpassError `ProfileFileMalformed` naming the line in the way, as `before` counts lines.
 */
export function checkAgreement(
  before: readonly Line[],
  after: string,
  put: ReadonlyMap<string, ReadonlyMap<string, string>>,
  file: string,
): void {
  const lines = parseLines(after)
  const sections = readSections(lines)
  const javaScript = javaScriptReadings(after, new Set(put.keys()))
  for (const [name, entries] of put) {
    checkForeignSections(before, name, entries, file)
    checkReadings(before, lines, name, entries, file, {
      python: sections.get(name)?.settings,
      javaScript: javaScript.get(name) ?? new Map(),
    })
  }
}

interface Readings {
  readonly python: ReadonlyMap<string, string> | undefined
  readonly javaScript: ReadonlyMap<string, JavaScriptValue>
}

function checkReadings(
  before: readonly Line[],
  lines: readonly Line[],
  name: string,
  entries: ReadonlyMap<string, string>,
  file: string,
  { python, javaScript }: Readings,
): void {
  const disagree = (lineAfter: number | undefined): never => {
    const text = lines[(lineAfter ?? 0) - 1]?.text
    const culprit = before.find((line) => line.kind !== 'blank' && line.text === text)
    const header = before.find((line) => line.kind === 'header' && line.name === name)
    throw malformed(file, {
      line: (culprit ?? header)?.number ?? 1,
      problem: `the SDKs would not agree on what it means for profile ${name}`,
    })
  }
  for (const [key, value] of entries) {
    const seen = javaScript.get(key)
    if (python?.get(key) !== value || seen?.value !== value) disagree(seen?.line)
  }
  for (const key of rivalKeys) {
    const seen = javaScript.get(key)
    if (seen !== undefined) disagree(seen.line)
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
    for (const line of body) checkForeignLine(line, header.name, name, entries, file)
  }
}

function checkForeignLine(
  line: Line,
  section: string,
  name: string,
  entries: ReadonlyMap<string, string>,
  file: string,
): void {
  if (line.kind === 'continuation' && line.value.replace(/\s[;#].*$/, '').trimEnd() === `[${name}]`) {
    throw malformed(file, {
      line: line.number,
      problem: `some programs take it for [${name}], others for a part of the value above`,
    })
  }
  if (section !== 'DEFAULT' || line.kind !== 'key' || entries.has(line.key)) return
  if (ourKeys.has(line.key) || rivalKeys.some((key) => key === line.key)) {
    throw malformed(file, {
      line: line.number,
      problem: 'the AWS CLI and boto3 apply this key of [DEFAULT] to every profile',
    })
  }
}
