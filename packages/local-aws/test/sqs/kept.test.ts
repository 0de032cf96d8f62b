import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'

import { createSqs } from './sqs-fixture.ts'

const folder = mkdtempSync(join(tmpdir(), 'queues-kept-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('queues and what is in them outlive an instance that keeps its data, and a wait is woken there too', async () => {
  const data = join(folder, 'data')
  const first = createSqs({ data })
  const url = await first.create('lab.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' })
  const waiting = first.receive(url, { WaitTimeSeconds: 20 })
  const sent = await first.send(url, 'one', { MessageGroupId: 'g' })
  const [taken] = await waiting
  expect(taken?.MessageId).toBe(sent.MessageId)
  await first.send(url, 'two', { MessageGroupId: 'h' })
  first.fixture.aws.close()

  const second = createSqs({ data })
  // Still hidden, known as sent, and deleted by the receipt of before.
  expect((await second.receive(url)).map(({ Body }) => Body)).toEqual(['two'])
  expect((await second.send(url, 'one', { MessageGroupId: 'g' })).MessageId).toBe(sent.MessageId)
  await second.sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle: taken?.ReceiptHandle })
  second.pass(60)
  expect((await second.receive(url)).map(({ Body }) => Body)).toEqual(['two'])
  second.fixture.aws.close()
})
