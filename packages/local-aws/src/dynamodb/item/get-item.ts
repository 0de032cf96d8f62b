import { flag, jsonAction, required, text } from '../../protocol/index.ts'
import { project } from '../expression/index.ts'
import { itemAt, keyText, openTable, tableNeed } from '../table/index.ts'
import { itemSize, writtenItem } from '../value/index.ts'
import { consumedCapacity, readUnits } from './capacity.ts'
import { checkKey } from './keys.ts'
import { attributes, returnConsumedCapacity, substituteNames, tableName } from './parameters.ts'
import { attributesContext, leadingKeysContext, once, readProjection, returnContext } from './prepare.ts'

const pathsOf = once(readProjection)

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export const getItem = jsonAction('dynamodb', {
  name: 'GetItem',
  input: {
    TableName: required(tableName),
    Key: required(attributes),
    ProjectionExpression: text(),
    ExpressionAttributeNames: substituteNames,
    ConsistentRead: flag,
    ReturnConsumedCapacity: returnConsumedCapacity,
  },
  refuses: ['AttributesToGet'],
  needs: (call, input) => {
    const paths = pathsOf(input)
    return [
      tableNeed(call, 'GetItem', input.TableName, {
        context: [
          ...leadingKeysContext(call, input.TableName, [input.Key]),
          ...attributesContext(input.Key.keys(), undefined, paths),
          ['dynamodb:Select', [paths === undefined ? 'ALL_ATTRIBUTES' : 'SPECIFIC_ATTRIBUTES']],
          ...returnContext(input),
        ],
      }),
    ]
  },
  run: (call, input) => {
    const table = openTable(call, input.TableName)
    checkKey(table, input.Key)
    const item = itemAt(table, keyText(table.key, input.Key) ?? '')
    const paths = pathsOf(input)
    const reads = readUnits(item === undefined ? 0 : itemSize(item), input.ConsistentRead)
    const consumed = { table, reads, writes: 0, indexes: new Map<string, number>() }
    return {
      Item: item && writtenItem(paths === undefined ? item : project(item, paths)),
      ConsumedCapacity: consumedCapacity(consumed, input.ReturnConsumedCapacity),
    }
  },
})
