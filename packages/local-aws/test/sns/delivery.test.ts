import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'

import { accountId, credentials, type Keys } from '../local-aws-fixture.ts'
import {
  attributes,
  createSns,
  entriesOf,
  map,
  queueArn,
  queuePolicy,
  type Sns,
  stringValue,
  textOf,
  textsOf,
} from './sns-fixture.ts'

const invalid = (what: string) => [400, 'InvalidParameter', `Invalid parameter: ${what}`]
const other = '222233334444'

let test: Sns
let topic: string
let queue: string

beforeEach(async () => {
  test = createSns({ accounts: [accountId, other] })
  topic = await test.topic('lab')
  queue = await test.openQueue('lab')
})

/** The administrator of the second account. */
async function otherKeys(): Promise<Keys> {
  const role = await test.fixture.query(test.fixture.aws.admin, 'sts', {
    Action: 'AssumeRole',
    RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'other',
  })
  return credentials(role)
}

describe('a message to a queue', () => {
  it('comes in an envelope, with its attributes', async () => {
    await test.subscribe(topic, 'lab')
    const id = await test.publish(topic, 'hällo "you"', {
      Subject: 'greeting',
      ...attributes({
        team: stringValue('red'),
        bytes: { DataType: 'Binary', BinaryValue: 'AAEC' },
      }),
    })
    const [message] = await test.receive(queue)
    expect(JSON.parse(message?.Body ?? '')).toEqual({
      Type: 'Notification',
      MessageId: id,
      TopicArn: topic,
      Subject: 'greeting',
      Message: 'hällo "you"',
      Timestamp: '2026-11-22T12:00:00.000Z',
      MessageAttributes: {
        team: { Type: 'String', Value: 'red' },
        bytes: { Type: 'Binary', Value: 'AAEC' },
      },
    })
    expect(message?.MessageAttributes).toBeUndefined()
    expect(message?.Attributes?.['SenderId']).toMatch(/^AIDA/)
  })

  it('comes as it is where that was asked for', async () => {
    await test.subscribe(topic, 'lab', { RawMessageDelivery: 'true' })
    await test.publish(topic, 'hello', attributes({ team: stringValue('["red"]', 'String.Array') }))
    const [message] = await test.receive(queue)
    expect(message).toMatchObject({
      Body: 'hello',
      MessageAttributes: { team: { DataType: 'String.Array', StringValue: '["red"]' } },
    })
  })

  it('is the one for queues, where each protocol has its own', async () => {
    await test.subscribe(topic, 'lab', { RawMessageDelivery: 'true' })
    const json = { MessageStructure: 'json' }
    await test.publish(topic, '{"default":"all","sqs":"queues"}', json)
    await test.publish(topic, '{"default":"all","email":"letters"}', json)
    expect(await test.bodies(queue)).toEqual(['queues', 'all'])
  })

  it('does not come where the queue’s policy does not let SNS, or lets it for another topic', async () => {
    await test.subscribe(topic, 'lab', { RawMessageDelivery: 'true' })
    const set = (Policy: string) =>
      test.sqs('SetQueueAttributes', { QueueUrl: queue, Attributes: { Policy } })
    const arn = queueArn('lab')
    const arrives = async () => {
      await test.publish(topic, 'x')
      const taken = await test.receive(queue)
      for (const { ReceiptHandle } of taken)
        await test.sqs('DeleteMessage', { QueueUrl: queue, ReceiptHandle })
      return taken.length === 1
    }
    await set('')
    expect(await arrives()).toBe(false)
    await set(queuePolicy(arn, { Condition: { ArnEquals: { 'aws:SourceArn': `${topic}2` } } }))
    expect(await arrives()).toBe(false)
    await set(queuePolicy(arn, { Condition: { StringEquals: { 'aws:SourceAccount': other } } }))
    expect(await arrives()).toBe(false)
    await set(queuePolicy(arn, { Principal: { Service: 's3.amazonaws.com' } }))
    expect(await arrives()).toBe(false)
    await set(queuePolicy(arn, { Condition: { ArnEquals: { 'aws:SourceArn': topic } } }))
    expect(await arrives()).toBe(true)
    await set(queuePolicy(arn, { Condition: { StringEquals: { 'aws:SourceAccount': accountId } } }))
    expect(await arrives()).toBe(true)
    // As it was written before there were service principals.
    await set(
      queuePolicy(arn, { Principal: { AWS: '*' }, Condition: { ArnLike: { 'aws:SourceArn': topic } } }),
    )
    expect(await arrives()).toBe(true)
  })

  it('wakes who waits for one', async () => {
    await test.subscribe(topic, 'lab', { RawMessageDelivery: 'true' })
    const waiting = test.receive(queue, { WaitTimeSeconds: 20 })
    await test.publish(topic, 'hello')
    expect((await waiting).map(({ Body }) => Body)).toEqual(['hello'])
  })

  it('goes to the dead-letter queue when it cannot be delivered', async () => {
    const dead = await test.openQueue('dead')
    await test.subscribe(topic, 'lab', {
      RawMessageDelivery: 'true',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('dead') }),
    })
    await test.publish(topic, 'first')
    expect(await test.bodies(dead)).toEqual([])
    await test.sqs('DeleteQueue', { QueueUrl: queue })
    await test.publish(topic, 'second', attributes({ team: stringValue('red') }))
    const [message] = await test.receive(dead)
    expect(message).toMatchObject({ Body: 'second', MessageAttributes: { team: { StringValue: 'red' } } })
  })

  it('comes to nobody once they have unsubscribed, nor when the topic is gone', async () => {
    const subscription = await test.subscribe(topic, 'lab')
    await test.sns('Unsubscribe', { SubscriptionArn: subscription })
    await test.publish(topic, 'x')
    expect(await test.bodies(queue)).toEqual([])
    expect(entriesOf(await test.sns('GetTopicAttributes', { TopicArn: topic }))['SubscriptionsDeleted']).toBe(
      '1',
    )
    expect(await test.snsRefused('Unsubscribe', { SubscriptionArn: subscription })).toEqual([
      404,
      'NotFound',
      'Subscription does not exist',
    ])
    await test.sns('DeleteTopic', { TopicArn: topic })
    expect(await test.snsRefused('Publish', { TopicArn: topic, Message: 'x' })).toEqual([
      404,
      'NotFound',
      'Topic does not exist',
    ])
  })

  it('outlives an instance that keeps its data', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'topics-kept-'))
    const data = join(folder, 'data')
    const first = createSns({ data })
    const arn = await first.topic('kept')
    const url = await first.openQueue('kept')
    await first.subscribe(arn, 'kept', { RawMessageDelivery: 'true', FilterPolicy: '{"team":["red"]}' })
    await first.publish(arn, 'one', attributes({ team: stringValue('red') }))
    first.fixture.aws.close()
    const second = createSns({ data })
    await second.publish(arn, 'two', attributes({ team: stringValue('red') }))
    await second.publish(arn, 'three')
    expect(await second.bodies(url)).toEqual(['one', 'two'])
    second.fixture.aws.close()
    rmSync(folder, { recursive: true })
  })
})

