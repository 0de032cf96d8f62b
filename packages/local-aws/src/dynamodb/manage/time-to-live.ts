import { flag, type JsonAction, jsonAction, required, structure, text } from '../../protocol/index.ts'
import { validationException } from '../errors/index.ts'
import { forgetDerived, tableNamed, tableNeed } from '../table/index.ts'

const tableName = required(text({ minLength: 1, maxLength: 1024 }))

export const timeToLiveActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
  jsonAction('dynamodb', {
    name: 'UpdateTimeToLive',
    input: {
      TableName: tableName,
      TimeToLiveSpecification: required(
        structure({
          Enabled: required(flag),
          AttributeName: required(text({ minLength: 1, maxLength: 255 })),
        }),
      ),
    },
    needs: (call, { TableName }) => [tableNeed(call, 'UpdateTimeToLive', TableName)],
    run: (call, { TableName, TimeToLiveSpecification }) => {
      const table = tableNamed(call, TableName)
      const { Enabled: isEnabled, AttributeName: name } = TimeToLiveSpecification
      if (isEnabled && table.timeToLive !== undefined) {
        throw validationException(
          table.timeToLive === name
            ? 'TimeToLive is already enabled'
            : `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
        )
      }
      if (!isEnabled && table.timeToLive === undefined) {
        throw validationException('TimeToLive is already disabled')
      }
      if (!isEnabled && table.timeToLive !== name) {
        throw validationException(
          `TimeToLive is active on a different AttributeName: current AttributeName is ${table.timeToLive}`,
        )
      }
      table.timeToLive = isEnabled ? name : undefined
      forgetDerived(table)
      return { TimeToLiveSpecification: { Enabled: isEnabled, AttributeName: name } }
    },
  }),
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
  jsonAction('dynamodb', {
    name: 'DescribeTimeToLive',
    input: { TableName: tableName },
    needs: (call, { TableName }) => [tableNeed(call, 'DescribeTimeToLive', TableName)],
    run: (call, { TableName }) => {
      const { timeToLive } = tableNamed(call, TableName)
      return {
        TimeToLiveDescription:
          timeToLive === undefined
            ? { TimeToLiveStatus: 'DISABLED' }
            : { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive },
      }
    },
  }),
]
