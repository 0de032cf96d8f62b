import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

import { accountId, allow, createUser, credentials, iam } from '../local-aws-fixture.ts'
import { createSqs, type Sqs } from './sqs-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'moves-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))

const arn = (name: string) => `arn:aws:sqs:us-east-1:${accountId}:${name}`
const SourceArn = arn('dead')
const bodies = (messages: ReadonlyArray<{ readonly Body: string }>) => messages.map(({ Body }) => Body)
const invalid = (message: string) => [400, 'InvalidParameterValueException', message]
const gone = (message: string) => [404, 'ResourceNotFoundException', message]
const noQueue = (parameter: string) =>
  gone(`The resource that you specified for the ${parameter} parameter doesn't exist.`)

let test: Sqs
let url: string
let dead: string

const set = (on: Sqs, more: Record<string, string> = {}) => ({
  lab: (name: string, end = '') =>
    on.create(`${name}${end}`, {
      ...more,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn(`dead${end}`), maxReceiveCount: 1 }),
    }),
})

/** Sends messages that end in the dead-letter queue. */
const die = async (queue: string, sent: readonly string[], more: object = {}, on = test) => {
  for (const body of sent) await on.send(queue, body, more)
  for (const _ of sent) await on.receive(queue, { VisibilityTimeout: 0 })
  expect(await on.receive(queue)).toEqual([])
}

const tasks = async (MaxResults = 10, on = test) =>
  (await on.sqs('ListMessageMoveTasks', { SourceArn, MaxResults })).Results

beforeEach(async () => {
  test = createSqs()
  dead = await test.create('dead')
  url = await set(test).lab('lab')
})

