import type { Table, TableIndex } from '../../model/index.ts'
import { type Call, flag, integer, jsonAction, required, text } from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import {
  checkAllUsed,
  type Condition,
  parseCondition,
  parseProjection,
  pathsIn,
  readSubstitutes,
} from '../expression/index.ts'
import { findTable, indexNamed, openTable, placeOf, segmentTexts, tableNeed } from '../table/index.ts'
import { after, keyRange, type KeyTest, keyTests } from './key-condition.ts'
import { leadingKey } from './keys.ts'
import { attributes, returnConsumedCapacity, substitutes, tableName } from './parameters.ts'
import { attributesContext, conditionOf, type Context, once, returnContext } from './prepare.ts'
import { readPage } from './read-page.ts'

const pageParameters = {
  TableName: required(tableName),
  IndexName: text({ minLength: 3, maxLength: 255, pattern: { shown: '[a-zA-Z0-9_.-]+', test: /^[\w.-]+$/ } }),
  Limit: integer({ min: 1 }),
  Select: text({
    oneOf: ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'],
  }),
  ExclusiveStartKey: attributes,
  FilterExpression: text(),
  ProjectionExpression: text(),
  ...substitutes,
  ConsistentRead: flag,
  ReturnConsumedCapacity: returnConsumedCapacity,
}

interface Expressions {
  readonly FilterExpression: string | undefined
  readonly ProjectionExpression: string | undefined
  readonly ExpressionAttributeNames: ReadonlyMap<string, string> | undefined
  readonly ExpressionAttributeValues: ReadonlyMap<string, unknown> | undefined
}

/** Reads the expressions of a page, in the order in which AWS finds fault with them. */
function readExpressions(sent: Expressions, withValues: readonly string[], KeyConditionExpression?: string) {
  const { FilterExpression, ProjectionExpression } = sent
  const found = readSubstitutes(
    sent,
    { FilterExpression, ProjectionExpression, KeyConditionExpression },
    withValues,
  )
  const filter = conditionOf('FilterExpression', FilterExpression, found)
  const paths = ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, found)
  const keyCondition =
    KeyConditionExpression === undefined
      ? undefined
      : parseCondition('KeyConditionExpression', KeyConditionExpression, found)
  checkAllUsed(found)
  return { filter, paths, keyCondition }
}