describe('a message that no topic takes', () => {
  it.each([
    [{}, invalid('Empty message')],
    [{ Message: 'x'.repeat(262_145) }, invalid('Message too long')],
    [{ Message: 'x', Subject: 'x'.repeat(101) }, invalid('Subject')],
    [{ Message: 'x', Subject: 'a\nb' }, invalid('Subject')],
    [{ Message: 'x', MessageStructure: 'xml' }, invalid('MessageStructure')],
    [
      { Message: 'x', MessageStructure: 'json' },
      invalid('Message Structure - JSON message body failed to parse'),
    ],
    [
      { Message: '{"sqs":"x"}', MessageStructure: 'json' },
      invalid('Message Structure - No default entry in JSON message body'),
    ],
    [
      { Message: 'x', MessageDeduplicationId: 'x' },
      invalid(
        'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
      ),
    ],
    [
      { Message: 'x', ...attributes({ a: stringValue('x', 'Date') }) },
      [
        400,
        'ParameterValueInvalid',
        "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
      ],
    ],
    [
      { Message: 'x', ...attributes({ a: stringValue('one', 'Number') }) },
      [400, 'ParameterValueInvalid', "Could not cast message attribute 'a' value to number."],
    ],
    [
      { Message: 'x', ...attributes({ a: { DataType: 'String' } }) },
      [
        400,
        'ParameterValueInvalid',
        "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
      ],
    ],
    [
      { Message: 'x', ...attributes({ 'a..b': stringValue('x') }) },
      [400, 'ParameterValueInvalid', "The message attribute name 'a..b' is invalid."],
    ],
    [{ Message: 'x', PhoneNumber: '+1' }, [501, 'NotImplemented', expect.stringContaining('PhoneNumber')]],
  ])('is refused: case %#', async (sent, refusal) => {
    expect(await test.snsRefused('Publish', { TopicArn: topic, ...sent })).toEqual(refusal)
  })

  it('names no topic', async () => {
    expect((await test.snsRefused('Publish', { Message: 'x' }))[2]).toBe(
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    )
    expect(await test.sns('Publish', { TargetArn: topic, Message: 'x' })).toContain('<MessageId>')
  })
})

