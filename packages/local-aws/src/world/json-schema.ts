import { seedShape } from './seed-shape.ts'
import type { Fields, Shape } from './shape.ts'

/** The JSON Schema (2020-12) of world files, which is published as `world.schema.json`. */
export function worldSchema(): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'World file of the local AWS',
    ...schemaOf(seedShape),
  }
}

function schemaOf(shape: Shape): object {
  const about = shape.about === undefined ? {} : { description: shape.about }
  return { ...about, ...kindOf(shape) }
}

function kindOf(shape: Shape): object {
  switch (shape.is) {
    case 'text':
      return { type: 'string', ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }) }
    case 'number':
      return { type: 'integer', minimum: shape.least, maximum: shape.most }
    case 'flag':
      return { type: 'boolean' }
    case 'choice':
      return { enum: shape.of }
    case 'list':
      return { type: 'array', items: schemaOf(shape.of), maxItems: shape.most }
    case 'map':
      return {
        type: 'object',
        ...(shape.pattern === undefined ? {} : { propertyNames: { pattern: shape.pattern } }),
        additionalProperties: schemaOf(shape.of),
        maxProperties: shape.most,
      }
    case 'object':
      return {
        type: 'object',
        properties: properties(shape.fields),
        ...(shape.required === undefined ? {} : { required: shape.required }),
        additionalProperties: false,
      }
    case 'document':
      return { type: ['object', 'string'] }
    case 'item':
      return { type: 'object', additionalProperties: { type: 'object' } }
    case 'either':
      return { anyOf: [schemaOf(shape.short), schemaOf(shape.long)] }
    default:
      shape.is satisfies 'content'
      return { type: 'string' }
  }
}

function properties(fields: Fields): object {
  return Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, schemaOf(shape)]))
}
