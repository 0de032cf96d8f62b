import type { Call } from '../../protocol/index.ts'
import {
  checkAllUsed,
  type Condition,
  parseCondition,
  parseProjection,
  type Path,
  pathsIn,
  readSubstitutes,
  type Substitutes,
} from '../expression/index.ts'
import { findTable, placeOf } from '../table/index.ts'
import type { Item } from '../value/index.ts'
import { leadingKey } from './keys.ts'

/** Condition keys and their values. */
export type Context = [key: string, values: readonly string[]][]

/** Does something once for each input, which is asked for by who decides and by who acts. */
export function once<Input extends object, Result>(make: (input: Input) => Result): (input: Input) => Result {
  const made = new WeakMap<Input, { readonly result: Result }>()
  return (input) => {
    const found = made.get(input)
    if (found !== undefined) return found.result
    const result = make(input)
    made.set(input, { result })
    return result
  }
}

/** The condition of a write. */
export interface SentCondition {
  readonly ConditionExpression: string | undefined
  readonly ExpressionAttributeNames: ReadonlyMap<string, string> | undefined
  readonly ExpressionAttributeValues: ReadonlyMap<string, unknown> | undefined
}

/** Reads the condition of a write, which is the only expression that it has. */
export function readCondition(sent: SentCondition): Condition | undefined {
  const { ConditionExpression } = sent
  const substitutes = readSubstitutes(sent, { ConditionExpression }, ['ConditionExpression'])
  const condition = conditionOf('ConditionExpression', ConditionExpression, substitutes)
  checkAllUsed(substitutes)
  return condition
}

export function conditionOf(
  kind: string,
  text: string | undefined,
  substitutes: Substitutes,
): Condition | undefined {
  return text === undefined ? undefined : parseCondition(kind, text, substitutes)
}

/** Reads the projection of a read, which is the only expression that it has. */
export function readProjection(sent: {
  readonly ProjectionExpression: string | undefined
  readonly ExpressionAttributeNames: ReadonlyMap<string, string> | undefined
}): readonly Path[] | undefined {
  const { ProjectionExpression } = sent
  const substitutes = readSubstitutes(
    { ...sent, ExpressionAttributeValues: undefined },
    { ProjectionExpression },
    [],
  )
  const paths =
    ProjectionExpression === undefined ? undefined : parseProjection(ProjectionExpression, substitutes)
  checkAllUsed(substitutes)
  return paths
}

/** The partition key that an item has in the table of that name, as policies ask for it. */
export function leadingKeysContext(call: Call, tableName: string, items: readonly Item[]): Context {
  const table = findTable(call, placeOf(call, tableName))
  const keys = table === undefined ? [] : items.flatMap((item) => leadingKey(item.get(table.key.hash)))
  return keys.length === 0 ? [] : [['dynamodb:LeadingKeys', [...new Set(keys)]]]
}

/** The attributes that a request is about, as policies ask for them. */
export function attributesContext(
  names: Iterable<string>,
  condition: Condition | undefined,
  paths: readonly Path[] = [],
): Context {
  const all = new Set(names)
  for (const [name] of [...(condition === undefined ? [] : pathsIn(condition)), ...paths]) {
    if (typeof name === 'string') all.add(name)
  }
  return all.size === 0 ? [] : [['dynamodb:Attributes', [...all]]]
}

/** What a request wants to be told, as policies ask for it. */
export function returnContext(input: {
  readonly ReturnValues?: string | undefined
  readonly ReturnConsumedCapacity?: string | undefined
}): Context {
  const context: Context = []
  if (input.ReturnValues !== undefined) context.push(['dynamodb:ReturnValues', [input.ReturnValues]])
  if (input.ReturnConsumedCapacity !== undefined) {
    context.push(['dynamodb:ReturnConsumedCapacity', [input.ReturnConsumedCapacity]])
  }
  return context
}
