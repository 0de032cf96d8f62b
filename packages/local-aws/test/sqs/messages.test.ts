import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'

import { accountId } from '../local-aws-fixture.ts'
import { createSqs, type Sqs } from './sqs-fixture.ts'

const invalid = (message: string) => [400, 'InvalidParameterValueException', message]
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const bodies = (messages: ReadonlyArray<{ readonly Body: string }>) => messages.map(({ Body }) => Body)

let test: Sqs
let url: string

beforeEach(async () => {
  test = createSqs()
  url = await test.create('lab')
})

describe('a message that no queue takes', () => {
  it.each([
    [{}, [400, 'MissingRequiredParameterException', 'The request must contain the parameter MessageBody.']],
    [
      { MessageBody: 'a\0' },
      invalid(
        'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
      ),
    ],
    [
      { MessageBody: 'a', DelaySeconds: 901 },
      invalid(
        'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
      ),
    ],
    [
      {
        MessageBody: 'a',
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'x'.repeat(1025) } },
      },
      invalid("The message system attribute 'AWSTraceHeader' is invalid."),
    ],
    [
      { MessageBody: 'a', MessageDeduplicationId: 'b' },
      invalid(
        'Value b for parameter MessageDeduplicationId is invalid. Reason: The request include parameter that is not valid for this queue type.',
      ),
    ],
    [
      { MessageBody: 'a', MessageAttributes: { 'a..b': { DataType: 'String', StringValue: 'x' } } },
      invalid("The message attribute name 'a..b' is invalid."),
    ],
    [
      { MessageBody: 'a', MessageAttributes: { 'aws.x': { DataType: 'String', StringValue: 'x' } } },
      invalid("The message attribute name 'aws.x' is invalid."),
    ],
    [
      { MessageBody: 'a', MessageAttributes: { x: { StringValue: 'x' } } },
      invalid("The message attribute 'x' must contain non-empty message attribute type."),
    ],
    [
      { MessageBody: 'a', MessageAttributes: { x: { DataType: 'Date', StringValue: 'x' } } },
      invalid(
        "The message attribute 'x' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
      ),
    ],
    [
      { MessageBody: 'a', MessageAttributes: { x: { DataType: 'Binary', StringValue: 'x' } } },
      invalid(
        "The message attribute 'x' must contain non-empty message attribute value for message attribute type 'Binary'.",
      ),
    ],
    [
      { MessageBody: 'a', MessageAttributes: { x: { DataType: 'Number', StringValue: 'one' } } },
      invalid("Can't cast the value of message attribute 'x' to a number."),
    ],
    [
      { MessageBody: 'a', MessageSystemAttributes: { x: { DataType: 'String', StringValue: 'x' } } },
      invalid("The message system attribute 'x' is invalid."),
    ],
  ])('is %j', async (sent, refusal) => {
    expect(await test.refused('SendMessage', { QueueUrl: url, ...sent })).toEqual(refusal)
  })

  it('is longer than the queue says, its attributes counted', async () => {
    const small = await test.create('small', { MaximumMessageSize: '1024' })
    const longest = 'x'.repeat(1017)
    const MessageAttributes = { a: { DataType: 'String', StringValue: 'x' } }
    expect(
      await test.refused('SendMessage', { QueueUrl: small, MessageBody: longest, MessageAttributes }),
    ).toEqual(invalid('One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes.'))
    await test.send(small, longest.slice(1), { MessageAttributes })
  })

  it('comes when there is no room', async () => {
    const body = 'x'.repeat(1_048_576)
    for (let number = 0; number < 256; number++) await test.send(url, body)
    const [status, code] = await test.refused('SendMessage', { QueueUrl: url, MessageBody: 'a' })
    expect([status, code]).toEqual([400, 'OverLimit'])
    // What was kept for long enough makes room.
    test.pass(345_600)
    await test.send(url, 'a')
    expect(await test.attribute(url, 'ApproximateNumberOfMessages')).toBe('1')
  })
})

