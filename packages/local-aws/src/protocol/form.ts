import { decodeUri } from '../base/index.ts'

const maxFields = 10_000

/**
 * Reads `application/x-www-form-urlencoded` text (or a query string). Of a repeated field, the first counts.
 * Reads at most 10,000 fields.
 */
export function parseForm(text: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const part of text.split('&', maxFields)) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decodeField(equals === -1 ? part : part.slice(0, equals))
    if (!fields.has(name)) fields.set(name, equals === -1 ? '' : decodeField(part.slice(equals + 1)))
  }
  return fields
}

/**
 * The members of a list in the query protocol, e.g. of `PolicyArns.member.1.arn`, `PolicyArns.member.2.arn`:
 * for each, its fields by the rest of their name (`''` for a plain value). In order of their numbers.
 */
export function listMembers(fields: ReadonlyMap<string, string>, name: string): Map<string, string>[] {
  const prefix = `${name}.member.`
  const members = new Map<number, Map<string, string>>()
  for (const [field, value] of fields) {
    if (!field.startsWith(prefix)) continue
    const match = /^(\d{1,6})(?:\.(.+))?$/s.exec(field.slice(prefix.length))
    if (match === null) continue
    const number = Number(match[1])
    const member = members.get(number) ?? new Map<string, string>()
    member.set(match[2] ?? '', value)
    members.set(number, member)
  }
  return [...members].toSorted(([a], [b]) => a - b).map(([, member]) => member)
}

function decodeField(text: string): string {
  return decodeUri(text.includes('+') ? text.replaceAll('+', ' ') : text)
}
