import type { Table } from '../../model/index.ts'
import {
  type Call,
  flag,
  integer,
  type JsonAction,
  jsonAction,
  required,
  structure,
  text,
} from '../../protocol/index.ts'
import { AwsError } from '../../base/index.ts'
import { findTable, placeOf, tableNeed } from '../table/index.ts'

const tableName = required(text({ minLength: 1, maxLength: 1024 }))
const mostDays = 35

export const continuousBackupActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
  jsonAction('dynamodb', {
    name: 'DescribeContinuousBackups',
    input: { TableName: tableName },
    needs: (call, { TableName }) => [tableNeed(call, 'DescribeContinuousBackups', TableName)],
    run: (call, { TableName }) => described(call, backedUp(call, TableName)),
  }),
  /** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html */
  jsonAction('dynamodb', {
    name: 'UpdateContinuousBackups',
    input: {
      TableName: tableName,
      PointInTimeRecoverySpecification: required(
        structure({
          PointInTimeRecoveryEnabled: required(flag),
          RecoveryPeriodInDays: integer({ min: 1, max: mostDays }),
        }),
      ),
    },
    needs: (call, { TableName }) => [tableNeed(call, 'UpdateContinuousBackups', TableName)],
    run: (call, { TableName, PointInTimeRecoverySpecification: sent }) => {
      const table = backedUp(call, TableName)
      const { PointInTimeRecoveryEnabled: isEnabled, RecoveryPeriodInDays } = sent
      const { since = call.now, days = mostDays } = table.recovery ?? {}
      table.recovery = isEnabled ? { since, days: RecoveryPeriodInDays ?? days } : undefined
      return described(call, table)
    },
  }),
]

function backedUp(call: Call, named: string): Table {
  const place = placeOf(call, named)
  const table = findTable(call, place)
  if (table !== undefined) return table
  throw new AwsError('TableNotFoundException', 400, `Table not found: ${place.name}`)
}

function described({ now }: Call, { recovery }: Table) {
  const earliest =
    recovery && new Date(Math.max(recovery.since.getTime(), now.getTime() - recovery.days * 86_400_000))
  return {
    ContinuousBackupsDescription: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription:
        recovery === undefined
          ? { PointInTimeRecoveryStatus: 'DISABLED' }
          : {
              PointInTimeRecoveryStatus: 'ENABLED',
              RecoveryPeriodInDays: recovery.days,
              EarliestRestorableDateTime: earliest,
              LatestRestorableDateTime: now,
            },
    },
  }
}
