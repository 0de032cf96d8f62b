import { isRecord, nearestName, shownValue, wordsHint } from '../base/index.ts'
import type { Schema } from './schema.ts'

/** What is wrong with a value, and where in it. */
export interface Problem {
  /** As people write it: `setup.roles[0].name`; empty for the value itself. */
  readonly at: string
  readonly what: string
  readonly hint?: string
}

/** Every way in which a value is not of the schema's form, in the order of the value. */
export function findProblems(value: unknown, schema: Schema, at = ''): readonly Problem[] {
  if (schema.anyOf) {
    const problems = schema.anyOf.map((one) => findProblems(value, one, at))
    // A text that is no text of the right form is better told so than that it is not false.
    return problems.some((one) => one.length === 0) ? [] : (problems[0] ?? [])
  }
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    return [{ at, what: `has to be ${withArticle[schema.type]}, not ${typeOf(value)}` }]
  }
  if (schema.enum && !schema.enum.some((one) => one === value)) {
    const hint = wordsHint(String(value), schema.enum.map(String))
    return [{ at, what: `cannot be ${shownValue(String(value))}`, hint }]
  }
  if (typeof value === 'string') return textProblems(value, schema, at)
  if (Array.isArray(value)) return listProblems(value, schema, at)
  if (isRecord(value)) return objectProblems(value, schema, at)
  return []
}

const withArticle = { object: 'an object', array: 'a list', string: 'a text', boolean: 'a boolean' } as const

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function textProblems(value: string, schema: Schema, at: string): readonly Problem[] {
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    return [{ at, what: `has ${value.length} characters; ${schema.maxLength} is the most` }]
  }
  if (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(value)) return []
  const { description } = schema
  const hint = description === undefined ? {} : { hint: description.replace(/\.$/, '') }
  return [{ at, what: `${shownValue(value)} has a wrong form`, ...hint }]
}

function listProblems(value: readonly unknown[], schema: Schema, at: string): readonly Problem[] {
  const { items, minItems } = schema
  if (minItems !== undefined && value.length < minItems) {
    return [{ at, what: `needs at least ${minItems}` }]
  }
  const twice = schema.uniqueItems === true && new Set(value).size < value.length
  return [
    ...(twice ? [{ at, what: 'names one twice' }] : []),
    ...(items ? value.flatMap((item, index) => findProblems(item, items, `${at}[${index}]`)) : []),
  ]
}

function objectProblems(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  at: string,
): readonly Problem[] {
  const { properties = {}, additionalProperties = true, maxProperties } = schema
  const names = Object.keys(value)
  const tooMany = maxProperties !== undefined && names.length > maxProperties
  return [
    ...(tooMany ? [{ at, what: `has ${names.length} entries; ${maxProperties} is the most` }] : []),
    ...names.flatMap((name) => {
      const place = at === '' ? name : `${at}.${name}`
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (known) return findProblems(value[name], known, place)
      if (typeof additionalProperties === 'object') {
        return findProblems(value[name], additionalProperties, place)
      }
      if (additionalProperties) return []
      const near = nearestName(name, Object.keys(properties))
      const hint = near === undefined ? `use ${Object.keys(properties).join(', ')}` : `did you mean ${near}?`
      return [{ at: place, what: 'is not known', hint }]
    }),
  ]
}
