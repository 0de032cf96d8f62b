import { beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { createSqs, type Sqs } from './sqs-fixture.ts'

const arn = (name: string) => `arn:aws:sqs:us-east-1:${accountId}:${name}`
const invalid = (message: string) => [400, 'InvalidParameterValueException', message]
const missing = (parameter: string) => [
  400,
  'MissingRequiredParameterException',
  `The request must contain the parameter ${parameter}.`,
]

let test: Sqs

beforeEach(() => {
  test = createSqs()
})

describe('a queue', () => {
  it.each([
    [{}, missing('QueueName')],
    [
      { QueueName: 'a b' },
      invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    ],
    [
      { QueueName: 'x'.repeat(81) },
      invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    ],
    [
      { QueueName: 'lab', Attributes: { FifoQueue: 'true' } },
      invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
    ],
    [
      { QueueName: 'lab', Attributes: { Nonsense: '1' } },
      [400, 'InvalidAttributeName', 'Unknown Attribute Nonsense.'],
    ],
    [
      { QueueName: 'lab', Attributes: { QueueArn: 'x' } },
      [400, 'InvalidAttributeName', 'Unknown Attribute QueueArn.'],
    ],
    [
      { QueueName: 'lab', Attributes: { ContentBasedDeduplication: 'true' } },
      [400, 'InvalidAttributeName', 'Unknown Attribute ContentBasedDeduplication.'],
    ],
    [
      { QueueName: 'lab', Attributes: { KmsMasterKeyId: 'alias/lab' } },
      [501, 'NotImplemented', 'The local AWS does not have the attribute KmsMasterKeyId of queues.'],
    ],
    [{ QueueName: 'lab', tags: { 'aws:a': 'b' } }, invalid('The tag aws:a is not valid.')],
  ])('is not made by %j', async (input, refusal) => {
    expect(await test.refused('CreateQueue', input)).toEqual(refusal)
  })

  it.each([
    ['VisibilityTimeout', '43201'],
    ['VisibilityTimeout', '-1'],
    ['DelaySeconds', '901'],
    ['MaximumMessageSize', '1023'],
    ['MaximumMessageSize', '1048577'],
    ['MessageRetentionPeriod', '59'],
    ['ReceiveMessageWaitTimeSeconds', '21'],
    ['ReceiveMessageWaitTimeSeconds', 'x'],
    ['SqsManagedSseEnabled', 'perhaps'],
    ['Policy', '{'],
    [
      'Policy',
      '{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:user/nobody"},"Action":"*","Resource":"*"}}',
    ],
    ['RedriveAllowPolicy', '{"redrivePermission":"byQueue"}'],
  ])('does not take %s of %s', async (name, value) => {
    expect(await test.refused('CreateQueue', { QueueName: 'lab', Attributes: { [name]: value } })).toEqual([
      400,
      'InvalidAttributeValue',
      `Invalid value for the parameter ${name}.`,
    ])
  })

  it('is made once, and is the same as long as what is asked for is', async () => {
    const url = await test.create('lab', { VisibilityTimeout: '60' })
    expect(url).toBe(`http://localhost/${accountId}/lab`)
    expect(await test.create('lab', { VisibilityTimeout: '60' })).toBe(url)
    expect(await test.create('lab')).toBe(url)
    expect(
      await test.refused('CreateQueue', { QueueName: 'lab', Attributes: { VisibilityTimeout: '61' } }),
    ).toEqual([
      400,
      'QueueNameExists',
      'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    ])
  })

  it('is where it was made, and nowhere else', async () => {
    const url = await test.create('lab')
    const gone = [400, 'QueueDoesNotExist', 'The specified queue does not exist.']
    expect((await test.sqs('GetQueueUrl', { QueueName: 'lab' })).QueueUrl).toBe(url)
    expect(await test.refused('GetQueueUrl', { QueueName: 'lap' })).toEqual(gone)
    expect(await test.refused('GetQueueUrl', { QueueName: 'lab' }, undefined, 'eu-west-1')).toEqual(gone)
    expect(await test.refused('SendMessage', { MessageBody: 'a' })).toEqual(missing('QueueUrl'))
    expect(await test.refused('SendMessage', { QueueUrl: 'lab', MessageBody: 'a' })).toEqual(
      invalid('The address lab is not valid for this endpoint.'),
    )
    await test.sqs('DeleteQueue', { QueueUrl: url })
    expect(await test.refused('SendMessage', { QueueUrl: url, MessageBody: 'a' })).toEqual(gone)
  })

  it('says how the Query protocol calls a refusal, as SDKs ask', async () => {
    const response = await test.fixture.json(test.fixture.aws.admin, 'sqs', 'GetQueueUrl', {
      QueueName: 'absent',
    })
    expect(new Map(response.headers).get('x-amzn-query-error')).toBe(
      'AWS.SimpleQueueService.NonExistentQueue;Sender',
    )
    const nobody = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }
    const unknown = await test.fixture.json(nobody, 'sqs', 'ListQueues')
    expect(new Map(unknown.headers).get('x-amzn-query-error')).toBe('InvalidClientTokenId;Sender')
  })

  it('tells its attributes: those asked for, or all', async () => {
    const url = await test.create('lab', { DelaySeconds: '5' })
    const all = (await test.sqs('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['All'] })).Attributes
    expect(all).toEqual({
      QueueArn: arn('lab'),
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
      ApproximateNumberOfMessagesDelayed: '0',
      CreatedTimestamp: '1795348800',
      LastModifiedTimestamp: '1795348800',
      DelaySeconds: '5',
      MaximumMessageSize: '1048576',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
    })
    expect(await test.sqs('GetQueueAttributes', { QueueUrl: url })).toEqual({})
    expect(await test.refused('GetQueueAttributes', { QueueUrl: url, AttributeNames: ['Color'] })).toEqual([
      400,
      'InvalidAttributeName',
      'Unknown Attribute Color.',
    ])
    test.pass(10)
    await test.sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { VisibilityTimeout: '0' } })
    expect(await test.attribute(url, 'VisibilityTimeout')).toBe('0')
    expect(await test.attribute(url, 'LastModifiedTimestamp')).toBe('1795348810')
    expect(await test.refused('SetQueueAttributes', { QueueUrl: url })).toEqual(missing('Attribute.Name'))
  })

  it('is listed by its beginning, in pages', async () => {
    for (const name of ['b', 'ab', 'aa', 'ac']) await test.create(name)
    const url = (name: string) => `http://localhost/${accountId}/${name}`
    expect((await test.sqs('ListQueues')).QueueUrls).toEqual(['aa', 'ab', 'ac', 'b'].map(url))
    expect((await test.sqs('ListQueues', {}, undefined, 'eu-west-1')).QueueUrls).toBeUndefined()
    const first = await test.sqs('ListQueues', { QueueNamePrefix: 'a', MaxResults: 2 })
    expect(first.QueueUrls).toEqual(['aa', 'ab'].map(url))
    const second = await test.sqs('ListQueues', {
      QueueNamePrefix: 'a',
      MaxResults: 2,
      NextToken: first.NextToken,
    })
    expect(second).toEqual({ QueueUrls: ['ac'].map(url) })
    expect((await test.refused('ListQueues', { MaxResults: 0 }))[1]).toBe('InvalidParameterValueException')
  })

  it('has tags', async () => {
    const made = await test.sqs('CreateQueue', { QueueName: 'lab', tags: { team: 'red' } })
    const { QueueUrl } = made
    await test.sqs('TagQueue', { QueueUrl, Tags: { stage: 'test' } })
    expect((await test.sqs('ListQueueTags', { QueueUrl })).Tags).toEqual({ team: 'red', stage: 'test' })
    await test.sqs('UntagQueue', { QueueUrl, TagKeys: ['team', 'absent'] })
    expect((await test.sqs('ListQueueTags', { QueueUrl })).Tags).toEqual({ stage: 'test' })
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']))
    expect(await test.refused('TagQueue', { QueueUrl, Tags: many })).toEqual(
      invalid('Too many tags added for queue: 50 are the most.'),
    )
    expect(await test.refused('TagQueue', { QueueUrl })).toEqual(missing('Tags'))
  })

  it('is emptied once a minute', async () => {
    const url = await test.create('lab')
    await test.send(url, 'a')
    await test.sqs('PurgeQueue', { QueueUrl: url })
    expect(await test.attribute(url, 'ApproximateNumberOfMessages')).toBe('0')
    expect(await test.refused('PurgeQueue', { QueueUrl: url })).toEqual([
      400,
      'PurgeQueueInProgress',
      'Only one PurgeQueue operation on lab is allowed every 60 seconds.',
    ])
    test.pass(60)
    await test.sqs('PurgeQueue', { QueueUrl: url })
  })
})
