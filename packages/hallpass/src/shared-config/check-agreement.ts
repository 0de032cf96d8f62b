import { ourKeys, rivalKeys } from './credential-keys.ts'
import { malformed } from './decode.ts'
import { javaScriptName, javaScriptReadings, type JavaScriptValue } from './javascript-reading.ts'
import { type Line, parseLines } from './parse-lines.ts'
import { readSections } from './read-sections.ts'

/** Keys that change which credentials a profile has. */
const decisiveKeys: ReadonlySet<string> = new Set([...ourKeys, ...rivalKeys])

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
  checkForeignLines(before, put, file)
  const lines = parseLines(after)
  const sections = readSections(lines)
  const javaScript = javaScriptReadings(after, new Set([...put.keys()].map(javaScriptName)))
  for (const [name, entries] of put) {
    checkReadings(before, lines, name, entries, file, {
      python: sections.get(name)?.settings,
      javaScript: javaScript.get(javaScriptName(name)) ?? new Map(),
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
    if (entries.has(key)) continue
    const seen = javaScript.get(key)
    if (seen !== undefined) disagree(seen.line)
  }
}

function checkForeignLines(
  lines: readonly Line[],
  put: ReadonlyMap<string, ReadonlyMap<string, string>>,
  file: string,
): void {
  const refuse = (line: number, problem: string): never => {
    throw malformed(file, { line, problem })
  }
  let inDefault = false
  for (const line of lines) {
    if (line.kind === 'header') {
      inDefault = line.name === 'DEFAULT'
      const name = line.name.trim()
      if (line.name !== name && put.has(name)) {
        refuse(line.number, `some programs take it for [${name}], others do not; write it without the spaces`)
      }
      if (line.name === '__proto__' || line.name === 'profile __proto__') {
        refuse(line.number, 'the SDK for JavaScript refuses a file with it')
      }
    } else if (line.kind === 'continuation' && line.value.startsWith('[')) {
      const [, name = ''] = /^\[(.+)\]\s*(?:\s[;#].*)?$/.exec(line.value) ?? []
      if (put.has(name)) {
        refuse(line.number, `some programs take it for [${name}], others for a part of the value above`)
      }
    } else if (inDefault && line.kind === 'key' && decisiveKeys.has(line.key)) {
      if ([...put.values()].every((entries) => entries.has(line.key))) continue
      refuse(line.number, 'the AWS CLI and boto3 apply this key of [DEFAULT] to every profile')
    }
  }
}
