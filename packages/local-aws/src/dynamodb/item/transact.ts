import { createHash } from 'node:crypto'

import { AwsError } from '../../base/index.ts'
import { regionOf, type Table } from '../../model/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  type Input,
  jsonAction,
  type JsonObject,
  JsonRefusal,
  type JsonValue,
  listOf,
  required,
  structure,
  text,
} from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import { project } from '../expression/index.ts'
import { itemAt, keyText, openTable, tableNeed } from '../table/index.ts'
import { type Item, itemSize, writtenItem } from '../value/index.ts'
import { type Consumed, consumedCapacity, doubled, readUnits, summed } from './capacity.ts'
import { checkFilledKey, checkKey } from './keys.ts'
import {
  attributes,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValuesOnFailure,
  substituteNames,
  substitutes,
  tableName,
} from './parameters.ts'
import {
  attributesContext,
  type Context,
  leadingKeysContext,
  once,
  readCondition,
  readProjection,
  returnContext,
} from './prepare.ts'
import { readUpdate, updatePaths } from './update-item.ts'
import { carryOut, idOf, itemCollectionMetrics, type Planned, planWrite, type Write } from './write.ts'

const mostParts = 100
const mostBytes = 4 * 1024 * 1024

const shared = {
  TableName: required(tableName),
  ...substitutes,
  ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
}
const parts = {
  ConditionCheck: structure({
    ...shared,
    Key: required(attributes),
    ConditionExpression: required(text()),
  }),
  Put: structure({ ...shared, Item: required(attributes), ConditionExpression: text() }),
  Delete: structure({ ...shared, Key: required(attributes), ConditionExpression: text() }),
  Update: structure({
    ...shared,
    Key: required(attributes),
    UpdateExpression: required(text()),
    ConditionExpression: text(),
  }),
}

/** One part of a transaction. */
interface Part {
  readonly table: string
  readonly write: Write
  /** What it needs by itself. */
  readonly action: 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem'
  readonly context: Context
}

