import type { LocalAwsOptions } from '@hallpass/local-aws'

import { element, type Keys, refusal } from '../local-aws-fixture.ts'
import { createSqs, type Sqs } from '../sqs/sqs-fixture.ts'

/** Input as a form has it: lists and maps are numbered. */
export type Input = Readonly<Record<string, unknown>>

/** SNS as the administrator, or as whose keys are given, calls it, and SQS beside it. */
export interface Sns extends Sqs {
  /** Calls an action that is to be answered, and gives the answer's XML. */
  readonly sns: (action: string, input?: Input, keys?: Keys) => Promise<string>
  /** Calls an action that is to be refused: status, code, sentence. */
  readonly snsRefused: (action: string, input?: Input, keys?: Keys) => Promise<ReturnType<typeof refusal>>
  /** Makes a topic and gives its arn. */
  readonly topic: (name: string, attributes?: Record<string, string>) => Promise<string>
  /** Makes a queue that takes what SNS has, and gives its address. */
  readonly openQueue: (name: string, attributes?: Record<string, string>) => Promise<string>
  /** Subscribes a queue to a topic and gives the subscription's arn. */
  readonly subscribe: (topic: string, queue: string, attributes?: Record<string, string>) => Promise<string>
  readonly publish: (topic: string, message: string, more?: Input) => Promise<string>
  /** The bodies of what is in a queue. */
  readonly bodies: (url: string) => Promise<readonly string[]>
}

export const queueArn = (name: string, account = '111122223333') => `arn:aws:sqs:us-east-1:${account}:${name}`

export function createSns(options: LocalAwsOptions = {}): Sns {
  const test = createSqs(options)
  const { fixture } = test
  const ask = (action: string, input: Input = {}, keys: Keys = fixture.aws.admin) =>
    fixture.query(keys, 'sns', { Action: action, ...fields(input) })
  const sns: Sns['sns'] = async (action, input, keys) => {
    const { status, body } = await ask(action, input, keys)
    if (status !== 200) throw new Error(`${action}: ${String(body)}`)
    return String(body)
  }
  return {
    ...test,
    sns,
    snsRefused: async (action, input, keys) => refusal(await ask(action, input, keys)),
    topic: async (Name, Attributes = {}) =>
      textOf(await sns('CreateTopic', { Name, Attributes: map(Attributes) }), 'TopicArn'),
    openQueue: (name, attributes = {}) =>
      test.create(name, { Policy: queuePolicy(queueArn(name)), ...attributes }),
    subscribe: async (TopicArn, queue, Attributes = {}) =>
      textOf(
        await sns('Subscribe', {
          TopicArn,
          Protocol: 'sqs',
          Endpoint: queueArn(queue),
          Attributes: map(Attributes),
        }),
        'SubscriptionArn',
      ),
    publish: async (TopicArn, Message, more = {}) =>
      textOf(await sns('Publish', { TopicArn, Message, ...more }), 'MessageId'),
    bodies: async (url) => (await test.receive(url)).map(({ Body }) => Body),
  }
}

/** A policy by which SNS may send to a queue, on whatever further conditions. */
export const queuePolicy = (Resource: string, more: object = {}) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource,
        ...more,
      },
    ],
  })

/** A map as the query protocol has those of strings. */
export const map = (entries: Readonly<Record<string, string>>) => ({
  entry: Object.entries(entries).map(([key, value]) => ({ key, value })),
})

/** Attributes of a message. */
export const attributes = (entries: Readonly<Record<string, object>>) => ({
  MessageAttributes: { entry: Object.entries(entries).map(([Name, Value]) => ({ Name, Value })) },
})

export const stringValue = (StringValue: string, DataType = 'String') => ({ DataType, StringValue })

/** All values of elements of that name. */
export const textsOf = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map(([, text = '']) => text)

export const textOf = (xml: string, name: string): string =>
  element({ status: 200, headers: [], body: xml }, name) ?? ''

/** The entries of a map in an answer. */
export const entriesOf = (xml: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...xml.matchAll(/<entry>(.*?)<\/entry>/gs)].map(([, entry = '']) => [
      textOf(entry, 'key'),
      textOf(entry, 'value'),
    ]),
  )

function fields(input: Input, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(input)) {
    const at = `${prefix}${name}`
    if (Array.isArray(value)) {
      const list = at.endsWith('entry') ? at : `${at}.member`
      for (const [index, item] of value.entries()) {
        Object.assign(
          found,
          typeof item === 'object'
            ? fields(item, `${list}.${index + 1}.`)
            : { [`${list}.${index + 1}`]: item },
        )
      }
    } else if (typeof value === 'object' && value !== null) {
      Object.assign(found, fields(Object.fromEntries(Object.entries(value)), `${at}.`))
    } else found[at] = String(value)
  }
  return found
}
