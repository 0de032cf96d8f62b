import type { LocalAwsOptions } from '@hallpass/local-aws'

import { createFixture, type Fixture, jsonRefusal, type Keys } from '../local-aws-fixture.ts'

export interface Message {
  readonly MessageId: string
  readonly ReceiptHandle: string
  readonly Body: string
  readonly Attributes?: Readonly<Record<string, string>>
  readonly MessageAttributes?: Readonly<Record<string, object>>
}

/** SQS as the administrator, or as whose keys are given, calls it. */
export interface Sqs {
  readonly fixture: Fixture
  /** Calls an action that is to be answered, and gives what was answered. */
  readonly sqs: (action: string, input?: object, keys?: Keys, region?: string) => Promise<Answer>
  /** Calls an action that is to be refused: status, code, sentence. */
  readonly refused: (
    action: string,
    input?: object,
    keys?: Keys,
    region?: string,
  ) => Promise<readonly [number, string | undefined, string | undefined]>
  /** Makes a queue and gives its address. */
  readonly create: (name: string, attributes?: Record<string, string>) => Promise<string>
  readonly send: (url: string, body: string, more?: object) => Promise<Answer>
  /** Ten messages at most, with all there is to them. */
  readonly receive: (url: string, more?: object) => Promise<readonly Message[]>
  readonly attribute: (url: string, name: string) => Promise<string | undefined>
  /** Moves the clock. */
  readonly pass: (seconds: number) => void
}

export interface Answer {
  readonly QueueUrl: string
  readonly QueueUrls?: readonly string[]
  readonly queueUrls?: readonly string[]
  readonly NextToken?: string
  readonly TaskHandle: string
  readonly Results: ReadonlyArray<Readonly<Record<string, string | number>>>
  readonly ApproximateNumberOfMessagesMoved?: number
  readonly Attributes?: Readonly<Record<string, string>>
  readonly Tags?: Readonly<Record<string, string>>
  readonly Messages?: readonly Message[]
  readonly MessageId: string
  readonly SequenceNumber: string
  readonly MD5OfMessageBody: string
  readonly MD5OfMessageAttributes?: string
  readonly Successful?: ReadonlyArray<{ readonly Id: string }>
  readonly Failed?: ReadonlyArray<{ readonly Id: string; readonly Code: string }>
}

export function createSqs(options: LocalAwsOptions = {}): Sqs {
  const fixture = createFixture(options)
  const ask = (action: string, input: object = {}, keys: Keys = fixture.aws.admin, region = 'us-east-1') =>
    fixture.json(keys, 'sqs', action, input, {
      region,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
    })
  const sqs: Sqs['sqs'] = async (action, input, keys, region) => {
    const { status, body } = await ask(action, input, keys, region)
    if (status !== 200) throw new Error(`${action}: ${String(body)}`)
    const answer: Answer = JSON.parse(String(body))
    return answer
  }
  return {
    fixture,
    sqs,
    refused: async (action, input, keys, region) => {
      const [status, code, message] = jsonRefusal(await ask(action, input, keys, region))
      return [status, code?.replace('com.amazonaws.sqs#', ''), message]
    },
    create: async (QueueName, Attributes = {}) =>
      (await sqs('CreateQueue', { QueueName, Attributes })).QueueUrl,
    send: (QueueUrl, MessageBody, more = {}) => sqs('SendMessage', { QueueUrl, MessageBody, ...more }),
    receive: async (QueueUrl, more = {}) =>
      (
        await sqs('ReceiveMessage', {
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
          ...more,
        })
      ).Messages ?? [],
    attribute: async (QueueUrl, name) =>
      (await sqs('GetQueueAttributes', { QueueUrl, AttributeNames: [name] })).Attributes?.[name],
    pass: (seconds) => {
      fixture.clock.now = new Date(fixture.clock.now.getTime() + seconds * 1000)
    },
  }
}
