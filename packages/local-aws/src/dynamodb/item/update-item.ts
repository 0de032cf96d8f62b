import { jsonAction, required, type Shape, structure, text } from '../../protocol/index.ts'
import { invalidValues, validationException } from '../errors/index.ts'
import {
  checkAllUsed,
  parseUpdate,
  type Path,
  pathsRead,
  project,
  readSubstitutes,
  type UpdateAction,
} from '../expression/index.ts'
import { openTable, tableNeed } from '../table/index.ts'
import { type Item, nameProblem, readValue, type Value, writtenItem } from '../value/index.ts'
import { consumedCapacity } from './capacity.ts'
import {
  attributes,
  entriesOf,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValues,
  returnValuesOnFailure,
  substitutes,
  tableName,
} from './parameters.ts'
import {
  attributesContext,
  conditionOf,
  leadingKeysContext,
  once,
  returnContext,
  type SentCondition,
} from './prepare.ts'
import { carryOut, itemCollectionMetrics, type Planned, planWrite } from './write.ts'

const value: Shape<Value> = { read: (sent) => readValue(sent), members: (path) => [path] }

/** What a change was before there were expressions; Terraform still sends it. */
const attributeUpdate = structure({ Value: value, Action: text({ oneOf: ['ADD', 'PUT', 'DELETE'] }) })
const attributeUpdates: Shape<ReadonlyMap<string, AttributeUpdate>> = {
  read: (sent, at, constraints) => {
    const updates = new Map<string, AttributeUpdate>()
    for (const [name, update] of entriesOf(sent)) {
      const problem = nameProblem(name)
      if (problem !== undefined) throw validationException(problem)
      updates.set(name, attributeUpdate.read(update, `${at}.${name}.member`, constraints))
    }
    return updates
  },
  members: (path) => [path],
}

interface AttributeUpdate {
  readonly Value: Value | undefined
  readonly Action: string | undefined
}

interface SentUpdate extends SentCondition {
  readonly UpdateExpression: string | undefined
}

/**
 * The update of an item and its condition, as they are sent by their expressions.
 *
 * @throws AwsError `ValidationException`
 */
export function readUpdate(sent: SentUpdate) {
  const { UpdateExpression, ConditionExpression } = sent
  const found = readSubstitutes(sent, { UpdateExpression, ConditionExpression }, [
    'UpdateExpression',
    'ConditionExpression',
  ])
  const actions = UpdateExpression === undefined ? [] : parseUpdate(UpdateExpression, found)
  const condition = conditionOf('ConditionExpression', ConditionExpression, found)
  checkAllUsed(found)
  return { actions, condition }
}

const prepare = once(
  (input: SentUpdate & { readonly AttributeUpdates: ReadonlyMap<string, AttributeUpdate> | undefined }) => {
    const { AttributeUpdates: legacy } = input
    if (legacy === undefined) return readUpdate(input)
    const modern = (['UpdateExpression', 'ConditionExpression'] as const).filter(
      (name) => input[name] !== undefined,
    )
    if (modern.length > 0) {
      throw validationException(
        `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributeUpdates} Expression parameters: {${modern.join(', ')}}`,
      )
    }
    return { ...readUpdate(input), actions: [...legacy].map(([name, update]) => legacyAction(name, update)) }
  },
)

function legacyAction(name: string, { Value: sent, Action = 'PUT' }: AttributeUpdate): UpdateAction {
  const path: Path = [name]
  if (sent === undefined) {
    if (Action === 'DELETE') return { kind: 'remove', path }
    throw invalidValues('Only DELETE action is allowed when no attribute value is specified')
  }
  if (Action === 'PUT') return { kind: 'set', path, to: { kind: 'value', value: sent } }
  const isSet = sent.type === 'SS' || sent.type === 'NS' || sent.type === 'BS'
  if (Action === 'DELETE') {
    if (!isSet) throw invalidValues(`DELETE action with value is not supported for the type ${sent.type}`)
    return { kind: 'delete', path, value: sent }
  }
  if (sent.type === 'L') {
    const list = { kind: 'ifNotExists', path, otherwise: literal({ type: 'L', value: [] }) } as const
    return { kind: 'set', path, to: { kind: 'append', left: list, right: literal(sent) } }
  }
  if (!isSet && sent.type !== 'N') {
    throw invalidValues(`ADD action is not supported for the type ${sent.type}`)
  }
  return { kind: 'add', path, value: sent }
}

function literal(sent: Value) {
  return { kind: 'value', value: sent } as const
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html */
export const updateItem = jsonAction('dynamodb', {
  name: 'UpdateItem',
  input: {
    TableName: required(tableName),
    Key: required(attributes),
    UpdateExpression: text(),
    AttributeUpdates: attributeUpdates,
    ConditionExpression: text(),
    ...substitutes,
    ReturnValues: returnValues,
    ReturnConsumedCapacity: returnConsumedCapacity,
    ReturnItemCollectionMetrics: returnItemCollectionMetrics,
    ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
  },
  refuses: ['Expected', 'ConditionalOperator'],
  needs: (call, input) => {
    const { actions, condition } = prepare(input)
    return [
      tableNeed(call, 'UpdateItem', input.TableName, {
        context: [
          ...leadingKeysContext(call, input.TableName, [input.Key]),
          ...attributesContext(input.Key.keys(), condition, updatePaths(actions)),
          ...returnContext(input),
        ],
      }),
    ]
  },
  run: (call, input) => {
    const table = openTable(call, input.TableName)
    const { actions, condition } = prepare(input)
    const planned = planWrite(table, {
      condition,
      showsItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
      what: {
        kind: 'update',
        key: input.Key,
        actions,
        mismatch: input.AttributeUpdates && 'Type mismatch for attribute to update',
      },
    })
    carryOut(planned)
    const shown = returned(planned, actions, input.ReturnValues)
    return {
      Attributes: shown === undefined ? undefined : writtenItem(shown),
      ConsumedCapacity: consumedCapacity(planned.consumed, input.ReturnConsumedCapacity),
      ItemCollectionMetrics: itemCollectionMetrics(table, input.Key, input.ReturnItemCollectionMetrics),
    }
  },
})

/** Every path that an update reads or changes. */
export function updatePaths(actions: readonly UpdateAction[]): readonly Path[] {
  return actions.flatMap((action) => [action.path, ...(action.kind === 'set' ? pathsRead(action.to) : [])])
}

function returned(
  { before, after }: Planned,
  actions: readonly UpdateAction[],
  asked: string | undefined,
): Item | undefined {
  const paths = actions.map(({ path }) => path)
  const part = (item: Item | undefined): Item | undefined => {
    const found = item && project(item, paths)
    return found === undefined || found.size === 0 ? undefined : found
  }
  switch (asked) {
    case 'ALL_OLD':
      return before
    case 'ALL_NEW':
      return after
    case 'UPDATED_OLD':
      return part(before)
    case 'UPDATED_NEW':
      return part(after)
    default:
      return undefined
  }
}
