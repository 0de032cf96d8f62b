import { beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { createSns, entriesOf, map, type Sns, textOf, textsOf } from './sns-fixture.ts'

const arn = `arn:aws:sns:us-east-1:${accountId}:lab`
const invalid = (what: string) => [400, 'InvalidParameter', `Invalid parameter: ${what}`]

let test: Sns

beforeEach(() => {
  test = createSns()
})

describe('a topic that cannot be', () => {
  it.each([
    [
      {},
      [
        400,
        'ValidationError',
        "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
      ],
    ],
    [{ Name: 'a b' }, invalid('Topic Name')],
    [{ Name: 'x'.repeat(257) }, invalid('Topic Name')],
    [{ Name: 'lab.fifo' }, invalid('Topic Name')],
    [
      { Name: 'lab', Attributes: map({ FifoTopic: 'true' }) },
      invalid(
        'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
      ),
    ],
    [
      { Name: 'lab', Attributes: map({ Color: 'red' }) },
      invalid('Attributes Reason: Unknown attribute Color'),
    ],
    [
      { Name: 'lab', Attributes: map({ ContentBasedDeduplication: 'true' }) },
      invalid('Attributes Reason: ContentBasedDeduplication can only be set on FIFO topics'),
    ],
    [
      { Name: 'lab', Attributes: map({ SignatureVersion: '3' }) },
      invalid('Attributes Reason: Invalid value for SignatureVersion'),
    ],
    [
      { Name: 'lab', Attributes: map({ KmsMasterKeyId: 'alias/aws/sns' }) },
      [501, 'NotImplemented', 'The local AWS does not have the attribute KmsMasterKeyId of topics.'],
    ],
    [{ Name: 'lab', Attributes: map({ Policy: '{' }) }, invalid('Policy Error: null')],
    [
      {
        Name: 'lab',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'a', Value: '2' },
        ],
      },
      invalid('Duplicated keys are not allowed.'),
    ],
    [
      { Name: 'lab', Tags: Array.from({ length: 51 }, (_, index) => ({ Key: String(index), Value: '' })) },
      [400, 'TagLimitExceeded', 'Could not complete request: tag quota of per resource exceeded'],
    ],
  ])('is %j', async (input, refusal) => {
    expect(await test.snsRefused('CreateTopic', input)).toEqual(refusal)
  })
})

