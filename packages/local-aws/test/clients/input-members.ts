/**
 * The members of every operation's input in one of the AWS SDK's clients, as its schemas have them: lists and
 * structures by their parts, e.g. `UserName`, `TagKeys[]`, `Tags[].Key`.
 */
export function inputMembers(client: object): ReadonlyMap<string, readonly string[]> {
  const operations = Object.values(client)
    .filter(isSchema)
    .filter(([kind]) => kind === operation)
  return new Map(operations.map(([, , name, , input]) => [String(name), [...members(input, '')]]))
}

// How `@smithy/types` numbers the kinds of schemas; a list of simple values is a number with this bit.
const list = 1
const structure = 3
const operation = 9
const listOfSimple = 64

function* members(reference: unknown, path: string): Generator<string> {
  const schema: unknown =
    typeof reference === 'function' ? Reflect.apply(reference, undefined, []) : reference
  if (typeof schema === 'number' && (schema & listOfSimple) !== 0) {
    yield `${path}[]`
  } else if (isSchema(schema) && schema[0] === list) {
    yield* members(schema[4], `${path}[]`)
  } else if (isSchema(schema) && schema[0] === structure) {
    const [, , , , names, types] = schema
    if (!Array.isArray(names) || !Array.isArray(types)) throw new Error(`no members in ${path}`)
    for (const [index, name] of names.entries()) {
      yield* members(types[index], path === '' ? String(name) : `${path}.${String(name)}`)
    }
  } else if (path !== '') {
    yield path
  }
}

function isSchema(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && typeof value[0] === 'number'
}
