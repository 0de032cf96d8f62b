import type { Table } from '../../model/index.ts'
import {
  type AuthorizationNeed,
  flag,
  jsonAction,
  type JsonValue,
  mapOf,
  required,
  type Shape,
  structure,
  text,
} from '../../protocol/index.ts'
import { notImplemented, validationException } from '../errors/index.ts'
import { type Path, project } from '../expression/index.ts'
import { itemAt, keyText, openTable, tableNeed } from '../table/index.ts'
import { type Item, itemSize, writtenItem } from '../value/index.ts'
import { type Consumed, consumedCapacity, readUnits, summed } from './capacity.ts'
import { checkKey, keyOf } from './keys.ts'
import {
  attributes,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  substituteNames,
} from './parameters.ts'
import { attributesContext, leadingKeysContext, once, readProjection, returnContext } from './prepare.ts'
import { carryOut, idOf, itemCollectionMetrics, planWrite, type Write } from './write.ts'

const mostRead = 100
const mostWritten = 25
/** What one answer holds at most, in bytes. */
const mostAnsweredBytes = 16 * 1024 * 1024

const keys: Shape<readonly Item[]> = {
  read: (value, at, constraints) => {
    const sent: readonly unknown[] = Array.isArray(value) ? value : [value]
    constraints.checkLength(sent.length, '', `${capital(at.replace(/keys$/, ''))}Keys`, {
      minLength: 1,
      maxLength: mostRead,
      hidden: true,
    })
    return sent.slice(0, mostRead).map((one) => attributes.read(one, at, constraints))
  },
  members: (path) => [path],
}

/** Some sentences name parameters as they were sent, others do not. */
function capital(at: string): string {
  return `${at.charAt(0).toUpperCase()}${at.slice(1)}`
}

/** What nobody sends but who speaks the API of 2012. */
const refusedNames: Shape<never> = {
  read: () => {
    throw notImplemented('the parameter AttributesToGet of the action dynamodb:BatchGetItem')
  },
  members: (path) => [`${path}[]`],
}

const keysAndAttributes = structure({
  Keys: required(keys),
  ProjectionExpression: text(),
  ExpressionAttributeNames: substituteNames,
  ConsistentRead: flag,
  AttributesToGet: refusedNames,
})

type Asked = ReadonlyMap<string, Parameters<typeof pathsOf>[0] & { readonly Keys: readonly Item[] }>

const pathsOf = once(readProjection)

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
export const batchGetItem = jsonAction('dynamodb', {
  name: 'BatchGetItem',
  input: {
    RequestItems: required(mapOf(keysAndAttributes, { minLength: 1, maxLength: mostRead })),
    ReturnConsumedCapacity: returnConsumedCapacity,
  },
  needs: (call, input) => {
    checkCount(input.RequestItems)
    return [...input.RequestItems].map(([name, asked]): AuthorizationNeed => {
      const paths = pathsOf(asked)
      return tableNeed(call, 'BatchGetItem', name, {
        context: [
          ...leadingKeysContext(call, name, asked.Keys),
          ...attributesContext(
            asked.Keys.flatMap((key) => [...key.keys()]),
            undefined,
            paths,
          ),
          ['dynamodb:Select', [paths === undefined ? 'ALL_ATTRIBUTES' : 'SPECIFIC_ATTRIBUTES']],
          ...returnContext(input),
        ],
      })
    })
  },
  run: (call, input) => {
    const found = new Map<string, JsonValue[]>()
    const unprocessed = new Map<string, JsonValue>()
    const consumed: Consumed[] = []
    const distinct = distinctItems()
    let bytes = 0
    for (const [name, asked] of input.RequestItems) {
      const table = openTable(call, name)
      const paths = pathsOf(asked)
      const ids = asked.Keys.map((key) => {
        checkKey(table, key)
        return distinct(table, keyText(table.key, key) ?? '')
      })
      const items: JsonValue[] = []
      const left: Item[] = []
      for (const [index, id] of ids.entries()) {
        const item = itemAt(table, id)
        const size = item === undefined ? 0 : itemSize(item)
        const key = asked.Keys[index]
        // What does not fit into one answer is asked for again.
        if (bytes + size > mostAnsweredBytes && key !== undefined) {
          left.push(key)
          continue
        }
        bytes += size
        const reads = readUnits(size, asked.ConsistentRead)
        consumed.push({ table, reads, writes: 0, indexes: new Map() })
        if (item !== undefined) items.push(writtenItem(shown(item, paths)))
      }
      found.set(name, items)
      if (left.length > 0) {
        unprocessed.set(name, {
          Keys: left.map(writtenItem),
          ProjectionExpression: asked.ProjectionExpression,
          ExpressionAttributeNames: asked.ExpressionAttributeNames,
          ConsistentRead: asked.ConsistentRead,
        })
      }
    }
    return {
      Responses: found,
      UnprocessedKeys: unprocessed,
      ConsumedCapacity: capacities(consumed, input.ReturnConsumedCapacity),
    }
  },
})

