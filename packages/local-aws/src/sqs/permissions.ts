import { AwsError } from '../base/index.ts'
import { hasLabel, withoutLabel, withStatements } from '../model/index.ts'
import { type JsonAction, jsonAction, listOf, text } from '../protocol/index.ts'
import { queuePolicy } from './attributes.ts'
import { invalidParameter, invalidValue, missingParameter } from './errors.ts'
import { queueAt, queueUrlNeed } from './find-queue.ts'

const mostActions = 7
const shareable = new Set([
  '*',
  'ChangeMessageVisibility',
  'DeleteMessage',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListDeadLetterSourceQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
])

/** Statements of a queue's policy, added and taken away by their labels. */
export const permissionActions: readonly JsonAction[] = [
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_AddPermission.html */
  jsonAction('sqs', {
    name: 'AddPermission',
    input: { QueueUrl: text(), Label: text(), AWSAccountIds: listOf(text()), Actions: listOf(text()) },
    needs: (call, { QueueUrl }) => queueUrlNeed(call, 'AddPermission', QueueUrl),
    run: (call, { QueueUrl, Label, AWSAccountIds = [], Actions = [] }) => {
      const queue = queueAt(call, QueueUrl)
      const label = checkedLabel(Label)
      if (AWSAccountIds.length === 0) throw missingParameter('AWSAccountIds')
      if (Actions.length === 0) throw missingParameter('Actions')
      if (Actions.length > mostActions) {
        throw new AwsError(
          'OverLimit',
          403,
          `${Actions.length} Actions were found, maximum allowed is ${mostActions}.`,
        )
      }
      const unknown = Actions.find((action) => !shareable.has(action))
      if (unknown !== undefined) {
        throw invalidValue(
          unknown.slice(0, 256),
          'ActionName',
          'Only the queue owner is allowed to invoke this action.',
        )
      }
      const wrong = AWSAccountIds.find((id) => !/^\d{12}$/.test(id))
      if (wrong !== undefined) {
        throw invalidValue(wrong.slice(0, 256), 'PrincipalId', 'Unable to verify.')
      }
      if (queue.policy !== undefined && hasLabel(queue.policy, label)) {
        throw invalidValue(label, 'Label', 'Already exists.')
      }
      const added = {
        Sid: label,
        Effect: 'Allow',
        Principal: { AWS: one(AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: one(Actions.map((action) => `SQS:${action}`)),
        Resource: queue.arn,
      }
      const document = { Version: '2012-10-17', Id: `${queue.arn}/SQSDefaultPolicy`, Statement: [added] }
      const own = queuePolicy(call, JSON.stringify(document), queue)
      queue.policy = queue.policy && own ? withStatements(queue.policy, own) : own
      queue.modifiedAt = call.now
      return {}
    },
  }),
  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html */
  jsonAction('sqs', {
    name: 'RemovePermission',
    input: { QueueUrl: text(), Label: text() },
    needs: (call, { QueueUrl }) => queueUrlNeed(call, 'RemovePermission', QueueUrl),
    run: (call, { QueueUrl, Label }) => {
      const queue = queueAt(call, QueueUrl)
      const label = checkedLabel(Label)
      if (queue.policy === undefined || !hasLabel(queue.policy, label)) {
        throw invalidValue(label, 'Label', "can't find label on existing policy.")
      }
      queue.policy = withoutLabel(queue.policy, label)
      queue.modifiedAt = call.now
      return {}
    },
  }),
]

function one(values: readonly string[]): string | readonly string[] {
  const [only] = values
  return only !== undefined && values.length === 1 ? only : values
}

function checkedLabel(label: string | undefined): string {
  if (label === undefined || label === '') throw missingParameter('Label')
  if (!/^[\w-]{1,80}$/.test(label)) {
    throw invalidParameter(
      `Value ${label.slice(0, 256)} for parameter Label is invalid. Reason: Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.`,
    )
  }
  return label
}
