import { beforeEach, describe, expect, it } from 'vitest'

import { accountId, allow, createUser, credentials, iam, type Keys } from '../local-aws-fixture.ts'
import { createSqs, type Sqs } from './sqs-fixture.ts'

const arn = `arn:aws:sqs:us-east-1:${accountId}:lab`
const denied = (action: string, resource = arn) => [
  400,
  'AccessDeniedException',
  `User: arn:aws:iam::${accountId}:user/anna is not authorized to perform: sqs:${action} on resource: ${resource} because no identity-based policy allows the sqs:${action} action`,
]

let test: Sqs
let anna: Keys
let url: string

beforeEach(async () => {
  test = createSqs()
  anna = await createUser(test.fixture, 'anna')
  url = await test.create('lab')
})

const may = (Action: string | readonly string[], more: object = { Resource: '*' }) =>
  iam(test.fixture, 'PutUserPolicy', {
    UserName: 'anna',
    PolicyName: 'own',
    PolicyDocument: allow(Action, more),
  })

const setPolicy = (Policy: string) =>
  test.sqs('SetQueueAttributes', { QueueUrl: url, Attributes: { Policy } })

describe('what a user may do with queues', () => {
  it.each([
    ['SendMessage', 'sendmessage', { MessageBody: 'a' }],
    ['SendMessageBatch', 'sendmessage', { Entries: [{ Id: 'a', MessageBody: 'a' }] }],
    ['ReceiveMessage', 'receivemessage', {}],
    ['DeleteMessage', 'deletemessage', {}],
    ['DeleteMessageBatch', 'deletemessage', {}],
    ['ChangeMessageVisibility', 'changemessagevisibility', {}],
    ['ChangeMessageVisibilityBatch', 'changemessagevisibility', {}],
    ['GetQueueAttributes', 'getqueueattributes', {}],
    ['SetQueueAttributes', 'setqueueattributes', {}],
    ['PurgeQueue', 'purgequeue', {}],
    ['DeleteQueue', 'deletequeue', {}],
    ['TagQueue', 'tagqueue', {}],
    ['UntagQueue', 'untagqueue', {}],
    ['ListQueueTags', 'listqueuetags', {}],
    ['ListDeadLetterSourceQueues', 'listdeadlettersourcequeues', {}],
    ['AddPermission', 'addpermission', {}],
    ['RemovePermission', 'removepermission', {}],
  ])('%s needs sqs:%s on the queue', async (action, needed, input) => {
    expect(await test.refused(action, { QueueUrl: url, ...input }, anna)).toEqual(denied(needed))
    // Another queue is no help, and this one is enough.
    await may(`sqs:${needed}`, { Resource: `${arn}2` })
    expect(await test.refused(action, { QueueUrl: url, ...input }, anna)).toEqual(denied(needed))
    await may(`sqs:${needed}`, { Resource: arn })
    const after = await test.fixture.json(anna, 'sqs', action, { QueueUrl: url, ...input })
    expect(String(after.body)).not.toContain('AccessDenied')
  })

  it('is told of a queue that is not there only when they may', async () => {
    const absent = { QueueUrl: `${url}2`, MessageBody: 'a' }
    expect(await test.refused('SendMessage', absent, anna)).toEqual(denied('sendmessage', `${arn}2`))
    await may('sqs:SendMessage')
    expect((await test.refused('SendMessage', absent, anna))[1]).toBe('QueueDoesNotExist')
  })

  it('asks for lists without a resource, and to make one with tags for both', async () => {
    expect(await test.refused('ListQueues', {}, anna)).toEqual(denied('listqueues', '*'))
    await may('sqs:CreateQueue')
    const made = { QueueName: 'new', tags: { team: 'red' } }
    const resource = arn.replace('lab', 'new')
    expect(await test.refused('CreateQueue', made, anna)).toEqual(denied('tagqueue', resource))
    await may(['sqs:CreateQueue', 'sqs:TagQueue'], {
      Resource: '*',
      Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
    })
    await test.sqs('CreateQueue', made, anna)
  })

  it('goes by the tags of the queue', async () => {
    await may('sqs:SendMessage', {
      Resource: '*',
      Condition: { StringEquals: { 'aws:ResourceTag/team': 'red' } },
    })
    expect(await test.refused('SendMessage', { QueueUrl: url, MessageBody: 'a' }, anna)).toEqual(
      denied('sendmessage'),
    )
    await test.sqs('TagQueue', { QueueUrl: url, Tags: { team: 'red' } })
    await test.sqs('SendMessage', { QueueUrl: url, MessageBody: 'a' }, anna)
  })
})

