import {
  type AuthorizationNeed,
  type Call,
  type Input,
  jsonAction,
  type JsonObject,
  required,
  text,
} from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import { openTable, tableNeed } from '../table/index.ts'
import { type Item, writtenItem } from '../value/index.ts'
import { consumedCapacity } from './capacity.ts'
import {
  attributes,
  returnConsumedCapacity,
  returnItemCollectionMetrics,
  returnValues,
  returnValuesOnFailure,
  substitutes,
  tableName,
} from './parameters.ts'
import {
  attributesContext,
  leadingKeysContext,
  once,
  readCondition,
  returnContext,
  type SentCondition,
} from './prepare.ts'
import { carryOut, itemCollectionMetrics, planWrite, type Write } from './write.ts'

const writeParameters = {
  TableName: required(tableName),
  ConditionExpression: text(),
  ...substitutes,
  ReturnValues: returnValues,
  ReturnConsumedCapacity: returnConsumedCapacity,
  ReturnItemCollectionMetrics: returnItemCollectionMetrics,
  ReturnValuesOnConditionCheckFailure: returnValuesOnFailure,
}

const conditionOf = once((input: SentCondition & { readonly ReturnValues: string | undefined }) => {
  const { ReturnValues: asked = 'NONE' } = input
  if (asked !== 'NONE' && asked !== 'ALL_OLD') {
    throw validationException('Return values set to invalid value')
  }
  return readCondition(input)
})

type SentWrite = Input<typeof writeParameters>
type SentItem = Extract<Write['what'], { readonly kind: 'put' | 'delete' | 'check' }>

/** What a write of one item needs: `sent` has at least its key. */
function needsOf(
  call: Call,
  action: 'PutItem' | 'DeleteItem',
  input: SentWrite,
  sent: Item,
): AuthorizationNeed[] {
  return [
    tableNeed(call, action, input.TableName, {
      context: [
        ...leadingKeysContext(call, input.TableName, [sent]),
        ...attributesContext(sent.keys(), conditionOf(input)),
        ...returnContext(input),
      ],
    }),
  ]
}

function write(call: Call, input: SentWrite, what: SentItem): JsonObject {
  const table = openTable(call, input.TableName)
  const planned = planWrite(table, {
    condition: conditionOf(input),
    showsItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
    what,
  })
  carryOut(planned)
  const { before } = planned
  const sent = what.kind === 'put' ? what.item : what.key
  return {
    Attributes: input.ReturnValues === 'ALL_OLD' && before !== undefined ? writtenItem(before) : undefined,
    ConsumedCapacity: consumedCapacity(planned.consumed, input.ReturnConsumedCapacity),
    ItemCollectionMetrics: itemCollectionMetrics(table, sent, input.ReturnItemCollectionMetrics),
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = jsonAction('dynamodb', {
  name: 'PutItem',
  input: { ...writeParameters, Item: required(attributes) },
  refuses: ['Expected', 'ConditionalOperator'],
  needs: (call, input) => needsOf(call, 'PutItem', input, input.Item),
  run: (call, input) => write(call, input, { kind: 'put', item: input.Item }),
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = jsonAction('dynamodb', {
  name: 'DeleteItem',
  input: { ...writeParameters, Key: required(attributes) },
  refuses: ['Expected', 'ConditionalOperator'],
  needs: (call, input) => needsOf(call, 'DeleteItem', input, input.Key),
  run: (call, input) => write(call, input, { kind: 'delete', key: input.Key }),
})
