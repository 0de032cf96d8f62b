import { regionAt, regionOf, type Topic } from '../model/index.ts'
import { formAction, mapOf, type QueryAction, required, text } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'
import {
  findTopic,
  listNeed,
  ownTopicArn,
  readTopicArn,
  topicArnNeed,
  topicNeed,
  topicOf,
} from './find-topic.ts'
import { pageOf } from './page.ts'
import { readTags, tagContext, tagList } from './tags.ts'
import {
  checkTopicAttributes,
  hasOtherAttributes,
  setTopicAttributes,
  shownTopicAttributes,
} from './topic-attributes.ts'
import { defaultPolicy } from './topic-policy.ts'
import { AwsError } from '../base/index.ts'

const mostTopics = 1000

const arn = { TopicArn: required(text()) }

export const topicActions: readonly QueryAction[] = [
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
  formAction({
    name: 'CreateTopic',
    input: { Name: required(text()), Attributes: mapOf(text()), Tags: tagList },
    needs: (call, { Name, Tags }) => {
      const made = { region: call.region, account: call.account.id, name: checkedName(Name) }
      const context = tagContext(Tags)
      const create = topicNeed(call, 'CreateTopic', made, context)
      return context.size === 0 ? [create] : [create, topicNeed(call, 'TagResource', made, context)]
    },
    run: (call, { Name, Attributes: sent = new Map(), Tags }) => {
      const name = checkedName(Name)
      const fifo = sent.get('FifoTopic') === 'true'
      if (fifo !== name.endsWith('.fifo')) {
        throw invalidParameter(
          fifo
            ? 'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.'
            : 'Topic Name',
        )
      }
      const TopicArn = ownTopicArn(call, name)
      const tags = readTags(new Map(), Tags)
      const policy = checkTopicAttributes(call, sent, { arn: TopicArn, fifo }, { isNew: true })
      const { topics } = regionOf(call.account, call.region)
      const known = topics.get(name)
      if (known !== undefined) {
        if (hasOtherAttributes(call, known, sent)) {
          throw invalidParameter('Attributes Reason: Topic already exists with different attributes')
        }
        if ([...tags].some(([key, value]) => known.tags.get(key) !== value)) {
          throw invalidParameter('Tags Reason: Topic already exists with different tags')
        }
        return { TopicArn }
      }
      if (topics.size >= mostTopics) {
        throw new AwsError('TopicLimitExceeded', 403, `The local AWS has ${mostTopics} topics in a region.`)
      }
      const topic: Topic = {
        name,
        arn: TopicArn,
        account: call.account.id,
        region: call.region,
        fifo,
        attributes: new Map(),
        policy: policy ?? defaultPolicy(call, TopicArn, call.account.id),
        tags,
        subscriptions: new Map(),
        removed: 0,
        sent: new Map(),
        sequences: 0,
      }
      setTopicAttributes(topic, sent)
      topics.set(name, topic)
      return { TopicArn }
    },
  }),
  /** A topic that is not there is no error. @see https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
  formAction({
    name: 'DeleteTopic',
    input: arn,
    needs: (call, { TopicArn }) => topicArnNeed(call, 'DeleteTopic', TopicArn),
    run: (call, { TopicArn }) => {
      const { account, region, name } = readTopicArn(call, TopicArn)
      if (findTopic(call, { account, region, name }) !== undefined)
        call.state.accounts.get(account)?.regions.get(region)?.topics.delete(name)
      return undefined
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
  formAction({
    name: 'ListTopics',
    input: { NextToken: text() },
    needs: (call) => listNeed(call, 'ListTopics'),
    run: (call, { NextToken: token }) => {
      const topics = [...(regionAt(call.account, call.region)?.topics.values() ?? [])]
      const { items, NextToken } = pageOf(topics, token, ({ name }) => name)
      return { Topics: items.map((topic) => ({ TopicArn: topic.arn })), NextToken }
    },
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
  formAction({
    name: 'GetTopicAttributes',
    input: arn,
    needs: (call, { TopicArn }) => topicArnNeed(call, 'GetTopicAttributes', TopicArn),
    run: (call, { TopicArn }) => ({ Attributes: shownTopicAttributes(call, topicOf(call, TopicArn)) }),
  }),
  /** @see https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
  formAction({
    name: 'SetTopicAttributes',
    input: { ...arn, AttributeName: required(text()), AttributeValue: text() },
    needs: (call, { TopicArn }) => topicArnNeed(call, 'SetTopicAttributes', TopicArn),
    run: (call, { TopicArn, AttributeName: name, AttributeValue: value = '' }) => {
      const topic = topicOf(call, TopicArn)
      const sent = new Map([[name, value]])
      const policy = checkTopicAttributes(call, sent, topic, { isNew: false })
      if (name === 'Policy') topic.policy = policy ?? defaultPolicy(call, topic.arn, topic.account)
      setTopicAttributes(topic, sent)
      return undefined
    },
  }),
]

function checkedName(name: string): string {
  if (name.length > 256 || !/^[\w-]+(?:\.fifo)?$/.test(name)) throw invalidParameter('Topic Name')
  return name
}