describe('a move task', () => {
  it('takes each message back to the queue it came from, at once, as a new one', async () => {
    const other = await set(test).lab('other')
    await die(url, ['a', 'b'])
    await die(other, ['c'])
    const [before] = await test.receive(dead, { MaxNumberOfMessages: 1, VisibilityTimeout: 0 })
    test.pass(60)
    const { TaskHandle } = await test.sqs('StartMessageMoveTask', { SourceArn })
    expect(JSON.parse(Buffer.from(TaskHandle, 'base64').toString())).toMatchObject({ sourceArn: SourceArn })
    const back = await test.receive(url)
    expect(bodies(back)).toEqual(['a', 'b'])
    expect(back[0]?.Attributes).toEqual({
      SenderId: expect.any(String),
      SentTimestamp: String(test.fixture.clock.now.getTime()),
      ApproximateReceiveCount: '1',
      ApproximateFirstReceiveTimestamp: String(test.fixture.clock.now.getTime()),
    })
    expect(back[0]?.MessageId).not.toBe(before?.MessageId)
    expect(bodies(await test.receive(other))).toEqual(['c'])
    expect(await test.receive(dead)).toEqual([])
    expect(await tasks()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn,
        ApproximateNumberOfMessagesMoved: 3,
        ApproximateNumberOfMessagesToMove: 3,
        StartedTimestamp: test.fixture.clock.now.getTime(),
      },
    ])
  })

  it('takes what was sent there itself only to another queue, with that one’s delay', async () => {
    await die(url, ['a'])
    await test.send(dead, 'direct')
    await test.sqs('StartMessageMoveTask', { SourceArn })
    expect(await tasks()).toMatchObject([
      {
        Status: 'FAILED',
        FailureReason: 'CouldNotDetermineMessageSource',
        ApproximateNumberOfMessagesMoved: 1,
        ApproximateNumberOfMessagesToMove: 2,
      },
    ])
    const slow = await test.create('slow', { DelaySeconds: '5' })
    await test.sqs('StartMessageMoveTask', { SourceArn, DestinationArn: arn('slow') })
    expect(await tasks(1)).toMatchObject([{ Status: 'COMPLETED', DestinationArn: arn('slow') }])
    expect(await test.receive(slow)).toEqual([])
    test.pass(5)
    expect(bodies(await test.receive(slow))).toEqual(['direct'])
  })

  it('moves as many in a second as it is to, by the clock', async () => {
    await die(url, ['a', 'b', 'c', 'd', 'e'])
    const { TaskHandle } = await test.sqs('StartMessageMoveTask', {
      SourceArn,
      MaxNumberOfMessagesPerSecond: 2,
    })
    const started = test.fixture.clock.now.getTime()
    expect(await tasks()).toEqual([
      {
        TaskHandle,
        Status: 'RUNNING',
        SourceArn,
        MaxNumberOfMessagesPerSecond: 2,
        ApproximateNumberOfMessagesMoved: 0,
        ApproximateNumberOfMessagesToMove: 5,
        StartedTimestamp: started,
      },
    ])
    expect(await test.receive(url)).toEqual([])
    test.pass(1)
    expect(bodies(await test.receive(url))).toEqual(['a', 'b'])
    test.pass(0.4)
    expect(await test.receive(url)).toEqual([])
    test.pass(0.1)
    const [third] = await test.receive(url)
    expect([third?.Body, third?.Attributes?.['SentTimestamp']]).toEqual(['c', String(started + 1500)])
    expect(await tasks()).toMatchObject([{ Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 3 }])
    test.pass(1)
    expect(await tasks()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 5 }])
    expect(await tasks()).not.toMatchObject([{ TaskHandle }])
  })

  it('moves what its turn came to before it was kept long enough, however far the clock went', async () => {
    await test.sqs('SetQueueAttributes', { QueueUrl: dead, Attributes: { MessageRetentionPeriod: '60' } })
    await test.sqs('SetQueueAttributes', {
      QueueUrl: url,
      Attributes: { MessageRetentionPeriod: '1209600' },
    })
    for (const body of ['a', 'b', 'c']) await test.send(dead, body)
    test.pass(57.5)
    await test.sqs('StartMessageMoveTask', {
      SourceArn,
      DestinationArn: arn('lab'),
      MaxNumberOfMessagesPerSecond: 1,
    })
    test.pass(3600)
    expect(bodies(await test.receive(url))).toEqual(['a', 'b'])
    expect(await tasks()).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 }])
  })

  it('leaves what somebody is at, and comes to it when it is visible again', async () => {
    await die(url, ['a', 'b', 'c'])
    await test.receive(dead, { MaxNumberOfMessages: 1, VisibilityTimeout: 2 })
    await test.sqs('StartMessageMoveTask', { SourceArn, MaxNumberOfMessagesPerSecond: 1 })
    expect(await tasks()).toMatchObject([{ ApproximateNumberOfMessagesToMove: 2 }])
    test.pass(2.5)
    expect(bodies(await test.receive(url))).toEqual(['b', 'a'])
    await test.sqs('CancelMessageMoveTask', { TaskHandle: (await tasks())[0]?.['TaskHandle'] })
    await test.receive(dead, { VisibilityTimeout: 60 })
    await test.sqs('StartMessageMoveTask', { SourceArn })
    expect(await tasks(1)).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 0 }])
  })

  it('wakes who waits where it moves to', async () => {
    await die(url, ['a'])
    const waiting = test.receive(url, { WaitTimeSeconds: 20 })
    await test.sqs('StartMessageMoveTask', { SourceArn })
    expect(bodies(await waiting)).toEqual(['a'])
  })

  it('fails where the queue is gone', async () => {
    await die(url, ['a'])
    await test.sqs('StartMessageMoveTask', { SourceArn, MaxNumberOfMessagesPerSecond: 1 })
    await test.sqs('DeleteQueue', { QueueUrl: url })
    test.pass(1)
    expect(await tasks()).toMatchObject([
      { Status: 'FAILED', FailureReason: 'AWS.SimpleQueueService.NonExistentQueue' },
    ])
    expect(bodies(await test.receive(dead))).toEqual(['a'])
  })

  it('is cancelled, and what it moved stays moved', async () => {
    await die(url, ['a', 'b'])
    const start = { SourceArn, MaxNumberOfMessagesPerSecond: 1 }
    const { TaskHandle } = await test.sqs('StartMessageMoveTask', start)
    expect(await test.refused('StartMessageMoveTask', start)).toEqual(
      invalid(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      ),
    )
    test.pass(1)
    expect(await test.sqs('CancelMessageMoveTask', { TaskHandle })).toEqual({
      ApproximateNumberOfMessagesMoved: 1,
    })
    test.pass(60)
    expect(bodies(await test.receive(url))).toEqual(['a'])
    expect(await tasks()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 1 }])
    expect(await test.refused('CancelMessageMoveTask', { TaskHandle })).toEqual(
      invalid('Only active tasks can be cancelled.'),
    )
    await test.sqs('StartMessageMoveTask', start)
  })

  it('is told of with the nine before it, the last one first', async () => {
    for (let rate = 1; rate <= 11; rate++) {
      await test.sqs('StartMessageMoveTask', { SourceArn, MaxNumberOfMessagesPerSecond: rate })
    }
    const rates = async (most?: number) =>
      (await test.sqs('ListMessageMoveTasks', { SourceArn, MaxResults: most })).Results.map(
        ({ MaxNumberOfMessagesPerSecond }) => MaxNumberOfMessagesPerSecond,
      )
    expect(await rates()).toEqual([11])
    expect(await rates(10)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
    expect((await test.sqs('ListMessageMoveTasks', { SourceArn: arn('lab') })).Results).toEqual([])
  })

  it('keeps a group of a FIFO queue in order, and behind one that is under way', async () => {
    const fifo = { FifoQueue: 'true' }
    const deadFifo = await test.create('dead.fifo', fifo)
    const lab = await set(test, fifo).lab('lab', '.fifo')
    let id = 0
    const sent = (MessageGroupId: string) => ({ MessageGroupId, MessageDeduplicationId: `d${id++}` })
    for (const body of ['1', '2']) await test.send(lab, body, sent('g'))
    await test.send(lab, '3', sent('h'))
    for (const _ of [1, 2, 3]) await test.receive(lab, { VisibilityTimeout: 0 })
    await test.receive(deadFifo, { MaxNumberOfMessages: 1, VisibilityTimeout: 60 })
    await test.sqs('StartMessageMoveTask', { SourceArn: arn('dead.fifo') })
    expect(bodies(await test.receive(lab))).toEqual(['3'])
    test.pass(60)
    await test.sqs('StartMessageMoveTask', { SourceArn: arn('dead.fifo') })
    const back = await test.receive(lab)
    expect(bodies(back)).toEqual(['1', '2'])
    const [first, second] = back.map(({ Attributes }) => Attributes?.['SequenceNumber'] ?? '')
    expect(BigInt(second ?? '')).toBeGreaterThan(BigInt(first ?? ''))
  })

  it('goes on in an instance that keeps its data', async () => {
    const data = join(folder, 'data')
    const first = createSqs({ data })
    await first.create('dead')
    const lab = await set(first).lab('lab')
    await die(lab, ['a', 'b'], {}, first)
    await first.sqs('StartMessageMoveTask', { SourceArn, MaxNumberOfMessagesPerSecond: 1 })
    first.pass(1)
    const [moved] = await first.receive(lab, { VisibilityTimeout: 0 })
    first.fixture.aws.close()
    const second = createSqs({ data })
    second.pass(1)
    expect((await tasks(1, second))[0]?.['ApproximateNumberOfMessagesMoved']).toBe(1)
    second.pass(1)
    expect(await tasks(1, second)).toMatchObject([
      { Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 2 },
    ])
    await second.sqs('SetQueueAttributes', { QueueUrl: lab, Attributes: { RedrivePolicy: '' } })
    expect((await second.receive(lab)).map(({ MessageId, Body }) => [MessageId, Body])).toEqual([
      [moved?.MessageId, 'a'],
      [expect.any(String), 'b'],
    ])
    second.fixture.aws.close()
  })
})