function checkCount(asked: Asked): void {
  let count = 0
  for (const { Keys } of asked.values()) count += Keys.length
  if (count > mostRead) throw validationException('Too many items requested for the BatchGetItem call')
}

/** Refuses the second of two of the same item, whether its table is named by its name or by its arn. */
function distinctItems(): (table: Table, id: string) => string {
  const known = new Map<Table, Set<string>>()
  return (table, id) => {
    const ids = known.get(table) ?? new Set()
    known.set(table, ids)
    if (ids.has(id)) throw validationException('Provided list of item keys contains duplicates')
    ids.add(id)
    return id
  }
}

function shown(item: Item, paths: readonly Path[] | undefined): Item {
  return paths === undefined ? item : project(item, paths)
}

function capacities(
  consumed: readonly Consumed[],
  asked: string | undefined,
): readonly JsonValue[] | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined
  return summed(consumed).map((one) => consumedCapacity(one, asked))
}

const writeRequest = structure({
  PutRequest: structure({ Item: required(attributes) }),
  DeleteRequest: structure({ Key: required(attributes) }),
})
const writeRequests: Shape<ReadonlyArray<ReturnType<typeof writeRequest.read>>> = {
  read: (value, at, constraints) => {
    const sent: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (sent.length === 0) {
      const name = at.replace(/^requestItems\.|\.member$/g, '')
      throw validationException(
        `1 validation error detected: Value '{${name}=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to ${mostWritten}, Member must have length greater than or equal to 1]`,
      )
    }
    constraints.checkLength(sent.length, '', capital(at), { maxLength: mostWritten, hidden: true })
    return sent
      .slice(0, mostWritten)
      .map((one, index) => writeRequest.read(one, `${at}.${index + 1}.member`, constraints))
  },
  members: (path) => writeRequest.members(`${path}[]`),
}

const writesOf = once(
  (input: {
    readonly RequestItems: ReadonlyMap<string, ReadonlyArray<ReturnType<typeof writeRequest.read>>>
  }): ReadonlyMap<string, readonly Write[]> => {
    let count = 0
    const writes = new Map(
      [...input.RequestItems].map(([name, requests]) => {
        count += requests.length
        return [name, requests.map(writeOf)]
      }),
    )
    if (count > mostWritten) throw validationException('Too many items requested for the BatchWriteItem call')
    return writes
  },
)

function writeOf({ PutRequest, DeleteRequest }: ReturnType<typeof writeRequest.read>): Write {
  if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
    throw validationException(
      PutRequest === undefined
        ? 'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
        : 'Supplied WriteRequest has more than one request set, must contain exactly one of the supported requests',
    )
  }
  const bare = { condition: undefined, showsItem: false }
  if (PutRequest !== undefined) return { ...bare, what: { kind: 'put', item: PutRequest.Item } }
  return { ...bare, what: { kind: 'delete', key: DeleteRequest?.Key ?? new Map() } }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
export const batchWriteItem = jsonAction('dynamodb', {
  name: 'BatchWriteItem',
  input: {
    RequestItems: required(mapOf(writeRequests, { minLength: 1, maxLength: mostWritten })),
    ReturnConsumedCapacity: returnConsumedCapacity,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  },
  needs: (call, input) =>
    [...writesOf(input)].map(([name, writes]) => {
      const sent = writes.map(itemOf)
      return tableNeed(call, 'BatchWriteItem', name, {
        context: [
          ...leadingKeysContext(call, name, sent),
          ...attributesContext(
            sent.flatMap((item) => [...item.keys()]),
            undefined,
          ),
          ...returnContext(input),
        ],
      })
    }),
  run: (call, input) => {
    // What is wrong with one of them refuses all; then each is done by itself.
    const distinct = distinctItems()
    const opened = [...writesOf(input)].map(([name, writes]) => {
      const table = openTable(call, name)
      for (const write of writes) {
        checkKey(table, write.what.kind === 'put' ? keyOf(table.key, write.what.item) : write.what.key)
        distinct(table, idOf(table, write))
      }
      return { name, table, writes }
    })
    const consumed: Consumed[] = []
    const metrics = new Map<string, JsonValue>()
    for (const { name, table, writes } of opened) {
      const ofTable: JsonValue[] = []
      for (const write of writes) {
        const planned = planWrite(table, write)
        carryOut(planned)
        consumed.push(planned.consumed)
        const one = itemCollectionMetrics(table, itemOf(write), input.ReturnItemCollectionMetrics)
        if (one !== undefined) ofTable.push(one)
      }
      if (ofTable.length > 0) metrics.set(name, ofTable)
    }
    return {
      UnprocessedItems: {},
      ItemCollectionMetrics: metrics.size === 0 ? undefined : metrics,
      ConsumedCapacity: capacities(consumed, input.ReturnConsumedCapacity),
    }
  },
})

function itemOf({ what }: Write): Item {
  return what.kind === 'put' ? what.item : what.key
}
