import * as s3 from '@aws-sdk/client-s3'

/** A member of an operation's input, as the AWS SDK's own model describes it. */
export interface ModelMember {
  readonly name: string
  /** The header in lower case, the query parameter as `?name`; `undefined` for the bucket, the key and the body. */
  readonly place: string | undefined
}

export interface ModelOperation {
  readonly name: string
  readonly method: string
  readonly on: 'account' | 'bucket' | 'object'
  /** The query of its address, without `x-id`. */
  readonly query: string
  readonly members: readonly ModelMember[]
  /** The elements of the document in its body, as paths, e.g. `Tagging/TagSet/Tag/Key`. */
  readonly elements: readonly string[]
}

/** Operations of other services, and those of directory buckets, which have endpoints of their own. */
const elsewhere = new Set(['ListDirectoryBuckets', 'WriteGetObjectResponse'])

/** Every operation of the S3 that the installed AWS SDK for JavaScript knows. */
export function modelOperations(): ModelOperation[] {
  const exported: readonly unknown[] = Object.values(s3)
  return exported
    .filter(isOperation)
    .map(operationOf)
    .filter(({ name }) => !elsewhere.has(name))
}

// How the SDK ships its model: an operation is [9, namespace, name, traits, input, output], a structure
// [3, namespace, name, traits, member names, member schemas, how many are required].
type Schema = readonly unknown[]

function isSchema(value: unknown): value is Schema {
  return Array.isArray(value)
}

function isOperation(value: unknown): value is Schema {
  return isSchema(value) && value[0] === 9
}

function operationOf(schema: Schema): ModelOperation {
  const [, , name, traits, input] = schema
  const [method = '', address = ''] = textList(record(traits)['http'])
  const [path = '', query = ''] = address.split('?')
  const bucketless = name === 'ListBuckets' || name === 'ListDirectoryBuckets'
  const members = structureMembers(input)
  const payload = members.find(({ traits: of }) => of['httpPayload'] !== undefined)
  return {
    name: String(name),
    method,
    on: path.includes('{Key+}') ? 'object' : bucketless ? 'account' : 'bucket',
    query: query
      .split('&')
      .filter((condition) => condition !== '' && !condition.startsWith('x-id='))
      .join('&'),
    members: members.map((member) => ({ name: member.name, place: placeOf(member.traits) })),
    elements:
      payload === undefined
        ? []
        : elementPaths(payload.schema, text(payload.traits['xmlName'], payload.name)),
  }
}

function placeOf(traits: Readonly<Record<string, unknown>>): string | undefined {
  const { httpHeader, httpQuery, httpPrefixHeaders } = traits
  if (typeof httpHeader === 'string') return httpHeader.toLowerCase()
  if (typeof httpPrefixHeaders === 'string') return httpPrefixHeaders.toLowerCase()
  return typeof httpQuery === 'string' ? `?${httpQuery}` : undefined
}

interface StructureMember {
  readonly name: string
  readonly schema: unknown
  readonly traits: Readonly<Record<string, unknown>>
}

function structureMembers(lazy: unknown): StructureMember[] {
  const schema: unknown = typeof lazy === 'function' ? lazy() : lazy
  if (!isSchema(schema) || schema[0] !== 3) return []
  const schemas = isSchema(schema[5]) ? schema[5] : []
  return textList(schema[4]).map((name, index) => {
    const member = schemas[index]
    const pair = isSchema(member) && (typeof member[0] !== 'number' || member.length === 2)
    return { name, schema: pair ? member[0] : member, traits: record(pair ? member[1] : undefined) }
  })
}

function elementPaths(lazy: unknown, root: string, depth = 0): string[] {
  const schema: unknown = typeof lazy === 'function' ? lazy() : lazy
  if (!isSchema(schema) || depth > 6) return [root]
  if (schema[0] === 1) return elementPaths(listElement(schema), root, depth + 1)
  if (schema[0] !== 3) return [root]
  return [
    root,
    ...structureMembers(schema).flatMap(({ name, schema: of, traits }) => {
      const element = text(traits['xmlName'], name)
      const inner = typeof of === 'function' ? of() : of
      const wrapped = isSchema(inner) && inner[0] === 1 && traits['xmlFlattened'] === undefined
      return wrapped
        ? [
            `${root}/${element}`,
            ...elementPaths(listElement(inner), `${root}/${element}/${listName(inner)}`, depth + 1),
          ]
        : elementPaths(of, `${root}/${element}`, depth + 1)
    }),
  ]
}

// A list is [1, namespace, name, traits, element or [element, traits]].
function listElement(list: Schema): unknown {
  const element = list[4]
  return isSchema(element) && typeof element[0] !== 'number' ? element[0] : element
}

function listName(list: Schema): string {
  const element = list[4]
  const traits = isSchema(element) && typeof element[0] !== 'number' ? record(element[1]) : {}
  return text(traits['xmlName'], 'member')
}

function textList(value: unknown): string[] {
  return isSchema(value) ? value.map(String) : []
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

function text(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}