describe('a move task that is asked for wrongly', () => {
  const tooFast = invalid(
    "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and 500.",
  )
  it.each([
    [{}, [400, 'MissingRequiredParameterException', 'The request must contain the parameter SourceArn.']],
    [
      { SourceArn: 'dead' },
      invalid(
        'You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>',
      ),
    ],
    [{ SourceArn: arn('absent') }, noQueue('SourceArn')],
    [{ SourceArn: SourceArn.replace('us-east-1', 'eu-west-1') }, noQueue('SourceArn')],
    [{ SourceArn: arn('lab') }, invalid('Source queue must be configured as a Dead Letter Queue.')],
    [
      { SourceArn, DestinationArn: 'lab' },
      invalid(
        'You must use this format to specify the DestinationArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>',
      ),
    ],
    [{ SourceArn, DestinationArn: arn('absent') }, noQueue('DestinationArn')],
    [
      { SourceArn, DestinationArn: SourceArn },
      invalid('Source queue arn and destination queue arn cannot be the same.'),
    ],
    [
      { SourceArn, DestinationArn: arn('new.fifo') },
      invalid('The source queue and destination queue must be of the same queue type.'),
    ],
    [{ SourceArn, MaxNumberOfMessagesPerSecond: 0 }, tooFast],
    [{ SourceArn, MaxNumberOfMessagesPerSecond: 501 }, tooFast],
  ])('is not started: %j', async (input, refusal) => {
    await test.create('new.fifo', { FifoQueue: 'true' })
    expect(await test.refused('StartMessageMoveTask', input)).toEqual(refusal)
    expect(await tasks()).toEqual([])
  })

  it('is not told of, nor cancelled', async () => {
    const list = (input: object) => test.refused('ListMessageMoveTasks', input)
    const range = invalid(
      "Value for parameter MaxResults is invalid. Reason: You must enter a number that's between 1 and 10.",
    )
    expect(await list({ SourceArn, MaxResults: 0 })).toEqual(range)
    expect(await list({ SourceArn, MaxResults: 11 })).toEqual(range)
    expect(await list({ SourceArn: arn('absent') })).toEqual(noQueue('SourceArn'))
    const cancel = (TaskHandle?: string) => test.refused('CancelMessageMoveTask', { TaskHandle })
    const handle = (sourceArn: string) =>
      Buffer.from(JSON.stringify({ taskId: 'absent', sourceArn })).toString('base64')
    expect((await cancel())[1]).toBe('MissingRequiredParameterException')
    expect(await cancel('foobared')).toEqual(invalid('Value for parameter TaskHandle is invalid.'))
    expect(await cancel(handle(arn('absent')))).toEqual(noQueue('SourceArn'))
    expect(await cancel(handle(SourceArn))).toEqual(gone('Task does not exist.'))
  })
})