function readPart(sent: Input<typeof parts>): Part {
  const { ConditionCheck: check, Put: put, Delete: gone, Update: update } = sent
  const all = [check, put, gone, update].filter((part) => part !== undefined)
  const [one] = all
  if (one === undefined || all.length > 1) {
    throw validationException('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  const table = one.TableName
  const showsItem = one.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
  if (update !== undefined) {
    const { actions, condition } = readUpdate(update)
    return {
      table,
      write: { condition, showsItem, what: { kind: 'update', key: update.Key, actions } },
      action: 'UpdateItem',
      context: attributesContext(update.Key.keys(), condition, updatePaths(actions)),
    }
  }
  const condition = readCondition(one)
  if (put !== undefined) {
    return {
      table,
      write: { condition, showsItem, what: { kind: 'put', item: put.Item } },
      action: 'PutItem',
      context: attributesContext(put.Item.keys(), condition),
    }
  }
  const key = (check ?? gone)?.Key ?? new Map()
  return {
    table,
    write: { condition, showsItem, what: { kind: check === undefined ? 'delete' : 'check', key } },
    action: check === undefined ? 'DeleteItem' : 'ConditionCheckItem',
    context: attributesContext(key.keys(), condition),
  }
}

const partsOf = once((input: { readonly TransactItems: ReadonlyArray<Input<typeof parts>> }) =>
  input.TransactItems.map(readPart),
)

/** How long a transaction that is sent again with its token is the same one. */
const tokenMs = 10 * 60 * 1000

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const transactWriteItems = jsonAction('dynamodb', {
  name: 'TransactWriteItems',
  input: {
    TransactItems: required(listOf(structure(parts), { minLength: 1, maxLength: mostParts })),
    ReturnConsumedCapacity: returnConsumedCapacity,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    ClientRequestToken: text({ minLength: 1, maxLength: 36 }),
  },
  needs: (call, input) =>
    partsOf(input).map(({ table: name, action, write, context }) =>
      partNeed(call, 'TransactWriteItems', name, action, [
        ...leadingKeysContext(call, name, [itemOf(write)]),
        ...context,
        ...returnContext(input),
      ]),
    ),
  run: (call, input) => {
    const opened = partsOf(input).map(({ table: name, write }) => ({
      write,
      table: openTable(call, name),
    }))
    const token = input.ClientRequestToken
    const digest = token === undefined ? '' : digestOf(input.TransactItems)
    const isDone = token !== undefined && isRepeated(call, token, digest)
    if (!isDone) checkDistinct(opened)
    const planned = isDone ? [] : planAll(opened)
    for (const one of planned) carryOut(one)
    if (token !== undefined && !isDone) remember(call, token, digest)
    // Sent again, nothing is written, and what is there is read.
    const consumed = isDone
      ? opened.map(({ table, write }) => consumedByRead(table, idOf(table, write)))
      : planned.map((one) => doubled(one.consumed))
    const units = isDone ? 'ReadCapacityUnits' : 'WriteCapacityUnits'
    return {
      ConsumedCapacity: capacities(consumed, input.ReturnConsumedCapacity, units),
      ItemCollectionMetrics: metricsOf(opened, input.ReturnItemCollectionMetrics),
    }
  },
})

interface Opened {
  readonly table: Table
  readonly write: Write
}

function checkDistinct(opened: readonly Opened[]): void {
  const ids = new Set<string>()
  let bytes = 0
  for (const { table, write } of opened) {
    checkFilledKey(table, itemOf(write))
    // What else is no key of the table is told when its turn comes.
    const id = `${table.arn} ${keyText(table.key, itemOf(write)) ?? ids.size}`
    if (ids.has(id)) {
      throw validationException('Transaction request cannot include multiple operations on one item')
    }
    ids.add(id)
    bytes += itemSize(itemOf(write))
  }
  if (bytes > mostBytes) {
    throw validationException('Transaction request size exceeded the maximum allowed size of 4 MB')
  }
}

/**
 * Finds out what all of it does, of which nothing is done yet.
 *
 * @throws AwsError `TransactionCanceledException` with a reason for each part
 */
function planAll(opened: readonly Opened[]): readonly Planned[] {
  const planned: Planned[] = []
  const reasons = opened.map(({ table, write }): JsonObject => {
    try {
      planned.push(planWrite(table, write))
      return { Code: 'None' }
    } catch (error) {
      return reasonOf(error)
    }
  })
  if (planned.length < opened.length) throw cancelled(reasons)
  return planned
}

function reasonOf(error: unknown): JsonObject {
  if (!(error instanceof AwsError)) throw error
  const code = reasonCodes.get(error.code)
  if (code === undefined) throw error
  const members = error instanceof JsonRefusal ? error.members : {}
  return { Code: code, ...members, Message: error.message }
}

const reasonCodes: ReadonlyMap<string, string> = new Map([
  ['ConditionalCheckFailedException', 'ConditionalCheckFailed'],
  ['ValidationException', 'ValidationError'],
])

function cancelled(reasons: readonly JsonObject[]): AwsError {
  const codes = reasons.map(({ Code }) => (typeof Code === 'string' ? Code : 'None')).join(', ')
  const Message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  // This one spells the member of its sentence otherwise than the rest.
  return new JsonRefusal('TransactionCanceledException', Message, {
    message: undefined,
    Message,
    CancellationReasons: reasons,
  })
}

function consumedByRead(table: Table, id: string): Consumed {
  const item = itemAt(table, id)
  const reads = 2 * readUnits(item === undefined ? 0 : itemSize(item), true)
  return { table, reads, writes: 0, indexes: new Map() }
}

function capacities(
  consumed: readonly Consumed[],
  asked: string | undefined,
  units: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): readonly JsonValue[] | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined
  return summed(consumed).map((one) => consumedCapacity(one, asked, units))
}

function metricsOf(
  opened: readonly Opened[],
  asked: string | undefined,
): ReadonlyMap<string, JsonValue> | undefined {
  const metrics = new Map<string, JsonValue[]>()
  for (const { table, write } of opened) {
    const one = itemCollectionMetrics(table, itemOf(write), asked)
    if (one === undefined) continue
    metrics.set(table.name, [...(metrics.get(table.name) ?? []), one])
  }
  return metrics.size === 0 ? undefined : metrics
}

/** What a part needs by itself, and that it is a part. */
function partNeed(
  call: Call,
  enclosing: string,
  name: string,
  action: string,
  context: Context,
): AuthorizationNeed {
  return tableNeed(call, action, name, {
    context: [...context, ['dynamodb:EnclosingOperation', [enclosing]]],
  })
}

function itemOf({ what }: Write): Item {
  return what.kind === 'put' ? what.item : what.key
}

/**
 * Whether that transaction was done already.
 *
 * @throws AwsError `IdempotentParameterMismatchException` where another one was
 */
function isRepeated(call: Call, token: string, digest: string): boolean {
  const { transactions } = regionOf(call.account, call.region)
  for (const [known, { at }] of transactions) {
    // The oldest stand first.
    if (call.now.getTime() - at.getTime() < tokenMs) break
    transactions.delete(known)
  }
  const before = transactions.get(token)
  if (before === undefined) return false
  if (before.digest === digest) return true
  throw new AwsError(
    'IdempotentParameterMismatchException',
    400,
    'The request uses the same client token as a previous, but non-identical request.',
  )
}

function remember(call: Call, token: string, digest: string): void {
  regionOf(call.account, call.region).transactions.set(token, { at: call.now, digest })
}

/** Of what a transaction does, in whatever order the members were sent, and whatever is to be told of it. */
function digestOf(items: readonly object[]): string {
  return createHash('sha256')
    .update(JSON.stringify(items.map(inOrder)))
    .digest('base64')
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inOrder)
  const entries: Iterable<[unknown, unknown]> = value instanceof Map ? value : Object.entries(value)
  return Array.from(entries, ([name, one]) => [String(name), inOrder(one)] as const).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )
}