describe('a topic', () => {
  it('is made once, whoever asks again for the same', async () => {
    expect(await test.topic('lab', { DisplayName: 'Lab' })).toBe(arn)
    expect(await test.topic('lab')).toBe(arn)
    expect(await test.topic('lab', { DisplayName: 'Lab' })).toBe(arn)
    expect(
      await test.snsRefused('CreateTopic', { Name: 'lab', Attributes: map({ DisplayName: 'Other' }) }),
    ).toEqual(invalid('Attributes Reason: Topic already exists with different attributes'))
    expect(await test.snsRefused('CreateTopic', { Name: 'lab', Tags: [{ Key: 'a', Value: 'b' }] })).toEqual(
      invalid('Tags Reason: Topic already exists with different tags'),
    )
  })

  it('says what it is, with what was set', async () => {
    await test.topic('lab', { DisplayName: 'Lab' })
    const set = (AttributeName: string, AttributeValue: string) =>
      test.sns('SetTopicAttributes', { TopicArn: arn, AttributeName, AttributeValue })
    await set('DisplayName', 'The lab')
    await set('SignatureVersion', '2')
    await set('DeliveryPolicy', '{"http":{"disableSubscriptionOverrides":true}}')
    const shown = entriesOf(await test.sns('GetTopicAttributes', { TopicArn: arn }))
    expect(shown).toMatchObject({
      TopicArn: arn,
      Owner: accountId,
      DisplayName: 'The lab',
      SignatureVersion: '2',
      SubscriptionsConfirmed: '0',
      SubscriptionsPending: '0',
      SubscriptionsDeleted: '0',
    })
    expect(JSON.parse(shown['EffectiveDeliveryPolicy'] ?? '')).toMatchObject({
      http: { disableSubscriptionOverrides: true, defaultHealthyRetryPolicy: { numRetries: 3 } },
    })
    expect(JSON.parse(shown['Policy'] ?? '')).toMatchObject({
      Id: '__default_policy_ID',
      Statement: [{ Resource: arn, Condition: { StringEquals: { 'AWS:SourceOwner': accountId } } }],
    })
    for (const [AttributeName, what] of [
      ['FifoTopic', 'AttributeName'],
      ['ContentBasedDeduplication', 'AttributeName'],
      ['Color', 'AttributeName'],
      ['TracingConfig', 'AttributeValue'],
    ] as const) {
      expect(
        await test.snsRefused('SetTopicAttributes', { TopicArn: arn, AttributeName, AttributeValue: 'x' }),
      ).toEqual(invalid(what))
    }
    for (const value of ['x', '{}', '{"sqs":{}}']) {
      expect(
        (
          await test.snsRefused('SetTopicAttributes', {
            TopicArn: arn,
            AttributeName: 'DeliveryPolicy',
            AttributeValue: value,
          })
        )[1],
      ).toBe('InvalidParameter')
    }
  })

  it('has a policy that names nobody unknown and nothing that no topic does, and the usual one without', async () => {
    await test.topic('lab')
    const set = (AttributeValue: string) => ({ TopicArn: arn, AttributeName: 'Policy', AttributeValue })
    const policy = (Action: string, AWS = accountId) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS }, Action, Resource: arn }],
      })
    expect(await test.snsRefused('SetTopicAttributes', set(policy('sqs:SendMessage')))).toEqual(
      invalid('Policy statement action out of service scope!'),
    )
    expect(await test.snsRefused('SetTopicAttributes', set(policy('sns:CreateTopic')))).toEqual(
      invalid('Policy statement action out of service scope!'),
    )
    expect(
      await test.snsRefused(
        'SetTopicAttributes',
        set(policy('sns:Publish', `arn:aws:iam::${accountId}:user/nobody`)),
      ),
    ).toEqual(invalid('Policy Error: PrincipalNotFound'))
    await test.sns('SetTopicAttributes', set(policy('sns:Publish')))
    const shown = async () =>
      JSON.parse(entriesOf(await test.sns('GetTopicAttributes', { TopicArn: arn }))['Policy'] ?? '')
    expect((await shown()).Statement[0].Action).toBe('sns:Publish')
    await test.sns('SetTopicAttributes', set(''))
    expect((await shown()).Id).toBe('__default_policy_ID')
  })

  it('that is not there is deleted all the same, and refused otherwise', async () => {
    expect(await test.snsRefused('GetTopicAttributes', { TopicArn: arn })).toEqual([
      404,
      'NotFound',
      'Topic does not exist',
    ])
    await test.sns('DeleteTopic', { TopicArn: arn })
    await test.topic('lab')
    await test.sns('DeleteTopic', { TopicArn: arn })
    expect(textsOf(await test.sns('ListTopics'), 'TopicArn')).toEqual([])
  })

  it('is asked for by an arn, of the region that is asked', async () => {
    for (const [TopicArn, what] of [
      ['lab', 'TopicArn Reason: An ARN must have at least 6 elements, not 1'],
      [`arn:aws:sns:eu-west-1:${accountId}:lab`, 'TopicArn'],
      [`arn:aws:sqs:us-east-1:${accountId}:lab`, 'TopicArn'],
      [`${arn}:more`, 'TopicArn'],
    ] as const) {
      expect(await test.snsRefused('GetTopicAttributes', { TopicArn })).toEqual(invalid(what))
    }
  })

  it('is one of a list, a hundred a page', async () => {
    for (let number = 100; number < 202; number++) await test.topic(`lab-${number}`)
    const first = await test.sns('ListTopics')
    const names = textsOf(first, 'TopicArn')
    expect(names).toHaveLength(100)
    const second = await test.sns('ListTopics', { NextToken: textOf(first, 'NextToken') })
    expect(textsOf(second, 'TopicArn')).toEqual([200, 201].map((number) => `${arn}-${number}`))
    expect(second).not.toContain('NextToken')
    expect(await test.snsRefused('ListTopics', { NextToken: 'x' })).toEqual(invalid('Next token'))
  })

  it('has no delivery policy that SNS knows nothing of', async () => {
    const TopicArn = await test.topic('lab')
    const set = (AttributeValue: string) =>
      test.snsRefused('SetTopicAttributes', { TopicArn, AttributeName: 'DeliveryPolicy', AttributeValue })
    const deep = `{"http":{"defaultRequestPolicy":{"headerContentType":${'['.repeat(20_000)}${']'.repeat(20_000)}}}}`
    for (const wrong of [deep, '{"http":{"other":1}}'])
      expect(await set(wrong)).toEqual(invalid('DeliveryPolicy'))
    await test.sns('GetTopicAttributes', { TopicArn })
  })

  it('has tags', async () => {
    await test.sns('CreateTopic', { Name: 'lab', Tags: [{ Key: 'team', Value: 'red' }] })
    await test.sns('TagResource', { ResourceArn: arn, Tags: [{ Key: 'stage', Value: 'test' }] })
    await test.sns('UntagResource', { ResourceArn: arn, TagKeys: ['team'] })
    const shown = await test.sns('ListTagsForResource', { ResourceArn: arn })
    expect([textsOf(shown, 'Key'), textsOf(shown, 'Value')]).toEqual([['stage'], ['test']])
    expect(await test.snsRefused('ListTagsForResource', { ResourceArn: `${arn}-absent` })).toEqual([
      404,
      'ResourceNotFound',
      'Resource does not exist',
    ])
    expect(
      (await test.snsRefused('TagResource', { ResourceArn: arn, Tags: [{ Key: 'aws:x', Value: '' }] }))[1],
    ).toBe('InvalidParameter')
  })

  it('lets other accounts by a label, until that is taken away', async () => {
    await test.topic('lab')
    const add = { TopicArn: arn, Label: 'all', AWSAccountId: ['222233334444'], ActionName: ['Publish'] }
    expect(
      await test.snsRefused('AddPermission', { ...add, ActionName: ['GetSubscriptionAttributes'] }),
    ).toEqual(invalid('Policy statement action out of service scope!'))
    expect(await test.snsRefused('AddPermission', { ...add, AWSAccountId: ['x'] })).toEqual(
      invalid('AWSAccountId'),
    )
    await test.sns('AddPermission', add)
    expect(await test.snsRefused('AddPermission', add)).toEqual(invalid('Statement already exists'))
    const statements = async () =>
      JSON.parse(entriesOf(await test.sns('GetTopicAttributes', { TopicArn: arn }))['Policy'] ?? '').Statement
    expect((await statements())[1]).toEqual({
      Sid: 'all',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222233334444:root' },
      Action: 'SNS:Publish',
      Resource: arn,
    })
    await test.sns('RemovePermission', { TopicArn: arn, Label: 'all' })
    expect(await statements()).toHaveLength(1)
    await test.sns('RemovePermission', { TopicArn: arn, Label: '__default_statement_ID' })
    expect(await statements()).toHaveLength(1)
  })
})
