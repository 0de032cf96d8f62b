import { beforeEach, describe, expect, it } from 'vitest'

import { accountId, allow, createUser, credentials, iam, type Keys } from '../local-aws-fixture.ts'
import { attributes, createSns, queueArn, type Sns, stringValue } from './sns-fixture.ts'

const other = '222233334444'

let test: Sns
let topic: string

beforeEach(async () => {
  test = createSns()
  topic = await test.topic('lab')
  await test.openQueue('lab')
})

describe('what a user may do with topics', () => {
  const denied = (action: string, resource = topic) => [
    403,
    'AuthorizationError',
    `User: arn:aws:iam::${accountId}:user/anna is not authorized to perform: SNS:${action} on resource: ${resource} because no identity-based policy allows the SNS:${action} action`,
  ]
  let anna: Keys
  const may = (Action: string | readonly string[], more: object = { Resource: '*' }) =>
    iam(test.fixture, 'PutUserPolicy', {
      UserName: 'anna',
      PolicyName: 'own',
      PolicyDocument: allow(Action, more),
    })

  beforeEach(async () => {
    anna = await createUser(test.fixture, 'anna')
  })

  it('is nothing without a policy, whatever it is', async () => {
    const subscription = await test.subscribe(topic, 'lab')
    const ofTopic = { TopicArn: topic }
    const ofSubscription = { SubscriptionArn: subscription }
    const all = `arn:aws:sns:us-east-1:${accountId}:*`
    for (const [action, input, resource, refused = action] of [
      ['CreateTopic', { Name: 'lab' }],
      ['DeleteTopic', ofTopic],
      ['GetTopicAttributes', ofTopic],
      ['SetTopicAttributes', { ...ofTopic, AttributeName: 'DisplayName', AttributeValue: 'x' }],
      ['AddPermission', { ...ofTopic, Label: 'x', AWSAccountId: [other], ActionName: ['Publish'] }],
      ['RemovePermission', { ...ofTopic, Label: 'x' }],
      ['Subscribe', { ...ofTopic, Protocol: 'sqs', Endpoint: queueArn('lab') }],
      ['ConfirmSubscription', { ...ofTopic, Token: 'x' }],
      ['Unsubscribe', ofSubscription],
      ['GetSubscriptionAttributes', ofSubscription],
      ['SetSubscriptionAttributes', { ...ofSubscription, AttributeName: 'FilterPolicy', AttributeValue: '' }],
      ['ListSubscriptionsByTopic', ofTopic],
      ['Publish', { ...ofTopic, Message: 'x' }],
      [
        'PublishBatch',
        { ...ofTopic, PublishBatchRequestEntries: [{ Id: 'a', Message: 'x' }] },
        topic,
        'Publish',
      ],
      ['TagResource', { ResourceArn: topic, Tags: [{ Key: 'a', Value: 'b' }] }],
      ['UntagResource', { ResourceArn: topic, TagKeys: ['a'] }],
      ['ListTagsForResource', { ResourceArn: topic }],
      ['ListTopics', {}, all],
      ['ListSubscriptions', {}, all],
    ] as ReadonlyArray<readonly [string, Record<string, unknown>, string?, string?]>) {
      expect(await test.snsRefused(action, input, anna)).toEqual(denied(refused, resource))
    }
  })

  it('is what it is allowed of a topic, by its name, tags, and what subscribes', async () => {
    await may('sns:Publish', { Resource: topic })
    await test.sns('Publish', { TopicArn: topic, Message: 'x' }, anna)
    expect((await test.snsRefused('Publish', { TopicArn: `${topic}2`, Message: 'x' }, anna))[1]).toBe(
      'AuthorizationError',
    )
    await may('sns:Publish', {
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
    })
    expect(await test.snsRefused('Publish', { TopicArn: topic, Message: 'x' }, anna)).toEqual(
      denied('Publish'),
    )
    await test.sns('TagResource', { ResourceArn: topic, Tags: [{ Key: 'team', Value: 'red' }] })
    await test.sns('Publish', { TopicArn: topic, Message: 'x' }, anna)
    await may('sns:Subscribe', {
      Resource: '*',
      Condition: {
        StringEquals: { 'sns:Protocol': 'email' },
        StringLike: { 'sns:Endpoint': '*@example.com' },
      },
    })
    const subscribe = (Protocol: string, Endpoint: string) => ({ TopicArn: topic, Protocol, Endpoint })
    await test.sns('Subscribe', subscribe('email', 'anna@example.com'), anna)
    expect(await test.snsRefused('Subscribe', subscribe('email', 'anna@example.net'), anna)).toEqual(
      denied('Subscribe'),
    )
    expect(await test.snsRefused('Subscribe', subscribe('sqs', queueArn('lab')), anna)).toEqual(
      denied('Subscribe'),
    )
  })

  it('is to tag what it makes, if it may', async () => {
    const tagged = { Name: 'new', Tags: [{ Key: 'team', Value: 'red' }] }
    await may('sns:CreateTopic')
    await test.sns('CreateTopic', { Name: 'bare' }, anna)
    expect(await test.snsRefused('CreateTopic', tagged, anna)).toEqual(
      denied('TagResource', topic.replace(/lab$/, 'new')),
    )
    await may(['sns:CreateTopic', 'sns:TagResource'], {
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
    })
    await test.sns('CreateTopic', tagged, anna)
  })

  it('is what the topic’s policy says, without a policy of its own', async () => {
    const set = (AttributeValue: string) =>
      test.sns('SetTopicAttributes', { TopicArn: topic, AttributeName: 'Policy', AttributeValue })
    const statement = (Effect: string, more: object = {}) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect,
          Principal: { AWS: `arn:aws:iam::${accountId}:user/anna` },
          Action: 'sns:Publish',
          Resource: topic,
          ...more,
        },
      })
    await set(statement('Allow', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }))
    expect((await test.snsRefused('Publish', { TopicArn: topic, Message: 'x' }, anna))[1]).toBe(
      'AuthorizationError',
    )
    await set(statement('Allow'))
    await test.sns('Publish', { TopicArn: topic, Message: 'x' }, anna)
    await may('sns:*')
    await set(statement('Deny'))
    expect((await test.snsRefused('Publish', { TopicArn: topic, Message: 'x' }, anna))[2]).toContain(
      'with an explicit deny in a resource-based policy',
    )
  })

  it('is told nothing of what is said, in the events; and what of it is data', async () => {
    await test.publish(topic, 'hush', { Subject: 'hush', ...attributes({ a: stringValue('hush') }) })
    await test.snsRefused('Publish', { TopicArn: topic, Message: 'x' }, anna)
    const events = test.fixture.aws.events()
    expect(JSON.stringify(events)).not.toContain('hush')
    expect(
      events
        .filter(({ eventSource }) => eventSource === 'sns.amazonaws.com')
        .map(({ eventName, eventCategory, errorCode, readOnly }) => [
          eventName,
          eventCategory,
          errorCode,
          readOnly,
        ]),
    ).toEqual([
      ['CreateTopic', 'Management', undefined, false],
      ['Publish', 'Data', undefined, false],
      ['Publish', 'Data', 'AccessDenied', false],
    ])
  })
})

