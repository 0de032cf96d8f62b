import { beforeEach, describe, expect, it } from 'vitest'

import { createSqs, type Sqs } from './sqs-fixture.ts'

const bodies = (messages: ReadonlyArray<{ readonly Body: string }>) => messages.map(({ Body }) => Body)
const invalid = (message: string) => [400, 'InvalidParameterValueException', message]

let test: Sqs
let url: string

beforeEach(async () => {
  test = createSqs()
  url = await test.create('lab.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' })
})

const group = (MessageGroupId: string) => ({ MessageGroupId })

describe('a FIFO queue', () => {
  it('is called so, and says so', async () => {
    expect((await test.refused('CreateQueue', { QueueName: 'other.fifo' }))[1]).toBe(
      'InvalidParameterValueException',
    )
    expect(
      await test.refused('CreateQueue', { QueueName: 'lab.fifo', Attributes: { FifoQueue: 'false' } }),
    ).toEqual(invalid(expect.stringContaining('must end with .fifo suffix')))
  })

  it('does not take a message without a group, without an id, or with a delay of its own', async () => {
    const send = (more: object, QueueUrl = url) =>
      test.refused('SendMessage', { QueueUrl, MessageBody: 'a', ...more })
    expect(await send({})).toEqual([
      400,
      'MissingRequiredParameterException',
      'The request must contain the parameter MessageGroupId.',
    ])
    expect(await send({ ...group('g'), DelaySeconds: 1 })).toEqual(
      invalid(
        'Value 1 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.',
      ),
    )
    expect((await send(group('a b')))[2]).toContain('parameter MessageGroupId is invalid')
    expect((await send({ ...group('g'), MessageDeduplicationId: '' }))[2]).toContain(
      'parameter MessageDeduplicationId is invalid',
    )
    const plain = await test.create('plain.fifo', { FifoQueue: 'true' })
    expect(await send(group('g'), plain)).toEqual(
      invalid(
        'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
      ),
    )
  })

  it('hands out a group in order, and no more of it while one is under way', async () => {
    for (const body of ['1', '2', '3']) await test.send(url, body, group('g'))
    await test.send(url, 'other', group('h'))
    const [first] = await test.receive(url, { MaxNumberOfMessages: 1 })
    expect(first?.Body).toBe('1')
    expect(bodies(await test.receive(url))).toEqual(['other'])
    await test.sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: first?.ReceiptHandle })
    expect(bodies(await test.receive(url))).toEqual(['2', '3'])
    test.pass(30)
    expect(bodies(await test.receive(url))).toEqual(['2', '3', 'other'])
  })

  it('gives each message a larger number, and says of it what it knows', async () => {
    const first = await test.send(url, 'a', group('g'))
    const second = await test.send(url, 'b', { ...group('g'), MessageDeduplicationId: 'own' })
    expect(first.SequenceNumber).toMatch(/^\d{20}$/)
    expect(second.SequenceNumber > first.SequenceNumber).toBe(true)
    const [, message] = await test.receive(url)
    expect(message?.Attributes).toMatchObject({
      MessageGroupId: 'g',
      MessageDeduplicationId: 'own',
      SequenceNumber: second.SequenceNumber,
    })
  })

  it('takes the same message once in five minutes, be it deleted or not', async () => {
    const first = await test.send(url, 'a', group('g'))
    const [message] = await test.receive(url)
    await test.sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle })
    test.pass(299)
    expect(await test.send(url, 'a', group('h'))).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    })
    expect(await test.receive(url)).toEqual([])
    test.pass(1)
    expect((await test.send(url, 'a', group('g'))).MessageId).not.toBe(first.MessageId)
    expect(bodies(await test.receive(url))).toEqual(['a'])
  })

  it('takes it once in each group, where that is what counts', async () => {
    const QueueUrl = await test.create('groups.fifo', {
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    })
    for (const name of ['g', 'g', 'h']) await test.send(QueueUrl, 'a', group(name))
    expect(bodies(await test.receive(QueueUrl))).toEqual(['a', 'a'])
  })

  it('does not delete by a receipt that is over', async () => {
    await test.send(url, 'a', group('g'))
    const [message] = await test.receive(url)
    test.pass(30)
    expect(
      (await test.refused('DeleteMessage', { QueueUrl: url, ReceiptHandle: message?.ReceiptHandle }))[2],
    ).toContain('Reason: The receipt handle has expired.')
    expect(bodies(await test.receive(url))).toEqual(['a'])
  })

  it('has a FIFO queue for what was received too often, and goes on behind it', async () => {
    const dead = await test.create('dead.fifo', { FifoQueue: 'true' })
    const deadLetterTargetArn = await test.attribute(dead, 'QueueArn')
    await test.sqs('SetQueueAttributes', {
      QueueUrl: url,
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 }) },
    })
    await test.send(url, '1', group('g'))
    await test.receive(url)
    await test.send(url, '2', group('g'))
    test.pass(30)
    expect(bodies(await test.receive(url))).toEqual(['2'])
    const [first] = await test.receive(dead)
    // Two that were sent with one id, more than five minutes apart, can both be dead: they are known by their own ids.
    expect([first?.Body, first?.Attributes?.['MessageDeduplicationId']]).toEqual(['1', first?.MessageId])
  })
})