describe('a message', () => {
  it('comes as it was sent, with the digests that SDKs compare', async () => {
    const sent = await test.send(url, 'héllo', {
      MessageAttributes: {
        trace: { DataType: 'String.id', StringValue: 'abc' },
        bytes: { DataType: 'Binary', BinaryValue: 'AAEC' },
        count: { DataType: 'Number', StringValue: '-1.5e3' },
      },
      MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: 'Root=1' } },
    })
    expect(sent.MD5OfMessageBody).toBe(md5('héllo'))
    const [message] = await test.receive(url)
    expect(message).toMatchObject({
      MessageId: sent.MessageId,
      Body: 'héllo',
      MD5OfBody: md5('héllo'),
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      MessageAttributes: {
        trace: { DataType: 'String.id', StringValue: 'abc' },
        bytes: { DataType: 'Binary', BinaryValue: 'AAEC' },
        count: { DataType: 'Number', StringValue: '-1.5e3' },
      },
      Attributes: {
        SentTimestamp: '1795348800000',
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: '1795348800000',
        AWSTraceHeader: 'Root=1',
      },
    })
  })

  it('shows the attributes that were asked for, by name or beginning', async () => {
    const value = { DataType: 'String', StringValue: 'x' }
    await test.send(url, 'a', { MessageAttributes: { 'lab.a': value, 'lab.b': value, other: value } })
    const shown = async (...MessageAttributeNames: string[]) => {
      const [message] = await test.receive(url, { MessageAttributeNames, VisibilityTimeout: 0 })
      return Object.keys(message?.MessageAttributes ?? {})
    }
    expect(await shown()).toEqual([])
    expect(await shown('other', 'absent')).toEqual(['other'])
    expect(await shown('lab.*')).toEqual(['lab.a', 'lab.b'])
    expect(await shown('.*')).toEqual(['lab.a', 'lab.b', 'other'])
    expect((await test.refused('ReceiveMessage', { QueueUrl: url, AttributeNames: ['Color'] }))[1]).toBe(
      'InvalidParameterValueException',
    )
  })

  it('is hidden while somebody has it, and comes back if it is not deleted', async () => {
    await test.send(url, 'a')
    const [first] = await test.receive(url)
    expect(await test.receive(url)).toEqual([])
    expect(await test.attribute(url, 'ApproximateNumberOfMessagesNotVisible')).toBe('1')
    test.pass(29)
    expect(await test.receive(url)).toEqual([])
    test.pass(1)
    const [second] = await test.receive(url)
    expect(second?.Attributes?.['ApproximateReceiveCount']).toBe('2')
    // The first one's receipt is worth nothing any more.
    await test.sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle })
    expect(await test.attribute(url, 'ApproximateNumberOfMessagesNotVisible')).toBe('1')
    await test.sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: second?.ReceiptHandle })
    expect(await test.attribute(url, 'ApproximateNumberOfMessagesNotVisible')).toBe('0')
    test.pass(60)
    expect(await test.receive(url)).toEqual([])
  })

  it('is hidden for longer, or not at all any more, by its receipt', async () => {
    await test.send(url, 'a')
    const [message] = await test.receive(url)
    const change = { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }
    await test.sqs('ChangeMessageVisibility', { ...change, VisibilityTimeout: 100 })
    test.pass(99)
    expect(await test.receive(url)).toEqual([])
    expect(await test.refused('ChangeMessageVisibility', { ...change, VisibilityTimeout: 43_200 })).toEqual(
      invalid(
        'Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
      ),
    )
    await test.sqs('ChangeMessageVisibility', { ...change, VisibilityTimeout: 0 })
    expect(bodies(await test.receive(url))).toEqual(['a'])
    expect((await test.refused('ChangeMessageVisibility', { ...change, VisibilityTimeout: 1 }))[2]).toContain(
      'Message does not exist or is not available for visibility timeout change.',
    )
    expect(await test.refused('DeleteMessage', { QueueUrl: url, ReceiptHandle: 'x' })).toEqual([
      400,
      'ReceiptHandleIsInvalid',
      'The input receipt handle "x" is not a valid receipt handle.',
    ])
    const other = await test.create('other')
    expect((await test.refused('DeleteMessage', { ...change, QueueUrl: other }))[1]).toBe(
      'ReceiptHandleIsInvalid',
    )
  })

  it('comes late by its own delay, or by the queue’s', async () => {
    const late = await test.create('late', { DelaySeconds: '10' })
    await test.send(late, 'queue')
    await test.send(late, 'own', { DelaySeconds: 5 })
    await test.send(late, 'now', { DelaySeconds: 0 })
    expect(await test.attribute(late, 'ApproximateNumberOfMessagesDelayed')).toBe('2')
    expect(bodies(await test.receive(late))).toEqual(['now'])
    test.pass(5)
    expect(bodies(await test.receive(late))).toEqual(['own'])
    test.pass(5)
    expect(bodies(await test.receive(late))).toEqual(['queue'])
  })

  it('is kept for as long as the queue says', async () => {
    const short = await test.create('short', { MessageRetentionPeriod: '60' })
    await test.send(short, 'a')
    test.pass(59)
    expect(await test.attribute(short, 'ApproximateNumberOfMessages')).toBe('1')
    test.pass(1)
    expect(await test.attribute(short, 'ApproximateNumberOfMessages')).toBe('0')
    expect(await test.receive(short)).toEqual([])
  })

  it.each([
    ['MaxNumberOfMessages', 0],
    ['MaxNumberOfMessages', 11],
    ['WaitTimeSeconds', 21],
    ['VisibilityTimeout', 43_201],
  ])('is not received with %s of %d', async (name, value) => {
    expect((await test.refused('ReceiveMessage', { QueueUrl: url, [name]: value }))[2]).toMatch(
      new RegExp(`^Value ${value} for parameter ${name} is invalid. Reason: Must be between`),
    )
  })
})

