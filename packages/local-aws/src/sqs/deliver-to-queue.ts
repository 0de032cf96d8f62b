import { refusalOf } from '../authorize/index.ts'
import { AwsError } from '../base/index.ts'
import type { Queue, QueueMessageAttribute } from '../model/index.ts'
import type { Call } from '../protocol/index.ts'
import { queueDoesNotExist } from './errors.ts'
import { findQueue, queueNeed } from './find-queue.ts'
import { moveDueMessages } from './move-messages.ts'
import { send } from './send-message.ts'

/** What a service of AWS puts into a queue, on behalf of something of somebody's. */
export interface Delivery {
  /** E.g. `sns.amazonaws.com`. */
  readonly service: string
  /** As whom the message names the service. */
  readonly senderId: string
  /** What it comes from, and whose that is: `aws:SourceArn` and `aws:SourceAccount`. */
  readonly sourceArn: string
  readonly sourceAccount: string
  readonly body: string
  readonly attributes: ReadonlyMap<string, QueueMessageAttribute>
  readonly groupId?: string | undefined
  readonly deduplicationId?: string | undefined
}

/** The queue of an arn, in whatever account and region. */
export function queueAtArn({ state }: Pick<Call, 'state'>, arn: string): Queue | undefined {
  const parts = arn.split(':')
  return parts.length === 6 && parts[2] === 'sqs' ? findQueue({ state }, arn) : undefined
}

/**
 * Puts a message into a queue if the queue's policy lets the service: nobody else's says anything.
 *
 * @returns why not, where it does not go in
 */
export function deliverToQueue(
  call: Pick<Call, 'state' | 'now' | 'randomBytes'>,
  arn: string,
  delivery: Delivery,
): AwsError | undefined {
  moveDueMessages(call)
  const queue = queueAtArn(call, arn)
  if (queue === undefined) return queueDoesNotExist()
  const { service, sourceArn, sourceAccount, attributes } = delivery
  const caller = {
    principal: { type: 'service', service },
    account: sourceAccount,
    accessKeyId: '',
    session: undefined,
  } as const
  const { region } = queue
  const context = new Map<string, readonly string[]>([
    ['aws:PrincipalIsAWSService', ['true']],
    ['aws:PrincipalServiceName', [service]],
    ['aws:SourceArn', [sourceArn]],
    ['aws:SourceAccount', [sourceAccount]],
    ['aws:SourceOrgID', [call.state.organization.id]],
  ])
  const refusal = refusalOf(
    {
      caller,
      state: call.state,
      region,
      now: call.now,
      remoteAddress: undefined,
      userAgent: service,
      secureTransport: true,
    },
    'sqs',
    queueNeed({ ...call, region }, 'SendMessage', queue, context),
  )
  if (refusal !== undefined) return refusal
  try {
    send({ ...call, caller, senderId: delivery.senderId }, queue, {
      MessageBody: delivery.body,
      DelaySeconds: undefined,
      MessageAttributes: new Map([...attributes].map(([name, one]) => [name, sentAttribute(one)])),
      MessageSystemAttributes: undefined,
      MessageDeduplicationId: queue.fifo ? delivery.deduplicationId : undefined,
      MessageGroupId: delivery.groupId,
    })
    return undefined
  } catch (error) {
    if (error instanceof AwsError && error.status < 500) return error
    throw error
  }
}

function sentAttribute({ type, value }: QueueMessageAttribute) {
  const isText = typeof value === 'string'
  return {
    StringValue: isText ? value : undefined,
    BinaryValue: isText ? undefined : value,
    StringListValues: undefined,
    BinaryListValues: undefined,
    DataType: type,
  }
}