describe('what a user needs for a move task', () => {
  const onDead = (...actions: readonly string[]) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `sqs:${action}`),
    Resource: SourceArn,
  })
  const sendTo = (name: string) => ({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(name) })
  const start = ['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']

  it('is all of it, on the dead-letter queue and wherever messages go', async () => {
    const anna = await createUser(test.fixture, 'anna')
    const may = (...Statement: readonly object[]) =>
      iam(test.fixture, 'PutUserPolicy', {
        UserName: 'anna',
        PolicyName: 'own',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      })
    const lacks = async (action: string, input: object) =>
      /sqs:\w+ on resource: \S+/.exec((await test.refused(action, input, anna))[2] ?? '')?.[0]
    await die(url, ['a'])
    await test.create('aim')
    const toAim = { SourceArn, DestinationArn: arn('aim') }
    for (const [at, action] of start.entries()) {
      await may(onDead('ListQueues', ...start.slice(0, at)))
      expect(await lacks('StartMessageMoveTask', { SourceArn })).toBe(
        `sqs:${action.toLowerCase()} on resource: ${SourceArn}`,
      )
    }
    await may(onDead(...start))
    expect(await lacks('StartMessageMoveTask', { SourceArn })).toBe(
      `sqs:sendmessage on resource: ${arn('lab')}`,
    )
    expect(await lacks('StartMessageMoveTask', toAim)).toBe(`sqs:sendmessage on resource: ${arn('aim')}`)
    await may(onDead(...start), sendTo('aim'))
    const rate = { MaxNumberOfMessagesPerSecond: 1 }
    const { TaskHandle } = await test.sqs('StartMessageMoveTask', { ...toAim, ...rate }, anna)

    expect(await lacks('ListMessageMoveTasks', { SourceArn })).toContain('sqs:listmessagemovetasks')
    await may(onDead('ListMessageMoveTasks'))
    expect(await lacks('ListMessageMoveTasks', { SourceArn })).toContain('sqs:getqueueattributes')
    await may(onDead('ListMessageMoveTasks', 'GetQueueAttributes'))
    await test.sqs('ListMessageMoveTasks', { SourceArn }, anna)

    const cancel = ['CancelMessageMoveTask', ...start.slice(1)]
    for (const [at, action] of cancel.entries()) {
      await may(onDead('ListQueues', ...cancel.slice(0, at)))
      expect(await lacks('CancelMessageMoveTask', { TaskHandle })).toContain(`sqs:${action.toLowerCase()} `)
    }
    await may(onDead(...cancel))
    await test.sqs('CancelMessageMoveTask', { TaskHandle }, anna)
  })

  it('was asked of the queues that messages came from: what comes from others later stays', async () => {
    await die(url, ['a'])
    await test.sqs('StartMessageMoveTask', { SourceArn, MaxNumberOfMessagesPerSecond: 1 })
    const other = await set(test).lab('other')
    await die(other, ['b'])
    test.pass(60)
    expect(bodies(await test.receive(url))).toEqual(['a'])
    expect(await test.receive(other)).toEqual([])
    expect(bodies(await test.receive(dead))).toEqual(['b'])
  })

  it('no policy of the queue gives to another account', async () => {
    const two = createSqs({ accounts: 2 })
    const other = '222233334444'
    const keys = credentials(
      await two.fixture.query(two.fixture.aws.admin, 'sts', {
        Action: 'AssumeRole',
        RoleArn: `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`,
        RoleSessionName: 'anna',
      }),
    )
    const Policy = allow('sqs:*', { Principal: { AWS: other }, Resource: SourceArn })
    const QueueUrl = await two.create('dead', { Policy })
    await two.sqs('GetQueueAttributes', { QueueUrl }, keys)
    for (const [action, input] of [
      ['ListMessageMoveTasks', { SourceArn }],
      ['StartMessageMoveTask', { SourceArn }],
      ['DeleteQueue', { QueueUrl }],
    ] as const) {
      expect((await two.refused(action, input, keys))[2]).toContain(
        `because no resource-based policy allows the sqs:${action.toLowerCase()} action`,
      )
    }
  })
})

it('a move task is in the events as management', async () => {
  await test.sqs('StartMessageMoveTask', { SourceArn })
  await test.sqs('ListMessageMoveTasks', { SourceArn })
  const last = test.fixture.aws.events().slice(-2)
  expect(last.map(({ eventName, readOnly, eventCategory }) => [eventName, readOnly, eventCategory])).toEqual([
    ['StartMessageMoveTask', false, 'Management'],
    ['ListMessageMoveTasks', true, 'Management'],
  ])
})