describe('a batch', () => {
  const batch = (...entries: readonly object[]) => ({
    TopicArn: topic,
    PublishBatchRequestEntries: entries,
  })
  const entry = (Id: string, Message = Id) => ({ Id, Message })

  it('is refused as a whole', async () => {
    const eleven = Array.from({ length: 11 }, (_, index) => entry(String(index)))
    for (const [entries, code] of [
      [eleven, 'TooManyEntriesInBatchRequest'],
      [[entry('a'), entry('a')], 'BatchEntryIdsNotDistinct'],
      [[entry('a b')], 'InvalidBatchEntryId'],
      [[entry('a', 'x'.repeat(140_000)), entry('b', 'x'.repeat(140_000))], 'BatchRequestTooLong'],
    ] as const) {
      expect((await test.snsRefused('PublishBatch', batch(...entries)))[1]).toBe(code)
    }
    expect(
      (await test.snsRefused('PublishBatch', { TopicArn: topic, PublishBatchRequestEntries: '' }))[1],
    ).toBe('EmptyBatchRequest')
  })

  it('does what it can, and says of the rest what is wrong', async () => {
    await test.subscribe(topic, 'lab', { RawMessageDelivery: 'true' })
    const answer = await test.sns('PublishBatch', batch(entry('one'), { Id: 'two' }, entry('three')))
    expect(textsOf(answer, 'Id')).toEqual(['one', 'three', 'two'])
    expect([textsOf(answer, 'Code'), textsOf(answer, 'SenderFault')]).toEqual([
      ['InvalidParameter'],
      ['true'],
    ])
    expect(await test.bodies(queue)).toEqual(['one', 'three'])
  })
})

