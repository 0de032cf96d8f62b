import type { Queue, State } from '../model/index.ts'
import type { AuthorizationNeed, Call } from '../protocol/index.ts'
import { invalidParameter, missingParameter, queueDoesNotExist } from './errors.ts'

/** The arn of a queue in the request's region. */
export function queueArn(call: Pick<Call, 'region'>, account: string, name: string): string {
  return `arn:aws:sqs:${call.region}:${account}:${name}`
}

/** The address of a queue, at the address that was called. */
export function queueUrl(call: Call, { account, name }: Pick<Queue, 'account' | 'name'>): string {
  // It listens without TLS, whatever policies are told.
  return `http://${call.headers.get('host') ?? 'localhost'}/${account}/${name}`
}

/**
 * The account and the name in a queue's address. Of the rest of it nothing is looked at: tools know one instance
 * under several names.
 *
 * @throws AwsError `MissingRequiredParameterException`, `InvalidParameterValueException` for what is no address
 */
export function queueOfUrl(url: string | undefined): { readonly account: string; readonly name: string } {
  if (url === undefined || url === '') throw missingParameter('QueueUrl')
  const found = /^(?:https?:\/\/[^/]{1,256})?\/(\d{12})\/([\w.-]{1,80})$/.exec(url)
  if (found === null)
    throw invalidParameter(`The address ${url.slice(0, 256)} is not valid for this endpoint.`)
  return { account: found[1] ?? '', name: found[2] ?? '' }
}

/** The queue at an address. @throws AwsError `QueueDoesNotExist` */
export function queueAt(call: Call, url: string | undefined): Queue {
  const { account, name } = queueOfUrl(url)
  const queue = findQueue(call, queueArn(call, account, name))
  if (queue === undefined) throw queueDoesNotExist()
  return queue
}

export function findQueue({ state }: Pick<Call, 'state'>, arn: string): Queue | undefined {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  return state.accounts.get(account)?.regions.get(region)?.queues.get(name)
}

/** Of every account and region. */
export function* allQueues(state: State): Generator<Queue> {
  for (const { regions } of state.accounts.values()) {
    for (const { queues } of regions.values()) yield* queues.values()
  }
}

/** What no policy lets other accounts do with a queue. */
const ownersOnly = new Set([
  'AddPermission',
  'CancelMessageMoveTask',
  'CreateQueue',
  'DeleteQueue',
  'ListMessageMoveTasks',
  'ListQueueTags',
  'RemovePermission',
  'SetQueueAttributes',
  'StartMessageMoveTask',
  'TagQueue',
  'UntagQueue',
])

/**
 * What an action needs on a queue: the identity's policies, and the queue's own. SQS spells its actions in lower
 * case where it refuses them.
 *
 * @param call without an account where AWS itself does something
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-overview-of-managing-access.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function queueNeed(
  call: Pick<Call, 'state' | 'region'> & Partial<Pick<Call, 'account'>>,
  action: string,
  { account, name }: { readonly account: string; readonly name: string },
  more: ReadonlyMap<string, readonly string[]> = new Map(),
): AuthorizationNeed {
  const arn = queueArn(call, account, name)
  const queue = findQueue(call, arn)
  const context = new Map([...more, ['aws:ResourceAccount', [account]] as const])
  for (const [key, value] of queue?.tags ?? []) context.set(`aws:ResourceTag/${key}`, [value])
  const policy = ownersOnly.has(action) && call.account?.id !== account ? undefined : queue?.policy
  return {
    action: `sqs:${action.toLowerCase()}`,
    resource: arn,
    resourceAccount: account,
    context,
    ...(policy ? { resourcePolicy: { ...policy, kind: 'resource' as const } } : {}),
  }
}

/** {@link queueNeed} for the queue at an address. */
export function queueUrlNeed(
  call: Call,
  action: string,
  url: string | undefined,
): readonly AuthorizationNeed[] {
  return [queueNeed(call, action, queueOfUrl(url))]
}
