import fc from 'fast-check'

/** As much of JSON Schema as our documents use. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly propertyNames?: JsonSchema
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

// What people and programs send besides what is asked for.
const oddities: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  '\u0000',
  '\u202e',
  '\ud800',
  "'; drop table lease; --",
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '%00',
  '🦊'.repeat(300),
  [],
  [[]],
  {},
  { __proto__: null },
  { constructor: { prototype: {} } },
]

const oddity = fc.constantFrom(...oddities)

/** Values that a schema takes, and now and then something else in any place of them. */
export function arbitraryOf(
  schema: JsonSchema,
  named: Readonly<Record<string, JsonSchema>>,
  ids: readonly string[],
): fc.Arbitrary<unknown> {
  const of = (inner: JsonSchema): fc.Arbitrary<unknown> => arbitraryOf(inner, named, ids)
  const fitting = (): fc.Arbitrary<unknown> => {
    if (schema.$ref !== undefined) return of(named[schema.$ref.split('/').at(-1) ?? ''] ?? {})
    if (schema.const !== undefined) return fc.constant(schema.const)
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
    if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(of))
    if (schema.type === 'boolean') return fc.boolean()
    if (schema.type === 'null') return fc.constant(null)
    if (schema.type === 'integer' || schema.type === 'number') {
      const { minimum: min = -1000, maximum: max = 100_000 } = schema
      return fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }))
    }
    if (schema.type === 'string') return strings(schema, ids)
    if (schema.type === 'array') {
      return fc.array(of(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
    }
    if (schema.type === 'object') return objects(schema, of)
    return fc.oneof(oddity, fc.jsonValue())
  }
  return fc.oneof({ weight: 24, arbitrary: fitting() }, { weight: 1, arbitrary: oddity })
}

function strings(schema: JsonSchema, ids: readonly string[]): fc.Arbitrary<unknown> {
  const matching = ids.filter(
    (id) => schema.pattern !== undefined && new RegExp(schema.pattern, 'u').test(id),
  )
  const free =
    schema.pattern === undefined || schema.pattern.startsWith('^[^')
      ? fc.string({
          minLength: schema.minLength ?? 0,
          maxLength: Math.min(schema.maxLength ?? 20, 300),
          unit: 'grapheme',
        })
      : fc.stringMatching(new RegExp(schema.pattern.replaceAll(/\\p\{[LNZ]\}/g, 'é'), 'u'))
  return matching.length === 0
    ? free
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...matching) }, { weight: 1, arbitrary: free })
}

type Pairs = readonly (readonly [string, unknown])[]

function objects(
  schema: JsonSchema,
  of: (inner: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  if (schema.properties === undefined) {
    const values =
      typeof schema.additionalProperties === 'object' ? of(schema.additionalProperties) : fc.jsonValue()
    return fc.dictionary(fc.string({ maxLength: 10 }), values, { maxKeys: 3 })
  }
  const entries = Object.entries(schema.properties).map(([name, property]) => {
    const value = of(property)
    const present = schema.required?.includes(name) === true ? 40 : 1
    return fc.oneof(
      { weight: present, arbitrary: value.map((one): Pairs => [[name, one]]) },
      { weight: 1, arbitrary: fc.constant<Pairs>([]) },
    )
  })
  const extra = fc.oneof(
    { weight: 30, arbitrary: fc.constant<Pairs>([]) },
    { weight: 1, arbitrary: fc.tuple(fc.string({ maxLength: 8 }), oddity).map((pair): Pairs => [pair]) },
  )
  return fc.tuple(...entries, extra).map((parts) => Object.fromEntries(parts.flat()))
}
