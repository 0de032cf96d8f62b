import { type Table, type TableIndex } from '../../model/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { resourceNotFound, tableNotFound, validationException } from '../errors/index.ts'
import { expiredTexts } from './expiry.ts'
import { expiringOf, itemAt, replaceItem } from './stored-items.ts'

/** Where a table is. */
export interface TablePlace {
  readonly account: string
  readonly region: string
  readonly name: string
}

/**
 * The table that a name or an arn is of.
 *
 * @throws AwsError `ValidationException` for what is neither
 */
export function placeOf(call: Call, named: string): TablePlace {
  const arn = /^arn:aws:dynamodb:([a-z0-9-]+):(\d{12}):table\/([\w.-]{3,255})$/.exec(named)
  if (arn !== null) {
    const [, region = '', account = '', name = ''] = arn
    if (region !== call.region) throw resourceNotFound()
    return { account, region, name }
  }
  checkTableName(named)
  return { account: call.account.id, region: call.region, name: named }
}

/** @throws AwsError `ValidationException` */
export function checkTableName(name: string, at = 'tableName'): void {
  if (!/^[\w.-]*$/.test(name)) {
    throw validationException(
      `1 validation error detected: Value '${name.slice(0, 1024)}' at '${at}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    )
  }
  if (name.length < 3 || name.length > 255) {
    throw validationException(
      `${at.charAt(0).toUpperCase()}${at.slice(1)} must be at least 3 characters long and at most 255 characters long`,
    )
  }
}

export function arnOf({ account, region, name }: TablePlace): string {
  return `arn:aws:dynamodb:${region}:${account}:table/${name}`
}

export function findTable({ state }: Pick<Call, 'state'>, place: TablePlace): Table | undefined {
  return state.accounts.get(place.account)?.regions.get(place.region)?.tables.get(place.name)
}

/** The table that a request about items names, without what in it is over. @throws AwsError `ResourceNotFoundException` */
export function openTable(call: Call, named: string): Table {
  const table = findTable(call, placeOf(call, named))
  if (table === undefined) throw resourceNotFound()
  sweep(table, call.now)
  return table
}

/** The table that a request about tables names. @throws AwsError `ResourceNotFoundException` */
export function tableNamed(call: Call, named: string): Table {
  const place = placeOf(call, named)
  const table = findTable(call, place)
  if (table === undefined) throw tableNotFound(place.name)
  sweep(table, call.now)
  return table
}

/** Deletes what is over: AWS does within days, here it is gone when somebody looks. */
function sweep(table: Table, now: Date): void {
  if (table.timeToLive === undefined) return
  const [from, to] = expiredTexts(now)
  const over: string[] = []
  for (const [text, id] of expiringOf(table).upwards(from, true)) {
    if (text >= to) break
    over.push(id)
  }
  for (const id of over) replaceItem(table, id, itemAt(table, id), undefined)
}

/** The index of that name. @throws AwsError `ValidationException` */
export function indexNamed(table: Table, name: string): TableIndex {
  const index = table.globalIndexes.get(name) ?? table.localIndexes.get(name)
  if (index !== undefined) return index
  throw validationException(`The table does not have the specified index: ${name}`)
}

/** Condition keys and their values. */
export type Context = ReadonlyArray<readonly [key: string, values: readonly string[]]>

/**
 * What an action needs on a table, or on one of its indexes: the identity's policies, and the table's own.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
export function tableNeed(
  call: Call,
  action: string,
  named: string,
  { index, context = [] }: { readonly index?: string | undefined; readonly context?: Context } = {},
): AuthorizationNeed {
  const place = placeOf(call, named)
  const table = findTable(call, place)
  const all = new Map<string, readonly string[]>(context)
  for (const [key, value] of table?.tags ?? []) all.set(`aws:ResourceTag/${key}`, [value])
  return {
    action: `dynamodb:${action}`,
    resource: index === undefined ? arnOf(place) : `${arnOf(place)}/index/${index}`,
    resourceAccount: place.account,
    context: all,
    ...(table?.policy ? { resourcePolicy: { ...table.policy, kind: 'resource' as const } } : {}),
  }
}