const get = structure({
  TableName: required(tableName),
  Key: required(attributes),
  ProjectionExpression: text(),
  ExpressionAttributeNames: substituteNames,
})
const pathsOf = once(readProjection)

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html */
export const transactGetItems = jsonAction('dynamodb', {
  name: 'TransactGetItems',
  input: {
    TransactItems: required(
      listOf(structure({ Get: required(get) }), { minLength: 1, maxLength: mostParts }),
    ),
    ReturnConsumedCapacity: returnConsumedCapacity,
  },
  needs: (call, input) =>
    input.TransactItems.map(({ Get }) =>
      partNeed(call, 'TransactGetItems', Get.TableName, 'GetItem', [
        ...leadingKeysContext(call, Get.TableName, [Get.Key]),
        ...attributesContext(Get.Key.keys(), undefined, pathsOf(Get)),
        ...returnContext(input),
      ]),
    ),
  run: (call, input) => {
    const opened = input.TransactItems.map(({ Get }) => ({ Get, table: openTable(call, Get.TableName) }))
    const found = opened.map(({ Get, table }) => {
      checkKey(table, Get.Key)
      const id = keyText(table.key, Get.Key) ?? ''
      return { table, item: itemAt(table, id), id, paths: pathsOf(Get) }
    })
    if (new Set(found.map(({ table, id }) => `${table.arn} ${id}`)).size < found.length) {
      throw validationException('Transaction request cannot include multiple operations on one item')
    }
    let bytes = 0
    for (const { item } of found) bytes += item === undefined ? 0 : itemSize(item)
    if (bytes > mostBytes) {
      throw validationException('Transaction response size exceeded the maximum allowed size of 4 MB')
    }
    return {
      Responses: found.map(({ item, paths }) =>
        item === undefined ? {} : { Item: writtenItem(paths === undefined ? item : project(item, paths)) },
      ),
      ConsumedCapacity: capacities(
        found.map(({ table, id }) => consumedByRead(table, id)),
        input.ReturnConsumedCapacity,
        'ReadCapacityUnits',
      ),
    }
  },
})
