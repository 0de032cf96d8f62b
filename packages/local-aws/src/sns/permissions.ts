import { hasLabel, withoutLabel, withStatements } from '../model/index.ts'
import { formAction, listOf, type QueryAction, required, text } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'
import { topicArnNeed, topicOf } from './find-topic.ts'
import { defaultPolicy, topicActions, topicPolicy } from './topic-policy.ts'

/** Statements of a topic's policy, added and taken away by their labels. */
export const permissionActions: readonly QueryAction[] = [
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html */
  formAction({
    name: 'AddPermission',
    input: {
      TopicArn: required(text()),
      Label: required(text()),
      AWSAccountId: required(listOf(text())),
      ActionName: required(listOf(text())),
    },
    needs: (call, { TopicArn }) => topicArnNeed(call, 'AddPermission', TopicArn),
    run: (call, { TopicArn, Label, AWSAccountId: accounts, ActionName: names }) => {
      const topic = topicOf(call, TopicArn)
      if (!/^[\w-]{1,80}$/.test(Label)) throw invalidParameter('Label')
      if (accounts.length === 0 || accounts.some((id) => !/^\d{12}$/.test(id))) {
        throw invalidParameter('AWSAccountId')
      }
      if (names.length === 0) throw invalidParameter('ActionName')
      if (names.some((name) => name !== '*' && !topicActions.has(name.toLowerCase()))) {
        throw invalidParameter('Policy statement action out of service scope!')
      }
      if (hasLabel(topic.policy, Label)) {
        throw invalidParameter('Statement already exists')
      }
      const added = {
        Sid: Label,
        Effect: 'Allow',
        Principal: { AWS: one(accounts.map((id) => `arn:aws:iam::${id}:root`)) },
        Action: one(names.map((name) => `SNS:${name}`)),
        Resource: topic.arn,
      }
      topic.policy = withStatements(
        topic.policy,
        topicPolicy(call, JSON.stringify({ Version: '2012-10-17', Statement: [added] }), topic.arn),
      )
      return undefined
    },
  }),
  /** A label that no statement has is no error. @see https://docs.aws.amazon.com/sns/latest/api/API_RemovePermission.html */
  formAction({
    name: 'RemovePermission',
    input: { TopicArn: required(text()), Label: required(text()) },
    needs: (call, { TopicArn }) => topicArnNeed(call, 'RemovePermission', TopicArn),
    run: (call, { TopicArn, Label }) => {
      const topic = topicOf(call, TopicArn)
      if (!hasLabel(topic.policy, Label)) return undefined
      topic.policy = withoutLabel(topic.policy, Label) ?? defaultPolicy(call, topic.arn, topic.account)
      return undefined
    },
  }),
]

function one(values: readonly string[]): string | readonly string[] {
  const [only] = values
  return only !== undefined && values.length === 1 ? only : values
}
