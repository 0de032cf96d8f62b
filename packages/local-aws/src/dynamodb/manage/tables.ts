import { type AuthorizationNeed, integer, jsonAction, required, text } from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import { checkTableName, tableNamed, tableNeed } from '../table/index.ts'
import { described } from './describe.ts'

const tableName = required(text({ minLength: 1, maxLength: 1024 }))

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export const describeTable = jsonAction('dynamodb', {
  name: 'DescribeTable',
  input: { TableName: tableName },
  needs: (call, { TableName }) => [tableNeed(call, 'DescribeTable', TableName)],
  run: (call, { TableName }) => ({ Table: described(tableNamed(call, TableName)) }),
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html */
export const deleteTable = jsonAction('dynamodb', {
  name: 'DeleteTable',
  input: { TableName: tableName },
  needs: (call, { TableName }) => [tableNeed(call, 'DeleteTable', TableName)],
  run: (call, { TableName }) => {
    const table = tableNamed(call, TableName)
    if (table.deletionProtection) {
      throw validationException(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      )
    }
    const description = described(table, 'DELETING')
    call.state.accounts.get(table.account)?.regions.get(table.region)?.tables.delete(table.name)
    return { TableDescription: description }
  },
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html */
export const listTables = jsonAction('dynamodb', {
  name: 'ListTables',
  input: { ExclusiveStartTableName: text(), Limit: integer({ min: 1, max: 100 }) },
  needs: (): readonly AuthorizationNeed[] => [accountNeed('ListTables')],
  run: (call, { ExclusiveStartTableName: after = '', Limit: limit = 100 }) => {
    if (after !== '') checkTableName(after, 'exclusiveStartTableName')
    const tables = call.account.regions.get(call.region)?.tables ?? new Map<string, unknown>()
    const names = [...tables.keys()].filter((name) => name > after).toSorted()
    const page = names.slice(0, limit)
    return {
      TableNames: page,
      LastEvaluatedTableName: names.length > page.length ? page.at(-1) : undefined,
    }
  },
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html */
export const describeLimits = jsonAction('dynamodb', {
  name: 'DescribeLimits',
  input: {},
  needs: (): readonly AuthorizationNeed[] => [accountNeed('DescribeLimits')],
  run: () => ({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  }),
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html */
export const describeEndpoints = jsonAction('dynamodb', {
  name: 'DescribeEndpoints',
  input: {},
  needs: (): readonly AuthorizationNeed[] => [accountNeed('DescribeEndpoints')],
  run: (call) => ({
    Endpoints: [{ Address: call.headers.get('host') ?? 'localhost', CachePeriodInMinutes: 1440 }],
  }),
})

/** What is about no table. */
function accountNeed(action: string): AuthorizationNeed {
  return { action: `dynamodb:${action}`, resource: '*' }
}
