import { requestId } from '../base/index.ts'
import type { MoveTask, Queue } from '../model/index.ts'
import {
  type AuthorizationNeed,
  type Call,
  integer,
  type JsonAction,
  jsonAction,
  type JsonObject,
  text,
} from '../protocol/index.ts'
import { redrivePolicyOf } from './attributes.ts'
import { invalidParameter, missingParameter, resourceNotFound } from './errors.ts'
import { allQueues, findQueue, queueNeed } from './find-queue.ts'
import { isVisible, messagesOf } from './messages.ts'
import { moveDueMessages } from './move-messages.ts'

/** How many tasks of a queue are told of. */
const mostTasks = 10
const mostPerSecond = 500

/**
 * StartMessageMoveTask: moves the messages of a dead-letter queue back to the queues they came from, or to another one.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
 */
const startMessageMoveTask = jsonAction('sqs', {
  name: 'StartMessageMoveTask',
  input: { SourceArn: text(), DestinationArn: text(), MaxNumberOfMessagesPerSecond: integer() },
  needs: (call, { SourceArn, DestinationArn }) => [
    ...needsOn(call, checkedArn(SourceArn, 'SourceArn'), [
      'StartMessageMoveTask',
      'ReceiveMessage',
      'DeleteMessage',
      'GetQueueAttributes',
    ]),
    ...destinationsOf(call, SourceArn, DestinationArn).flatMap((arn) => needsOn(call, arn, ['SendMessage'])),
  ],
  run: (call, { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond: perSecond }) => {
    const source = queueOfArn(call, SourceArn, 'SourceArn')
    if (!isDeadLetterQueue(call, source)) {
      throw invalidParameter('Source queue must be configured as a Dead Letter Queue.')
    }
    const destination = isGiven(DestinationArn)
      ? queueOfArn(call, DestinationArn, 'DestinationArn')
      : undefined
    if (destination === source) {
      throw invalidParameter('Source queue arn and destination queue arn cannot be the same.')
    }
    if (destination !== undefined && destination.fifo !== source.fifo) {
      throw invalidParameter('The source queue and destination queue must be of the same queue type.')
    }
    if (perSecond !== undefined) checkBetween(perSecond, 'MaxNumberOfMessagesPerSecond', mostPerSecond)
    const moves = (source.moves ??= new Map<string, MoveTask>())
    if ([...moves.values()].some(({ status }) => status === 'RUNNING')) {
      throw invalidParameter(
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      )
    }
    const task: MoveTask = {
      id: requestId(call.randomBytes),
      destinationArn: destination?.arn,
      perSecond,
      destinations: destinationsOf(call, SourceArn, DestinationArn),
      startedAt: call.now,
      toMove: [...messagesOf(source, call.now)].filter((message) => isVisible(message, call.now)).length,
      moved: 0,
      status: 'RUNNING',
      failureReason: undefined,
    }
    moves.set(task.id, task)
    for (const id of [...moves.keys()].slice(0, -mostTasks)) moves.delete(id)
    moveDueMessages(call)
    return { TaskHandle: handleOf(source, task) }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListMessageMoveTasks.html */
const listMessageMoveTasks = jsonAction('sqs', {
  name: 'ListMessageMoveTasks',
  input: { SourceArn: text(), MaxResults: integer() },
  needs: (call, { SourceArn }) =>
    needsOn(call, checkedArn(SourceArn, 'SourceArn'), ['ListMessageMoveTasks', 'GetQueueAttributes']),
  run: (call, { SourceArn, MaxResults: most = 1 }) => {
    const source = queueOfArn(call, SourceArn, 'SourceArn')
    checkBetween(most, 'MaxResults', mostTasks)
    const tasks = [...(source.moves?.values() ?? [])].toReversed().slice(0, most)
    return { Results: tasks.map((task) => shown(source, task)) }
  },
})

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html */
const cancelMessageMoveTask = jsonAction('sqs', {
  name: 'CancelMessageMoveTask',
  input: { TaskHandle: text() },
  needs: (call, { TaskHandle }) =>
    needsOn(call, checkedArn(readHandle(TaskHandle).sourceArn, 'SourceArn'), [
      'CancelMessageMoveTask',
      'ReceiveMessage',
      'DeleteMessage',
      'GetQueueAttributes',
    ]),
  run: (call, { TaskHandle }) => {
    const { taskId, sourceArn } = readHandle(TaskHandle)
    const task = queueOfArn(call, sourceArn, 'SourceArn').moves?.get(taskId)
    if (task === undefined) throw resourceNotFound('Task does not exist.')
    if (task.status !== 'RUNNING') throw invalidParameter('Only active tasks can be cancelled.')
    task.status = 'CANCELLED'
    return { ApproximateNumberOfMessagesMoved: task.moved }
  },
})

export const moveTaskActions: readonly JsonAction[] = [
  startMessageMoveTask,
  listMessageMoveTasks,
  cancelMessageMoveTask,
]

/** Each of those actions on the queue of an arn, wherever that is. */
function needsOn(call: Call, arn: string, actions: readonly string[]): readonly AuthorizationNeed[] {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  return actions.map((action) => queueNeed({ ...call, region }, action, { account, name }))
}

/** Where messages go: the one queue that is given, or those that the messages which are there came from. */
function destinationsOf(
  call: Call,
  sourceArn: string | undefined,
  destinationArn: string | undefined,
): readonly string[] {
  if (isGiven(destinationArn)) return [checkedArn(destinationArn, 'DestinationArn')]
  const arns = new Set<string>()
  for (const { deadLetterSource } of findQueue(call, sourceArn ?? '')?.messages.values() ?? []) {
    if (deadLetterSource !== undefined) arns.add(deadLetterSource)
  }
  return [...arns]
}

function isGiven(arn: string | undefined): arn is string {
  return arn !== undefined && arn !== ''
}

function checkedArn(arn: string | undefined, parameter: string): string {
  if (arn === undefined) throw missingParameter(parameter)
  if (!/^arn:aws:sqs:[\w-]{1,40}:\d{12}:[\w.-]{1,80}$/.test(arn)) {
    throw invalidParameter(
      `You must use this format to specify the ${parameter}: arn:<partition>:<service>:<region>:<account-id>:<resource-id>`,
    )
  }
  return arn
}

/** The queue of an arn, in the request's region. */
function queueOfArn(call: Call, sent: string | undefined, parameter: string): Queue {
  const arn = checkedArn(sent, parameter)
  const queue = findQueue(call, arn)
  if (queue === undefined || queue.region !== call.region) {
    throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
  }
  return queue
}

function isDeadLetterQueue({ state }: Call, { arn }: Queue): boolean {
  for (const queue of allQueues(state)) if (redrivePolicyOf(queue)?.targetArn === arn) return true
  return false
}

function checkBetween(value: number, parameter: string, most: number): void {
  if (value < 1 || value > most) {
    throw invalidParameter(
      `Value for parameter ${parameter} is invalid. Reason: You must enter a number that's between 1 and ${most}.`,
    )
  }
}

/** Of a task that is over nobody needs the handle. */
function shown(source: Queue, task: MoveTask): JsonObject {
  return {
    TaskHandle: task.status === 'RUNNING' ? handleOf(source, task) : undefined,
    Status: task.status,
    SourceArn: source.arn,
    DestinationArn: task.destinationArn,
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    FailureReason: task.failureReason,
    StartedTimestamp: task.startedAt.getTime(),
  }
}

function handleOf({ arn }: Queue, { id }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn: arn })).toString('base64')
}

function readHandle(handle: string | undefined): { readonly taskId: string; readonly sourceArn: string } {
  if (handle === undefined || handle === '') throw missingParameter('TaskHandle')
  const found = /^\{"taskId":"([\w-]+)","sourceArn":"([^"\\]+)"\}$/.exec(
    Buffer.from(handle, 'base64').toString(),
  )
  if (found === null) throw invalidParameter('Value for parameter TaskHandle is invalid.')
  return { taskId: found[1] ?? '', sourceArn: found[2] ?? '' }
}