describe('a batch', () => {
  const entry = (Id: string, MessageBody = 'a') => ({ Id, MessageBody })
  const eleven = Array.from({ length: 11 }, (_, index) => entry(String(index)))

  it.each([
    [[], 'EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.'],
    [
      eleven,
      'TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10. You have sent 11.',
    ],
    [[entry('a'), entry('a')], 'BatchEntryIdsNotDistinct', 'Id a repeated.'],
    [
      [entry('a b')],
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    ],
    [
      [entry('a', 'x'.repeat(600_000)), entry('b', 'x'.repeat(600_000))],
      'BatchRequestTooLong',
      'Batch requests cannot be longer than 1048576 bytes. You have sent 1200000 bytes.',
    ],
  ])('is refused as a whole', async (Entries, code, message) => {
    expect(await test.refused('SendMessageBatch', { QueueUrl: url, Entries })).toEqual([400, code, message])
  })

  it('does what it can, and says of the rest what is wrong', async () => {
    const sent = await test.sqs('SendMessageBatch', {
      QueueUrl: url,
      Entries: [entry('good'), entry('bad', ''), entry('fine', 'b')],
    })
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['good', 'fine'])
    expect(sent.Failed).toEqual([
      {
        Id: 'bad',
        SenderFault: true,
        Code: 'MissingParameter',
        Message: 'The request must contain the parameter MessageBody.',
      },
    ])
    const messages = await test.receive(url)
    expect(bodies(messages)).toEqual(['a', 'b'])
    const handles = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    const changed = await test.sqs('ChangeMessageVisibilityBatch', {
      QueueUrl: url,
      Entries: handles.map((handle) => ({ ...handle, VisibilityTimeout: 50 })),
    })
    expect(changed.Successful).toHaveLength(2)
    const removed = await test.sqs('DeleteMessageBatch', {
      QueueUrl: url,
      Entries: [...handles, { Id: 'x', ReceiptHandle: 'x' }],
    })
    expect(removed.Successful).toHaveLength(2)
    expect(removed.Failed?.map(({ Code }) => Code)).toEqual(['ReceiptHandleIsInvalid'])
    expect(await test.attribute(url, 'ApproximateNumberOfMessagesNotVisible')).toBe('0')
  })
})

