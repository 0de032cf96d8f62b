import { isRecord } from '../../base/index.ts'
import type { PolicyDocument } from '../../iam/index.ts'

/**
 * Whether two policy documents say the same, however they are written: one value or a list of one, the order of
 * values, of keys, `true` or `"true"`. The order of statements counts for nothing either, but is kept as it is:
 * nobody changes it without changing something.
 */
export function sameDocument(a: PolicyDocument, b: PolicyDocument): boolean {
  return JSON.stringify(normalise(a)) === JSON.stringify(normalise(b))
}

function normalise(document: PolicyDocument): unknown {
  const { Statement, ...rest } = document
  return [sortedEntries(rest), asList(Statement).map((statement) => normaliseElement(statement))]
}

/** Below a statement every list is a set, and every value that stands alone is a set of one. */
function normaliseElement(value: unknown): unknown {
  if (isRecord(value)) return sortedEntries(value, normaliseElement)
  return asList(value).map(String).toSorted()
}

function sortedEntries(record: Readonly<Record<string, unknown>>, of = (value: unknown): unknown => value) {
  return Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, of(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value]
}