describe('a FIFO topic', () => {
  it('keeps the order, and takes the same message once in five minutes', async () => {
    const fifo = await test.topic('lab.fifo', { FifoTopic: 'true', ContentBasedDeduplication: 'true' })
    const url = await test.openQueue('lab.fifo', { FifoQueue: 'true' })
    await test.subscribe(fifo, 'lab.fifo', { RawMessageDelivery: 'true' })
    expect(await test.snsRefused('Publish', { TopicArn: fifo, Message: 'x' })).toEqual(
      invalid('The MessageGroupId parameter is required for FIFO topics'),
    )
    const group = { MessageGroupId: 'g' }
    const first = await test.sns('Publish', { TopicArn: fifo, Message: 'a', ...group })
    const again = await test.sns('Publish', { TopicArn: fifo, Message: 'a', ...group })
    const second = await test.sns('Publish', { TopicArn: fifo, Message: 'b', ...group })
    expect(textOf(again, 'MessageId')).toBe(textOf(first, 'MessageId'))
    expect(textOf(again, 'SequenceNumber')).toBe(textOf(first, 'SequenceNumber'))
    expect(textOf(second, 'SequenceNumber') > textOf(first, 'SequenceNumber')).toBe(true)
    const messages = await test.receive(url)
    expect(messages.map(({ Body, Attributes }) => [Body, Attributes?.['MessageGroupId']])).toEqual([
      ['a', 'g'],
      ['b', 'g'],
    ])
    test.pass(300)
    await test.sns('Publish', { TopicArn: fifo, Message: 'a', ...group })
    expect((await test.receive(url)).map(({ Body }) => Body)).toEqual(['a', 'b', 'a'])
  })

  it('takes none without an id, and has no subscribers but queues; FIFO queues have no other topic', async () => {
    const fifo = await test.topic('lab.fifo', { FifoTopic: 'true' })
    expect((await test.snsRefused('Publish', { TopicArn: fifo, Message: 'x', MessageGroupId: 'g' }))[2]).toBe(
      'Invalid parameter: The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
    expect(
      (
        await test.snsRefused('Subscribe', { TopicArn: fifo, Protocol: 'email', Endpoint: 'a@example.com' })
      )[2],
    ).toContain('FIFO topics can only deliver messages to Amazon SQS FIFO and standard queues')
    expect(
      await test.snsRefused('Subscribe', {
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: queueArn('lab.fifo'),
      }),
    ).toEqual(
      invalid(
        'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
      ),
    )
  })

  it('takes the same message once in each group where that is what counts', async () => {
    const fifo = await test.topic('lab.fifo', { FifoTopic: 'true', FifoThroughputScope: 'MessageGroup' })
    const publish = (MessageGroupId: string) =>
      test.publish(fifo, 'x', { MessageGroupId, MessageDeduplicationId: 'same' })
    const [g, h] = [await publish('g'), await publish('h')]
    expect(g).not.toBe(h)
    expect(await publish('g')).toBe(g)
  })
})

describe('a subscription', () => {
  it.each([
    ['pigeon', 'x', invalid('Amazon SNS does not support this protocol string: pigeon')],
    ['sqs', 'lab', invalid('SQS endpoint ARN')],
    ['email', 'anna', invalid('Email address')],
    ['sms', 'anna', invalid('Invalid SMS endpoint: anna')],
    ['lambda', 'lab', invalid('Lambda endpoint ARN')],
    [
      'firehose',
      'x',
      [501, 'NotImplemented', 'The local AWS does not have the protocol firehose of subscriptions.'],
    ],
  ])('that cannot be, over %s to %s', async (Protocol, Endpoint, refusal) => {
    expect(await test.snsRefused('Subscribe', { TopicArn: topic, Protocol, Endpoint })).toEqual(refusal)
  })

  it.each([
    [{ Color: 'red' }, 'Attributes Reason: Unknown attribute: Color'],
    [
      { RawMessageDelivery: 'yes' },
      'Attributes Reason: RawMessageDelivery: Invalid value [yes]. Must be true or false.',
    ],
    [
      { FilterPolicyScope: 'All' },
      'Attributes Reason: FilterPolicyScope: Invalid value [All]. Please use either MessageBody or MessageAttributes',
    ],
    [{ FilterPolicy: '{"a":"b"}' }, 'Attributes Reason: FilterPolicy: "a" must be an object or an array'],
    [
      { RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:111122223333:absent"}' },
      'Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn',
    ],
    [
      { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn('lab'), maxReceiveCount: 3 }) },
      'Attributes Reason: RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown.',
    ],
    [
      { FilterPolicy: '{"a":{"b":["c"]}}' },
      'Attributes Reason: Filter policy scope MessageAttributes does not support nested filter policy',
    ],
    [{ DeliveryPolicy: '{}' }, 'Attributes Reason: DeliveryPolicy'],
  ])('has no attributes %j', async (sent, what) => {
    const input = { TopicArn: topic, Protocol: 'sqs', Endpoint: queueArn('lab'), Attributes: map(sent) }
    expect(await test.snsRefused('Subscribe', input)).toEqual(invalid(what))
  })

  it('is one of two hundred that have a filter policy, whenever they get it', async () => {
    const FilterPolicy = '{"a":["b"]}'
    for (let at = 0; at < 200; at++) {
      await test.create(`queue-${at}`)
      await test.subscribe(topic, `queue-${at}`, { FilterPolicy })
    }
    const SubscriptionArn = await test.subscribe(topic, 'lab')
    const set = { SubscriptionArn, AttributeName: 'FilterPolicy', AttributeValue: FilterPolicy }
    expect((await test.snsRefused('SetSubscriptionAttributes', set)).slice(0, 2)).toEqual([
      403,
      'FilterPolicyLimitExceeded',
    ])
  })

  it('has a dead-letter queue of its own kind', async () => {
    const fifo = await test.topic('lab.fifo', { FifoTopic: 'true' })
    await test.create('dead')
    await test.create('lab.fifo', { FifoQueue: 'true' })
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: queueArn('dead') })
    await test.subscribe(fifo, 'lab', { RedrivePolicy })
    const sent = { TopicArn: fifo, Protocol: 'sqs', Endpoint: queueArn('lab.fifo') }
    expect(await test.snsRefused('Subscribe', { ...sent, Attributes: map({ RedrivePolicy }) })).toEqual(
      invalid(
        'Attributes Reason: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.',
      ),
    )
  })

  it('is made once, and says what it is', async () => {
    const arn = await test.subscribe(topic, 'lab', { RawMessageDelivery: 'true' })
    expect(arn).toMatch(new RegExp(`^${topic}:[0-9a-f-]{36}$`))
    expect(await test.subscribe(topic, 'lab')).toBe(arn)
    expect(
      await test.snsRefused('Subscribe', {
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: queueArn('lab'),
        Attributes: map({ RawMessageDelivery: 'false' }),
      }),
    ).toEqual(invalid('Attributes Reason: Subscription already exists with different attributes'))
    const set = (AttributeName: string, AttributeValue: string) => ({
      SubscriptionArn: arn,
      AttributeName,
      AttributeValue,
    })
    await test.sns('SetSubscriptionAttributes', set('FilterPolicy', '{"a":["b"]}'))
    await test.sns('SetSubscriptionAttributes', set('RawMessageDelivery', 'false'))
    const shown = async () => entriesOf(await test.sns('GetSubscriptionAttributes', { SubscriptionArn: arn }))
    expect(await shown()).toEqual({
      SubscriptionArn: arn,
      TopicArn: topic,
      Owner: accountId,
      Protocol: 'sqs',
      Endpoint: queueArn('lab'),
      RawMessageDelivery: 'false',
      PendingConfirmation: 'false',
      ConfirmationWasAuthenticated: 'true',
      FilterPolicy: '{"a":["b"]}',
      FilterPolicyScope: 'MessageAttributes',
      SubscriptionPrincipal: expect.stringContaining(`arn:aws:iam::${accountId}:`),
    })
    await test.sns('SetSubscriptionAttributes', set('FilterPolicy', ''))
    expect(await shown()).not.toHaveProperty('FilterPolicy')
    expect(await test.snsRefused('SetSubscriptionAttributes', set('Color', 'red'))).toEqual(
      invalid('AttributeName'),
    )
    expect(await test.snsRefused('SetSubscriptionAttributes', set('FilterPolicy', '{'))).toEqual(
      invalid('FilterPolicy: failed to parse JSON.'),
    )
    // What a policy says of attributes need not hold of bodies.
    await test.sns('SetSubscriptionAttributes', set('FilterPolicyScope', 'MessageBody'))
    await test.sns('SetSubscriptionAttributes', set('FilterPolicy', '{"a":{"b":["c"]}}'))
    expect(
      (await test.snsRefused('SetSubscriptionAttributes', set('FilterPolicyScope', 'MessageAttributes')))[2],
    ).toContain('does not support nested filter policy')
  })

  it('by letter waits for who gets the letter', async () => {
    const input = { TopicArn: topic, Protocol: 'email', Endpoint: 'anna@example.com' }
    expect(textOf(await test.sns('Subscribe', input), 'SubscriptionArn')).toBe('pending confirmation')
    expect(
      textOf(await test.sns('Subscribe', { ...input, ReturnSubscriptionArn: true }), 'SubscriptionArn'),
    ).toContain(topic)
    const listed = await test.sns('ListSubscriptionsByTopic', { TopicArn: topic })
    expect(textsOf(listed, 'SubscriptionArn')).toEqual(['PendingConfirmation'])
    expect(entriesOf(await test.sns('GetTopicAttributes', { TopicArn: topic }))).toMatchObject({
      SubscriptionsPending: '1',
      SubscriptionsConfirmed: '0',
    })
    expect(await test.snsRefused('ConfirmSubscription', { TopicArn: topic, Token: 'x' })).toEqual(
      invalid('Token'),
    )
  })

  it('gets what its filter is for', async () => {
    await test.subscribe(topic, 'lab', {
      RawMessageDelivery: 'true',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: '{"team":["red"]}',
    })
    await test.publish(topic, '{"team":"blue"}')
    await test.publish(topic, 'red')
    await test.publish(topic, '{"team":"red"}')
    expect(await test.bodies(queue)).toEqual(['{"team":"red"}'])
  })
})

