import { expect, it } from 'vitest'

import { createSqs } from './sqs-fixture.ts'

it('what a message says is in no event, nor what it could be deleted by', async () => {
  const { fixture, create, send, receive, sqs } = createSqs()
  const QueueUrl = await create('lab')
  await send(QueueUrl, 'hush', { MessageAttributes: { a: { DataType: 'String', StringValue: 'hush' } } })
  const [message] = await receive(QueueUrl)
  await sqs('DeleteMessage', { QueueUrl, ReceiptHandle: message?.ReceiptHandle })
  const events = fixture.aws.events()
  const shown = JSON.stringify(events)
  expect(shown).not.toContain('hush')
  expect(shown).not.toContain(message?.ReceiptHandle)
  expect(
    events.map(({ eventName, readOnly, eventCategory }) => [eventName, readOnly, eventCategory]).slice(-4),
  ).toEqual([
    ['CreateQueue', false, 'Management'],
    ['SendMessage', false, 'Data'],
    ['ReceiveMessage', true, 'Data'],
    ['DeleteMessage', false, 'Data'],
  ])
})
