import { AwsError } from '../base/index.ts'
import type { Parameter, ParameterVersion } from '../model/index.ts'
import { listOf, required, structure, text } from '../protocol/index.ts'
import { checkPath } from './parameter-name.ts'

/** How filters are sent. */
export const filterList = listOf(
  structure({
    Key: required(
      text({
        minLength: 1,
        maxLength: 132,
        pattern: {
          shown: 'tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType',
          test: /^(?:tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType)$/s,
        },
      }),
    ),
    Option: text({ minLength: 1, maxLength: 10 }),
    Values: listOf(text({ minLength: 1, maxLength: 1024 }), { minLength: 1, maxLength: 50 }),
  }),
)

export interface Filter {
  readonly Key: string
  readonly Option: string | undefined
  readonly Values: readonly string[] | undefined
}

/** Whether a version of a parameter is one that all the filters let through. */
export type Matches = (parameter: Parameter, version: ParameterVersion) => boolean

interface Kind {
  /** The first counts where none is sent. */
  readonly options: readonly string[]
  /** What may be asked for. */
  readonly values?: readonly string[]
  readonly of: (parameter: Parameter, version: ParameterVersion) => readonly string[]
}

const kinds: Readonly<Record<string, Kind>> = {
  Name: { options: ['Equals', 'BeginsWith', 'Contains'], of: ({ name }) => [name] },
  Path: { options: ['OneLevel', 'Recursive'], of: () => [] },
  Type: {
    options: ['Equals', 'BeginsWith'],
    values: ['SecureString', 'String', 'StringList'],
    of: (_, { type }) => [type],
  },
  KeyId: { options: ['Equals', 'BeginsWith'], of: (_, { keyId }) => (keyId === undefined ? [] : [keyId]) },
  Label: { options: ['Equals'], of: (_, { labels }) => [...labels] },
  Tier: {
    options: ['Equals'],
    values: ['Standard', 'Advanced', 'Intelligent-Tiering'],
    of: (_, { tier }) => [tier],
  },
  DataType: { options: ['Equals', 'BeginsWith'], of: () => ['text'] },
}

/**
 * Reads filters; a parameter has to pass each of them.
 *
 * @param keys which may be used here
 * @throws AwsError `InvalidFilterKey`, `InvalidFilterOption`, `InvalidFilterValue`
 */
export function readFilters(filters: readonly Filter[], keys: readonly string[]): Matches {
  const seen = new Set<string>()
  const tests = filters.map((filter) => {
    const { Key } = filter
    const allowed = Key.startsWith('tag:') ? keys.includes('tag:') : keys.includes(Key)
    if (!allowed) {
      throw refused('Key', `key is not valid: ${Key}. Valid filter keys include: [${keys.join(', ')}].`)
    }
    if (seen.has(Key)) {
      throw new AwsError(
        'InvalidFilterKey',
        400,
        `The following filter is duplicated in the request: ${Key}. A request can contain only one occurrence of a specific filter.`,
      )
    }
    seen.add(Key)
    return testOf(filter)
  })
  return (parameter, version) => tests.every((test) => test(parameter, version))
}

function testOf({ Key, Option, Values }: Filter): Matches {
  if (Key.startsWith('tag:')) {
    const tag = Key.slice('tag:'.length)
    checkOption(Option, ['Equals'])
    return ({ tags }) => tags.has(tag) && (Values === undefined || Values.includes(tags.get(tag) ?? ''))
  }
  const kind = kinds[Key]
  if (kind === undefined) throw refused('Key', `key is not valid: ${Key}.`)
  const option = checkOption(Option, kind.options)
  if (Values === undefined) {
    throw new AwsError(
      'InvalidFilterValue',
      400,
      `The following filter values are missing : null for filter key ${Key}`,
    )
  }
  if (Key === 'Path') return pathTest(Values, option)
  const wrong =
    kind.values === undefined ? undefined : Values.find((value) => kind.values?.includes(value) === false)
  if (wrong !== undefined && option === 'Equals') {
    throw refused(
      'Value',
      `value is not valid: ${wrong}. Valid values include: [${kind.values?.join(', ') ?? ''}].`,
    )
  }
  return (parameter, version) =>
    kind.of(parameter, version).some((actual) => Values.some((value) => compare[option]?.(actual, value)))
}

const compare: Readonly<Record<string, (actual: string, value: string) => boolean>> = {
  Equals: (actual, value) => actual === value,
  BeginsWith: (actual, value) => actual.startsWith(value),
  Contains: (actual, value) => actual.includes(value),
}

function pathTest(paths: readonly string[], option: string): Matches {
  for (const path of paths) checkPath(path)
  return ({ name }) => paths.some((path) => isUnder(name, path, option === 'Recursive'))
}

/** Whether a parameter lies under a path: right under it, or at whatever depth. */
export function isUnder(name: string, path: string, recursive: boolean): boolean {
  const folder = path.endsWith('/') ? path : `${path}/`
  const full = name.startsWith('/') ? name : `/${name}`
  return full.startsWith(folder) && (recursive || !full.slice(folder.length).includes('/'))
}

function checkOption(option: string | undefined, options: readonly string[]): string {
  const [byDefault = 'Equals'] = options
  if (option !== undefined && !options.includes(option)) {
    throw refused('Option', `option is not valid: ${option}. Valid options include: [${options.join(', ')}].`)
  }
  return option ?? byDefault
}

function refused(what: 'Key' | 'Option' | 'Value', problem: string): AwsError {
  return new AwsError(`InvalidFilter${what}`, 400, `The following filter ${problem}`)
}
