import { jsonAction, required, text } from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import { openTable, tableNeed } from '../table/index.ts'
import { writtenItem } from '../value/index.ts'
import { consumedCapacity } from './capacity.ts'
import { keyOf } from './keys.ts'
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
import { carryOut, itemCollectionMetrics, planWrite } from './write.ts'

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

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html */
export const putItem = jsonAction('dynamodb', {
  name: 'PutItem',
  input: { ...writeParameters, Item: required(attributes) },
  refuses: ['Expected', 'ConditionalOperator'],
  needs: (call, input) => [
    tableNeed(call, 'PutItem', input.TableName, {
      context: [
        ...leadingKeysContext(call, input.TableName, [input.Item]),
        ...attributesContext(input.Item.keys(), conditionOf(input)),
        ...returnContext(input),
      ],
    }),
  ],
  run: (call, input) => {
    const table = openTable(call, input.TableName)
    const planned = planWrite(table, {
      condition: conditionOf(input),
      showsItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
      what: { kind: 'put', item: input.Item },
    })
    carryOut(planned)
    const { before } = planned
    return {
      Attributes: input.ReturnValues === 'ALL_OLD' && before !== undefined ? writtenItem(before) : undefined,
      ConsumedCapacity: consumedCapacity(planned.consumed, input.ReturnConsumedCapacity),
      ItemCollectionMetrics: itemCollectionMetrics(table, input.Item, input.ReturnItemCollectionMetrics),
    }
  },
})

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html */
export const deleteItem = jsonAction('dynamodb', {
  name: 'DeleteItem',
  input: { ...writeParameters, Key: required(attributes) },
  refuses: ['Expected', 'ConditionalOperator'],
  needs: (call, input) => [
    tableNeed(call, 'DeleteItem', input.TableName, {
      context: [
        ...leadingKeysContext(call, input.TableName, [input.Key]),
        ...attributesContext(input.Key.keys(), conditionOf(input)),
        ...returnContext(input),
      ],
    }),
  ],
  run: (call, input) => {
    const table = openTable(call, input.TableName)
    const planned = planWrite(table, {
      condition: conditionOf(input),
      showsItem: input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
      what: { kind: 'delete', key: input.Key },
    })
    carryOut(planned)
    const { before } = planned
    return {
      Attributes: input.ReturnValues === 'ALL_OLD' && before !== undefined ? writtenItem(before) : undefined,
      ConsumedCapacity: consumedCapacity(planned.consumed, input.ReturnConsumedCapacity),
      ItemCollectionMetrics: itemCollectionMetrics(
        table,
        keyOf(table.key, input.Key),
        input.ReturnItemCollectionMetrics,
      ),
    }
  },
})
