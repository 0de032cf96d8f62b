import { isRecord, nearestName, shownValue } from '../base/index.ts'
import type { Schema } from './schema.ts'

/** What is wrong with a value, and where in it. */
export interface Problem {
  /** As people write it: `setup.roles[0].name`; empty for the value itself. */
  readonly at: string
  readonly what: string
  readonly hint?: string
}

/** The first way in which a value is not of the schema's form; `undefined` when it is. */
export function findProblem(value: unknown, schema: Schema, at = ''): Problem | undefined {
  if (schema.anyOf) {
    const problems = schema.anyOf.map((one) => findProblem(value, one, at))
    // A text that is no text of the right form is better told so than that it is not false.
    return problems.includes(undefined) ? undefined : problems[0]
  }
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    return { at, what: `has to be ${withArticle[schema.type]}, not ${typeOf(value)}` }
  }
  if (schema.enum && !schema.enum.some((one) => one === value)) {
    return {
      at,
      what: `cannot be ${shownValue(String(value))}`,
      hint: `use one of ${schema.enum.join(', ')}`,
    }
  }
  if (typeof value === 'string') return textProblem(value, schema, at)
  if (Array.isArray(value)) return listProblem(value, schema, at)
  if (isRecord(value)) return objectProblem(value, schema, at)
  return undefined
}

const withArticle = { object: 'an object', array: 'a list', string: 'a text', boolean: 'a boolean' } as const

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function textProblem(value: string, schema: Schema, at: string): Problem | undefined {
  if (schema.maxLength !== undefined && value.length > schema.maxLength) {
    return { at, what: `has ${value.length} characters; ${schema.maxLength} is the most` }
  }
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    const { description } = schema
    return {
      at,
      what: `${shownValue(value)} has a wrong form`,
      ...(description !== undefined && { hint: description.replace(/\.$/, '') }),
    }
  }
  return undefined
}

function listProblem(value: readonly unknown[], schema: Schema, at: string): Problem | undefined {
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    return { at, what: `needs at least ${schema.minItems}` }
  }
  if (schema.uniqueItems && new Set(value).size < value.length) return { at, what: 'names one twice' }
  const { items } = schema
  if (!items) return undefined
  return first(value.map((item, index) => () => findProblem(item, items, `${at}[${index}]`)))
}

function objectProblem(
  value: Readonly<Record<string, unknown>>,
  schema: Schema,
  at: string,
): Problem | undefined {
  const { properties = {}, additionalProperties = true, maxProperties } = schema
  const names = Object.keys(value)
  if (maxProperties !== undefined && names.length > maxProperties) {
    return { at, what: `has ${names.length} entries; ${maxProperties} is the most` }
  }
  return first(
    names.map((name) => () => {
      const place = at === '' ? name : `${at}.${name}`
      const known = Object.hasOwn(properties, name) ? properties[name] : undefined
      if (known) return findProblem(value[name], known, place)
      if (typeof additionalProperties === 'object') {
        return findProblem(value[name], additionalProperties, place)
      }
      if (additionalProperties) return undefined
      const near = nearestName(name, Object.keys(properties))
      const hint = near === undefined ? `use ${Object.keys(properties).join(', ')}` : `did you mean ${near}?`
      return { at: place, what: 'is not known', hint }
    }),
  )
}

function first(checks: ReadonlyArray<() => Problem | undefined>): Problem | undefined {
  for (const check of checks) {
    const problem = check()
    if (problem) return problem
  }
  return undefined
}