describe('across accounts', () => {
  const make = async (keys: Keys) => {
    const { QueueUrl } = await test.sqs(
      'CreateQueue',
      { QueueName: 'theirs', Attributes: { Policy: queuePolicy(queueArn('theirs', other)) } },
      keys,
    )
    return QueueUrl
  }

  it('a queue’s account subscribes it, once the topic’s policy lets it', async () => {
    const keys = await otherKeys()
    const url = await make(keys)
    const input = { TopicArn: topic, Protocol: 'sqs', Endpoint: queueArn('theirs', other) }
    expect(await test.snsRefused('Subscribe', input, keys)).toEqual([
      403,
      'AuthorizationError',
      `User: arn:aws:sts::${other}:assumed-role/OrganizationAccountAccessRole/other is not authorized to perform: SNS:Subscribe on resource: ${topic} because no resource-based policy allows the SNS:Subscribe action`,
    ])
    await test.sns('AddPermission', {
      TopicArn: topic,
      Label: 'them',
      AWSAccountId: [other],
      ActionName: ['Subscribe'],
    })
    const arn = textOf(await test.sns('Subscribe', input, keys), 'SubscriptionArn')
    await test.publish(topic, 'hello')
    expect((await test.sqs('ReceiveMessage', { QueueUrl: url }, keys)).Messages).toHaveLength(1)
    // It is theirs: they need nothing of the topic's policy for it.
    expect(textsOf(await test.sns('ListSubscriptions', {}, keys), 'SubscriptionArn')).toEqual([arn])
    expect(textsOf(await test.sns('ListSubscriptions'), 'SubscriptionArn')).toEqual([])
    expect((await test.snsRefused('ListSubscriptionsByTopic', { TopicArn: topic }, keys))[1]).toBe(
      'AuthorizationError',
    )
    expect(
      entriesOf(await test.sns('GetSubscriptionAttributes', { SubscriptionArn: arn }, keys))['Owner'],
    ).toBe(other)
    await test.sns('Unsubscribe', { SubscriptionArn: arn }, keys)
  })

  it('a dead-letter queue is the subscriber’s own, and of others it is not told whether it is there', async () => {
    const keys = await otherKeys()
    await make(keys)
    const refusals = ['theirs', 'absent'].map((name) =>
      test.snsRefused('Subscribe', {
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: queueArn('lab'),
        Attributes: map({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn(name, other) }) }),
      }),
    )
    const refusal = invalid('Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn')
    expect(await Promise.all(refusals)).toEqual([refusal, refusal])
  })

  it('a topic’s account asks the queue, and its account confirms', async () => {
    const keys = await otherKeys()
    const QueueUrl = await make(keys)
    const input = { TopicArn: topic, Protocol: 'sqs', Endpoint: queueArn('theirs', other) }
    expect(textOf(await test.sns('Subscribe', input), 'SubscriptionArn')).toBe('pending confirmation')
    await test.publish(topic, 'too early')
    const { Messages = [] } = await test.sqs('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 }, keys)
    const [asked, ...more] = Messages.map(({ Body }) => JSON.parse(Body))
    expect(more).toEqual([])
    expect(asked).toMatchObject({ Type: 'SubscriptionConfirmation', TopicArn: topic })
    expect(new URL(asked.SubscribeURL).searchParams.get('Token')).toBe(asked.Token)
    const confirmed = await test.sns('ConfirmSubscription', { TopicArn: topic, Token: asked.Token }, keys)
    await test.publish(topic, 'hello')
    const after = await test.sqs('ReceiveMessage', { QueueUrl }, keys)
    expect(JSON.parse(after.Messages?.[0]?.Body ?? '{}').Message).toBe('hello')
    expect(textsOf(await test.sns('ListSubscriptions'), 'SubscriptionArn')).toEqual([
      textOf(confirmed, 'SubscriptionArn'),
    ])
  })
})
