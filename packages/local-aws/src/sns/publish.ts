import { AwsError } from '../base/index.ts'
import type { Topic } from '../model/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  formAction,
  listOf,
  type QueryAction,
  required,
  structure,
  text,
  type Xml,
} from '../protocol/index.ts'
import { fanOut } from './deliver.ts'
import { batchError, invalidParameter } from './errors.ts'
import { topicArnNeed, topicOf } from './find-topic.ts'
import { messageFields, messageSize, type SentMessage, takeMessage } from './message.ts'

const mostEntries = 10
const longestBatch = 262_144

export const publishActions: readonly QueryAction[] = [
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
  formAction({
    name: 'Publish',
    input: { TopicArn: text(), TargetArn: text(), ...messageFields },
    needs: (call, { TopicArn, TargetArn }) => publishNeed(call, TopicArn ?? TargetArn),
    run: (call, { TopicArn, TargetArn, ...sent }) =>
      publish(call, topicOf(call, checkedArn(TopicArn ?? TargetArn)), sent),
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
  formAction({
    name: 'PublishBatch',
    input: {
      TopicArn: required(text()),
      PublishBatchRequestEntries: required(listOf(structure({ Id: text(), ...messageFields }))),
    },
    needs: (call, { TopicArn }) => publishNeed(call, TopicArn),
    run: (call, { TopicArn, PublishBatchRequestEntries: entries }) => {
      const topic = topicOf(call, TopicArn)
      checkBatch(entries)
      const successful: Xml[] = []
      const failed: Xml[] = []
      for (const { Id = '', ...sent } of entries) {
        try {
          successful.push({ Id, ...publish(call, topic, sent) })
        } catch (error) {
          if (!(error instanceof AwsError) || error.status >= 500) throw error
          failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true })
        }
      }
      return { Successful: successful, Failed: failed }
    },
  }),
]

function publishNeed(call: Call, arn: string | undefined): readonly AuthorizationNeed[] {
  return topicArnNeed(call, 'Publish', checkedArn(arn))
}

function checkedArn(arn: string | undefined): string {
  if (arn === undefined)
    throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
  return arn
}

function publish(call: Call, topic: Topic, sent: SentMessage): Xml {
  const taken = takeMessage(call, topic, sent)
  if (taken.before !== undefined) {
    return { MessageId: taken.before.messageId, SequenceNumber: taken.before.sequenceNumber }
  }
  fanOut(call, topic, taken.message)
  return { MessageId: taken.message.id, SequenceNumber: taken.message.sequenceNumber }
}

function checkBatch(entries: ReadonlyArray<SentMessage & { readonly Id: string | undefined }>): void {
  if (entries.length === 0) throw batchError('EmptyBatchRequest')
  if (entries.length > mostEntries) throw batchError('TooManyEntriesInBatchRequest')
  const ids = new Set(entries.map(({ Id }) => Id))
  if (entries.some(({ Id = '' }) => !/^[\w-]{1,80}$/.test(Id))) throw batchError('InvalidBatchEntryId')
  if (ids.size < entries.length) throw batchError('BatchEntryIdsNotDistinct')
  if (entries.reduce((sum, entry) => sum + messageSize(entry), 0) > longestBatch) {
    throw batchError('BatchRequestTooLong')
  }
}
