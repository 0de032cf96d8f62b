import { nearestName } from '../base/index.ts'
import { SeedError, shown, step } from './seed-error.ts'
import type { Shape } from './shape.ts'

/**
 * Refuses what is not of a shape. A member that is `undefined` counts as left out.
 *
 * @throws SeedError for the first thing that is wrong, in the order in which it is written
 */
export function checkShape(value: unknown, shape: Shape, place = ''): void {
  switch (shape.is) {
    case 'text':
      if (typeof value !== 'string') throw wrong(place, 'a text', value)
      if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) {
        throw wrong(place, shape.what ?? shape.pattern, value)
      }
      return
    case 'number':
      if (
        typeof value !== 'number' ||
        !Number.isInteger(value) ||
        value < shape.least ||
        value > shape.most
      ) {
        throw wrong(place, `a whole number from ${shape.least} to ${shape.most}`, value)
      }
      return
    case 'flag':
      if (typeof value !== 'boolean') throw wrong(place, 'true or false', value)
      return
    case 'choice':
      if (typeof value !== 'string' || !shape.of.includes(value)) {
        throw wrong(place, shape.of.map((one) => JSON.stringify(one)).join(' or '), value)
      }
      return
    case 'list':
      if (!Array.isArray(value)) throw wrong(place, 'a list', value)
      if (value.length > shape.most) throw tooMany(place, shape.most, value.length)
      for (const [index, one] of value.entries()) checkShape(one, shape.of, place + step(index))
      return
    case 'map':
      checkMap(value, shape, place)
      return
    case 'object':
      checkObject(value, shape, place)
      return
    case 'document':
      if (typeof value !== 'string' && !isObject(value)) {
        throw wrong(place, 'a policy document: an object, or its text', value)
      }
      return
    case 'item':
      if (!isObject(value)) throw wrong(place, 'an item: an object with a member for each attribute', value)
      for (const [name, one] of entriesOf(value)) {
        if (one !== undefined && !isObject(one))
          throw wrong(place + step(name), 'an attribute value such as { "S": "red" }', one)
      }
      return
    case 'content':
      if (typeof value !== 'string' && !(value instanceof Uint8Array)) throw wrong(place, 'a text', value)
      return
    case 'either':
      if (typeof value === 'string' || value instanceof Uint8Array) checkShape(value, shape.short, place)
      else checkObject(value, shape.long, place)
  }
}

function checkMap(value: unknown, shape: Shape & { readonly is: 'map' }, place: string): void {
  if (!isObject(value)) throw wrong(place, 'an object with a member for each', value)
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  if (entries.length > shape.most) throw tooMany(place, shape.most, entries.length)
  for (const [name, one] of entries) {
    if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(name)) {
      throw new SeedError(place + step(name), `the name must be ${shape.what ?? shape.pattern}`)
    }
    checkShape(one, shape.of, place + step(name))
  }
}

function checkObject(value: unknown, shape: Shape & { readonly is: 'object' }, place: string): void {
  if (!isObject(value)) throw wrong(place, 'an object', value)
  const { fields, required = [] } = shape
  const names = Object.keys(fields)
  for (const [name, one] of Object.entries(value)) {
    if (one === undefined) continue
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) {
      const nearest = nearestName(name, names)
      const meant = nearest === undefined ? ':' : `, did you mean ${nearest}?`
      throw new SeedError(place, `has no option ${name.slice(0, 80)}${meant} it has ${names.join(', ')}`)
    }
    checkShape(one, field, place + step(name))
  }
  for (const name of required) {
    if (Reflect.get(value, name) === undefined) throw new SeedError(place, `${name} is missing`)
  }
}

function entriesOf(value: object): ReadonlyArray<readonly [string, unknown]> {
  return Object.entries(value)
}

function isObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  )
}

function wrong(place: string, wanted: string, value: unknown): SeedError {
  return new SeedError(place, `must be ${wanted}, not ${shown(value)}`)
}

function tooMany(place: string, most: number, count: number): SeedError {
  return new SeedError(place, `has ${count}, ${most} are the most`)
}