describe('a dead-letter queue', () => {
  const arn = (name: string) => `arn:aws:sqs:us-east-1:${accountId}:${name}`
  const redrive = (name: string, maxReceiveCount: unknown = 2) =>
    JSON.stringify({ deadLetterTargetArn: arn(name), maxReceiveCount })

  it('has to be there, of the same kind, another one, and let the queue', async () => {
    await test.create('closed', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' })
    await test.create('some', {
      RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: [arn('lab')] }),
    })
    await test.create('fifo.fifo', { FifoQueue: 'true' })
    const reason = async (RedrivePolicy: string, name = 'lab') => {
      const QueueUrl = url.replace(/lab$/, name)
      const [, code, message] = await test.refused('SetQueueAttributes', {
        QueueUrl,
        Attributes: { RedrivePolicy },
      })
      return [code, message?.replace(/^.*Reason: /, '')]
    }
    const because = (text: string) => ['InvalidParameterValueException', text]
    expect(await reason('x')).toEqual(because('Redrive policy is not a valid JSON map.'))
    expect(await reason(redrive('absent'))).toEqual(because('Dead letter target does not exist.'))
    expect(await reason(redrive('lab'))).toEqual(because('Dead letter target does not exist.'))
    expect(await reason(redrive('closed', 0))).toEqual(because('Invalid value for maxReceiveCount.'))
    expect(await reason(redrive('closed', 1001))).toEqual(because('Invalid value for maxReceiveCount.'))
    expect(await reason(redrive('closed'))).toEqual(
      because('The dead-letter queue does not allow this queue as a source.'),
    )
    expect(await reason(redrive('some'), 'closed')).toEqual(
      because('The dead-letter queue does not allow this queue as a source.'),
    )
    expect(await reason(redrive('fifo.fifo'))).toEqual(
      because('Dead-letter queue must be same type of queue as the source.'),
    )
    await test.sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { RedrivePolicy: redrive('some') } })
  })

  it('takes what was received too often, with the time it was sent and where it comes from', async () => {
    const dead = await test.create('dead')
    await test.sqs('SetQueueAttributes', {
      QueueUrl: url,
      Attributes: { RedrivePolicy: redrive('dead', '2') },
    })
    expect((await test.sqs('ListDeadLetterSourceQueues', { QueueUrl: dead })).queueUrls).toEqual([url])
    await test.send(url, 'a')
    for (const _ of [1, 2]) {
      expect(bodies(await test.receive(url))).toEqual(['a'])
      test.pass(30)
    }
    expect(await test.receive(url)).toEqual([])
    const [message] = await test.receive(dead)
    expect(message).toMatchObject({
      Body: 'a',
      Attributes: {
        DeadLetterQueueSourceArn: arn('lab'),
        SentTimestamp: '1795348800000',
        ApproximateReceiveCount: '3',
      },
    })
    await test.sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { RedrivePolicy: '' } })
    expect(await test.attribute(url, 'RedrivePolicy')).toBeUndefined()
    expect((await test.sqs('ListDeadLetterSourceQueues', { QueueUrl: dead })).queueUrls).toEqual([])
  })

  it('that is gone takes nothing', async () => {
    const dead = await test.create('dead')
    await test.sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { RedrivePolicy: redrive('dead', 1) } })
    await test.send(url, 'a')
    await test.sqs('DeleteQueue', { QueueUrl: dead })
    for (const _ of [1, 2, 3])
      expect(bodies(await test.receive(url, { VisibilityTimeout: 0 }))).toEqual(['a'])
  })
})