describe('a queue’s policy', () => {
  const principal = { AWS: `arn:aws:iam::${accountId}:user/anna` }

  it('lets in whom it names, and keeps out whom it denies', async () => {
    await setPolicy(allow('sqs:SendMessage', { Principal: principal, Resource: arn }))
    await test.sqs('SendMessage', { QueueUrl: url, MessageBody: 'a' }, anna)
    await may('sqs:*')
    await setPolicy(
      allow('sqs:SendMessage', { Principal: principal, Resource: arn }).replace('"Allow"', '"Deny"'),
    )
    expect(await test.refused('SendMessage', { QueueUrl: url, MessageBody: 'a' }, anna)).toEqual([
      400,
      'AccessDeniedException',
      `User: arn:aws:iam::${accountId}:user/anna is not authorized to perform: sqs:sendmessage on resource: ${arn} with an explicit deny in a resource-based policy`,
    ])
  })

  it('is shown as it was put, and is gone when an empty one is', async () => {
    const Policy = allow('sqs:*', { Principal: principal, Resource: arn })
    await setPolicy(Policy)
    expect(await test.attribute(url, 'Policy')).toBe(Policy)
    await setPolicy('')
    expect(await test.attribute(url, 'Policy')).toBeUndefined()
  })

  it('gets statements by a label, for whole accounts', async () => {
    const add = { QueueUrl: url, Label: 'team', AWSAccountIds: [accountId], Actions: ['SendMessage'] }
    await test.sqs('AddPermission', add)
    expect(JSON.parse((await test.attribute(url, 'Policy')) ?? '')).toEqual({
      Version: '2012-10-17',
      Id: `${arn}/SQSDefaultPolicy`,
      Statement: [
        {
          Sid: 'team',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${accountId}:root` },
          Action: 'SQS:SendMessage',
          Resource: arn,
        },
      ],
    })
    expect((await test.refused('AddPermission', add))[2]).toBe(
      'Value team for parameter Label is invalid. Reason: Already exists.',
    )
    expect(
      (await test.refused('AddPermission', { ...add, Label: 'b', Actions: ['DeleteQueue'] }))[2],
    ).toContain('Only the queue owner is allowed to invoke this action.')
    expect((await test.refused('RemovePermission', { QueueUrl: url, Label: 'b' }))[2]).toContain(
      "can't find label on existing policy.",
    )
    await test.sqs('RemovePermission', { QueueUrl: url, Label: 'team' })
    expect(await test.attribute(url, 'Policy')).toBeUndefined()
  })
})

describe('a queue of another account', () => {
  const other = '222233334444'
  const role = `arn:aws:iam::${other}:role/OrganizationAccountAccessRole`

  it('wants both sides to allow, and is in the account that its address says', async () => {
    const { fixture, sqs, refused, create, receive } = createSqs({ accounts: 2 })
    const keys = credentials(
      await fixture.query(fixture.aws.admin, 'sts', {
        Action: 'AssumeRole',
        RoleArn: role,
        RoleSessionName: 'anna',
      }),
    )
    const QueueUrl = await create('lab')
    const sent = { QueueUrl, MessageBody: 'a' }
    expect(await refused('SendMessage', sent, keys)).toEqual([
      400,
      'AccessDeniedException',
      `User: arn:aws:sts::${other}:assumed-role/OrganizationAccountAccessRole/anna is not authorized to perform: sqs:sendmessage on resource: ${arn} because no resource-based policy allows the sqs:sendmessage action`,
    ])
    await sqs('AddPermission', {
      QueueUrl,
      Label: 'other',
      AWSAccountIds: [other],
      Actions: ['SendMessage', 'GetQueueUrl'],
    })
    await sqs('SendMessage', sent, keys)
    expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['a'])
    const named = { QueueName: 'lab', QueueOwnerAWSAccountId: accountId }
    expect((await sqs('GetQueueUrl', named, keys)).QueueUrl).toBe(QueueUrl)
    expect((await refused('GetQueueUrl', { QueueName: 'lab' }, keys))[1]).toBe('QueueDoesNotExist')
    expect((await refused('ReceiveMessage', { QueueUrl }, keys))[1]).toBe('AccessDeniedException')
    // The same name in the other account is another queue.
    const made = await sqs('CreateQueue', { QueueName: 'lab' }, keys)
    expect(made.QueueUrl).toBe(`http://localhost/${other}/lab`)
    expect(await receive(QueueUrl)).toEqual([])
  })
})