const prepareQuery = once((input: Expressions & { readonly KeyConditionExpression: string | undefined }) => {
  const { filter, paths, keyCondition } = readExpressions(
    input,
    ['FilterExpression', 'KeyConditionExpression'],
    input.KeyConditionExpression,
  )
  if (keyCondition === undefined) {
    throw validationException(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  return { filter, paths, tests: keyTests(keyCondition) }
})

const prepareScan = once((input: Expressions) => readExpressions(input, ['FilterExpression']))

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export const query = jsonAction('dynamodb', {
  name: 'Query',
  input: { ...pageParameters, KeyConditionExpression: text(), ScanIndexForward: flag },
  refuses: ['KeyConditions', 'QueryFilter', 'ConditionalOperator', 'AttributesToGet'],
  needs: (call, input) => {
    const { filter, paths, tests } = prepareQuery(input)
    return [
      tableNeed(call, 'Query', input.TableName, {
        index: input.IndexName,
        context: [
          ...queriedKey(call, input.TableName, input.IndexName, tests),
          ...attributesContext(tests.keys(), filter, paths),
          ...selectContext(input),
          ...returnContext(input),
        ],
      }),
    ]
  },
  run: (call, input) => {
    const { filter, paths, tests } = prepareQuery(input)
    const table = openTable(call, input.TableName)
    const index = indexOf(table, input)
    const key = (index ?? table).key
    const range = keyRange(table, key, tests)
    const [first, end] = keyRange(table, key, new Map([...tests].filter(([name]) => name === key.hash)))
    const own = filter === undefined ? undefined : ownKey(filter, key)
    if (own !== undefined) {
      throw validationException(
        `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${own}`,
      )
    }
    return readPage({
      table,
      index,
      range,
      isForward: input.ScanIndexForward ?? true,
      startKey: input.ExclusiveStartKey,
      outside: (start) =>
        validationException(
          start >= first && start < end
            ? 'The provided starting key does not match the range key predicate'
            : 'The provided starting key is outside query boundaries based on provided conditions',
        ),
      filter,
      paths,
      select: input.Select,
      limit: input.Limit,
      consistent: input.ConsistentRead,
      returnConsumedCapacity: input.ReturnConsumedCapacity,
    })
  },
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
export const scan = jsonAction('dynamodb', {
  name: 'Scan',
  input: {
    ...pageParameters,
    Segment: integer({ min: 0, max: 999_999 }),
    TotalSegments: integer({ min: 1, max: 1_000_000 }),
  },
  refuses: ['ScanFilter', 'ConditionalOperator', 'AttributesToGet'],
  needs: (call, input) => {
    const { filter, paths } = prepareScan(input)
    return [
      tableNeed(call, 'Scan', input.TableName, {
        index: input.IndexName,
        context: [...attributesContext([], filter, paths), ...selectContext(input), ...returnContext(input)],
      }),
    ]
  },
  run: (call, input) => {
    const { filter, paths } = prepareScan(input)
    const range = scannedRange(input)
    const table = openTable(call, input.TableName)
    return readPage({
      table,
      index: indexOf(table, input),
      range,
      isForward: true,
      startKey: input.ExclusiveStartKey,
      outside: () =>
        validationException(
          `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${input.TotalSegments ?? 1} Segment: ${input.Segment ?? 0}`,
        ),
      filter,
      paths,
      select: input.Select,
      limit: input.Limit,
      consistent: input.ConsistentRead,
      returnConsumedCapacity: input.ReturnConsumedCapacity,
    })
  },
})

function scannedRange({
  Segment,
  TotalSegments,
}: {
  readonly Segment: number | undefined
  readonly TotalSegments: number | undefined
}): readonly [from: string, to: string] {
  if (Segment === undefined && TotalSegments === undefined) return ['', after]
  if (Segment === undefined) {
    throw validationException(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    )
  }
  if (TotalSegments === undefined) {
    throw validationException(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    )
  }
  if (Segment >= TotalSegments) {
    throw validationException(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${Segment} is not less than TotalSegments: ${TotalSegments}`,
    )
  }
  return segmentTexts(Segment, TotalSegments)
}

function indexOf(
  table: Table,
  input: { readonly IndexName: string | undefined; readonly ConsistentRead: boolean | undefined },
): TableIndex | undefined {
  if (input.IndexName === undefined) return undefined
  const index = indexNamed(table, input.IndexName)
  if (input.ConsistentRead === true && table.globalIndexes.has(index.name)) {
    throw validationException('Consistent reads are not supported on global secondary indexes')
  }
  return index
}

/** An attribute of the key that the filter asks about. */
function ownKey(filter: Condition, key: { readonly hash: string; readonly range: string | undefined }) {
  return pathsIn(filter)
    .map(([name]) => name)
    .find((name) => name === key.hash || name === key.range)
}

function queriedKey(
  call: Call,
  name: string,
  indexName: string | undefined,
  tests: ReadonlyMap<string, KeyTest>,
): Context {
  const table = findTable(call, placeOf(call, name))
  if (table === undefined) return []
  const index =
    indexName === undefined
      ? undefined
      : (table.globalIndexes.get(indexName) ?? table.localIndexes.get(indexName))
  const test = tests.get((index ?? table).key.hash)
  const values = test?.kind === '=' ? leadingKey(test.value) : []
  return values.length === 0 ? [] : [['dynamodb:LeadingKeys', values]]
}

function selectContext(input: {
  readonly Select: string | undefined
  readonly ProjectionExpression: string | undefined
  readonly IndexName: string | undefined
}): Context {
  const all = input.IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES'
  const select = input.Select ?? (input.ProjectionExpression === undefined ? all : 'SPECIFIC_ATTRIBUTES')
  return [['dynamodb:Select', [select]]]
}
