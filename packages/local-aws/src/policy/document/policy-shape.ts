import type { Json, JsonObject } from './strict-json.ts'

/** The elements of a document. */
export const documentElements: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement'])

/** The elements of a statement. */
export const statementElements: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** The kinds of a Principal element. */
export const principalKinds = ['AWS', 'Federated', 'Service', 'CanonicalUser'] as const

/** @returns whether the value is a JSON object */
export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map
}

/** @returns a list for a string or a list of strings, `undefined` for anything else */
export function stringList(value: Json | undefined): readonly string[] | undefined {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
}

/** A condition's values may also be numbers and booleans. */
export function conditionValues(value: Json | undefined): readonly string[] | undefined {
  const items: ReadonlyArray<Json | undefined> = Array.isArray(value) ? value : [value]
  const texts = items.map((item) => {
    if (typeof item === 'string') return item
    return typeof item === 'number' || typeof item === 'boolean' ? String(item) : undefined
  })
  return texts.every((text) => text !== undefined) ? texts : undefined
}

/** @returns the statements of a document: one, or a list */
export function statementList(value: Json | undefined): readonly Json[] | undefined {
  if (isObject(value)) return [value]
  return Array.isArray(value) ? value : undefined
}