describe('a topic’s policy, and a queue’s', () => {
  it('bind a role that was deleted to none of its name, whatever labels come and go', async () => {
    const { fixture } = test
    const trust = allow('sts:AssumeRole', { Principal: { AWS: `arn:aws:iam::${accountId}:root` } })
    const create = () => iam(fixture, 'CreateRole', { RoleName: 'R', AssumeRolePolicyDocument: trust })
    const keys = async () =>
      credentials(
        await fixture.query(fixture.aws.admin, 'sts', {
          Action: 'AssumeRole',
          RoleArn: `arn:aws:iam::${accountId}:role/R`,
          RoleSessionName: 'anna',
        }),
      )
    await create()
    const QueueUrl = await test.create('other')
    const principal = { Principal: { AWS: `arn:aws:iam::${accountId}:role/R` } }
    const ofTopic = allow('sns:Publish', { ...principal, Resource: topic })
    const ofQueue = allow('sqs:SendMessage', { ...principal, Resource: queueArn('other') })
    await test.sns('SetTopicAttributes', {
      TopicArn: topic,
      AttributeName: 'Policy',
      AttributeValue: ofTopic,
    })
    await test.sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy: ofQueue } })
    const first = await keys()
    await test.sns('Publish', { TopicArn: topic, Message: 'a' }, first)
    await test.sqs('SendMessage', { QueueUrl, MessageBody: 'a' }, first)
    await iam(fixture, 'DeleteRole', { RoleName: 'R' })
    // While it is gone, other labels can be added.
    const added = { Label: 'team', ActionName: ['Publish'] }
    await test.sns('AddPermission', { TopicArn: topic, AWSAccountId: [accountId], ...added })
    const onQueue = { QueueUrl, Label: 'team', AWSAccountIds: [accountId], Actions: ['SendMessage'] }
    await test.sqs('AddPermission', onQueue)
    await create()
    await test.sns('RemovePermission', { TopicArn: topic, Label: 'nope' })
    await test.sns('RemovePermission', { TopicArn: topic, Label: 'team' })
    await test.sqs('RemovePermission', { QueueUrl, Label: 'team' })
    const second = await keys()
    expect((await test.snsRefused('Publish', { TopicArn: topic, Message: 'a' }, second))[0]).toBe(403)
    expect((await test.refused('SendMessage', { QueueUrl, MessageBody: 'a' }, second))[1]).toBe(
      'AccessDeniedException',
    )
    expect(await test.attribute(QueueUrl, 'Policy')).toContain('AROA')
  })
})
