import { request } from 'node:http'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'

import { createSqs } from './sqs-fixture.ts'

const wait = { WaitTimeSeconds: 20 }

describe('a wait for messages', () => {
  it('ends with a message that is sent, and with one whose time has come', async () => {
    const { create, receive, send, pass } = createSqs()
    const url = await create('lab')
    const first = receive(url, wait)
    await send(url, 'sent')
    expect((await first).map(({ Body }) => Body)).toEqual(['sent'])
    const second = receive(url, wait)
    pass(30)
    expect((await second).map(({ Body }) => Body)).toEqual(['sent'])
  })

  it('ends when the queue is gone, and by itself', async () => {
    const { create, receive, sqs } = createSqs()
    const url = await create('lab', { ReceiveMessageWaitTimeSeconds: '20' })
    const waiting = receive(url)
    await sqs('DeleteQueue', { QueueUrl: url })
    expect(await waiting).toEqual([])
    const other = await create('other', { ReceiveMessageWaitTimeSeconds: '1' })
    expect(await receive(other)).toEqual([])
  })

  it('hands a message to one of several', async () => {
    const { create, receive, send } = createSqs()
    const url = await create('lab')
    const waiting = [receive(url, { WaitTimeSeconds: 1 }), receive(url, { WaitTimeSeconds: 1 })]
    await send(url, 'one')
    expect((await Promise.all(waiting)).map((messages) => messages.length).toSorted((a, b) => a - b)).toEqual(
      [0, 1],
    )
  })

  it('takes nothing for a client that went away', async () => {
    const { fixture, create, receive, send, attribute } = createSqs()
    const url = await create('lab')
    const server = await fixture.aws.listen()
    const body = JSON.stringify({ QueueUrl: url, ...wait })
    const signer = new SignatureV4({
      credentials: fixture.aws.admin,
      region: 'us-east-1',
      service: 'sqs',
      sha256: Sha256,
    })
    const { headers } = await signer.sign(
      {
        method: 'POST',
        protocol: 'http:',
        hostname: 'localhost',
        path: '/',
        headers: {
          host: 'localhost',
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'AmazonSQS.ReceiveMessage',
        },
        body,
      },
      { signingDate: fixture.clock.now },
    )
    const gone = request(`${server.url}/`, { method: 'POST', headers })
    gone.on('error', () => {})
    await new Promise<void>((resolve) => gone.end(body, resolve))
    // A request that comes after it, and is answered, was looked at after it.
    await attribute(url, 'QueueArn')
    await fetch(`${server.url}/`).then((response) => response.text())
    gone.destroy()
    await new Promise((resolve) => gone.once('close', resolve))
    await fetch(`${server.url}/`).then((response) => response.text())
    await send(url, 'kept')
    expect((await receive(url)).map(({ Body }) => Body)).toEqual(['kept'])
    await server.close()
  })
})
