import type { Parameter, ParameterVersion } from '../model/index.ts'
import {
  type Call,
  flag,
  integer,
  type JsonAction,
  jsonAction,
  jsonPage,
  listOf,
  required,
  structure,
  text,
} from '../protocol/index.ts'
import { invalidNextToken, validation } from './errors.ts'
import { parameterNeed, parametersOf } from './find-parameter.ts'
import { filterList, isUnder, type Matches, readFilters } from './parameter-filters.ts'
import { parameterJson, versionJson } from './parameter-json.ts'
import { checkPath } from './parameter-name.ts'

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html */
export const getParametersByPath: JsonAction = jsonAction('ssm', {
  name: 'GetParametersByPath',
  input: {
    Path: required(text({ minLength: 1, maxLength: 2048 })),
    Recursive: flag,
    ParameterFilters: filterList,
    WithDecryption: flag,
    MaxResults: integer({ min: 1, max: 10 }),
    NextToken: text(),
  },
  // Who may look into a path may look into whatever is under it.
  needs: (call, { Path, Recursive = false }) => [
    parameterNeed(call, 'GetParametersByPath', Path, new Map([['ssm:Recursive', [String(Recursive)]]])),
  ],
  run: (call, { Path, Recursive = false, ParameterFilters = [], WithDecryption = false, ...paging }) => {
    checkPath(Path)
    const matches = readFilters(ParameterFilters, ['Type', 'KeyId', 'Label'])
    const byLabel = ParameterFilters.some(({ Key }) => Key === 'Label')
    const { items, NextToken } = pageOfParameters(call, matches, paging.MaxResults ?? 10, paging.NextToken, {
      among: ({ name }) => isUnder(name, Path, Recursive),
      anyVersion: byLabel,
    })
    const Parameters = items.map(([parameter, version]) => parameterJson(parameter, version, WithDecryption))
    return { Parameters, NextToken }
  },
})

/** @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export const describeParameters: JsonAction = jsonAction('ssm', {
  name: 'DescribeParameters',
  input: {
    Filters: listOf(
      structure({
        Key: required(text({ oneOf: ['KeyId', 'Name', 'Type'] })),
        Values: required(listOf(text({ minLength: 1, maxLength: 1024 }), { minLength: 1, maxLength: 50 })),
      }),
    ),
    ParameterFilters: filterList,
    MaxResults: integer({ min: 1, max: 50 }),
    NextToken: text(),
  },
  refuses: ['Shared'],
  needs: ({ region, account }) => [
    { action: 'ssm:DescribeParameters', resource: `arn:aws:ssm:${region}:${account.id}:*` },
  ],
  run: (call, { Filters = [], ParameterFilters = [], MaxResults = 50, NextToken: token }) => {
    if (Filters.length > 0 && ParameterFilters.length > 0) {
      throw validation('You can use either Filters or ParameterFilters in a single request.')
    }
    const older = Filters.map(({ Key, Values }) => ({ Key, Values, Option: 'BeginsWith' }))
    const keys = ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType', 'tag:']
    const matches = readFilters([...ParameterFilters, ...older], keys)
    const { items, NextToken } = pageOfParameters(call, matches, MaxResults, token)
    return { Parameters: items.map(([parameter, version]) => versionJson(parameter, version)), NextToken }
  },
})

/** Sorted by name; of each the newest version, or with `anyVersion` the newest that matches. */
function pageOfParameters(
  call: Call,
  matches: Matches,
  most: number,
  token: string | undefined,
  more: { readonly among?: (parameter: Parameter) => boolean; readonly anyVersion?: boolean } = {},
) {
  const { among = () => true, anyVersion = false } = more
  const found: Array<readonly [Parameter, ParameterVersion]> = []
  for (const parameter of parametersOf(call).values()) {
    if (!among(parameter)) continue
    const candidates = anyVersion ? parameter.versions : parameter.versions.slice(-1)
    const version = candidates.findLast((one) => matches(parameter, one))
    if (version !== undefined) found.push([parameter, version])
  }
  const sorted = found.toSorted(([{ name: one }], [{ name: other }]) => (one < other ? -1 : 1))
  return jsonPage(sorted, { most, token, keyOf: ([{ name }]) => name, refuse: invalidNextToken })
}
