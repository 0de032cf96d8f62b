import { beforeEach, describe, expect, it } from 'vitest'

import { ssmActions } from '../../src/ssm/index.ts'
import { accountId, allow, createUser, iam, type Keys } from '../local-aws-fixture.ts'
import { createSsm, type Ssm } from './ssm-fixture.ts'

let aws: Ssm
let anna: Keys
const user = `arn:aws:iam::${accountId}:user/anna`
const arn = (name: string, region = 'us-east-1') => `arn:aws:ssm:${region}:${accountId}:parameter${name}`

beforeEach(async () => {
  aws = createSsm()
  anna = await createUser(aws.fixture, 'anna')
  for (const Name of ['/lab/a', '/lab/b', '/other']) {
    const Tags = [{ Key: 'team', Value: Name === '/lab/a' ? 'red' : 'blue' }]
    await aws.ssm('PutParameter', { Name, Value: 'v', Type: 'String', Tags })
  }
})

const may = (Action: string | readonly string[], more: object) =>
  iam(aws.fixture, 'PutUserPolicy', {
    UserName: 'anna',
    PolicyName: 'own',
    PolicyDocument: allow(Action, more),
  })
const asAnna = (action: string, input: object, region?: string) =>
  aws.refused(action, input, { keys: anna, ...(region === undefined ? {} : { region }) })
const denied = (action: string, resource: string) => [
  400,
  'AccessDeniedException',
  `User: ${user} is not authorized to perform: ssm:${action} on resource: ${resource} because no identity-based policy allows the ssm:${action} action`,
]
const allowed = async (action: string, input: object, region?: string) => {
  const [status, code] = await asAnna(action, input, region)
  expect([status, code]).toEqual([200, undefined])
}

/** An input with which each action asks about the parameter `/lab/a`. */
const inputs: Readonly<Record<string, object>> = {
  AddTagsToResource: { ResourceType: 'Parameter', ResourceId: '/lab/a', Tags: [] },
  DeleteParameter: { Name: '/lab/a' },
  DeleteParameters: { Names: ['/lab/a'] },
  DescribeParameters: {},
  GetParameter: { Name: '/lab/a' },
  GetParameterHistory: { Name: '/lab/a' },
  GetParameters: { Names: ['/lab/a'] },
  GetParametersByPath: { Path: '/lab/a' },
  LabelParameterVersion: { Name: '/lab/a', Labels: ['x'] },
  ListTagsForResource: { ResourceType: 'Parameter', ResourceId: '/lab/a' },
  PutParameter: { Name: '/lab/a', Value: 'v' },
  RemoveTagsFromResource: { ResourceType: 'Parameter', ResourceId: '/lab/a', TagKeys: [] },
  UnlabelParameterVersion: { Name: '/lab/a', ParameterVersion: 1, Labels: ['x'] },
}

describe('an action of Parameter Store', () => {
  it.each([...ssmActions.actions.keys()])('%s is refused in AWS’s words to who may not', async (action) => {
    const resource = action === 'DescribeParameters' ? `arn:aws:ssm:us-east-1:${accountId}:*` : arn('/lab/a')
    expect(await asAnna(action, inputs[action] ?? {})).toEqual(denied(action, resource))
  })

  it.each([...ssmActions.actions])('%s makes no region when it looks for what is there', (name, action) => {
    const account = { id: accountId, regions: new Map() }
    const call = Object.assign(Object.create(null), { account, region: 'eu-west-1' })
    action.read(inputs[name] ?? {}).needs(call)
    expect(account.regions.size).toBe(0)
  })

  it('is refused the same, whether the parameter is there or not', async () => {
    expect(await asAnna('GetParameter', { Name: '/none' })).toEqual(denied('GetParameter', arn('/none')))
  })

  it('is allowed for the parameters and the region that a policy names', async () => {
    await may('ssm:Get*', { Resource: arn('/lab/*') })
    await allowed('GetParameter', { Name: '/lab/a' })
    await allowed('GetParameter', { Name: arn('/lab/a') })
    await allowed('GetParameter', { Name: '/lab/a:1' })
    expect(await asAnna('GetParameter', { Name: '/other' })).toEqual(denied('GetParameter', arn('/other')))
    const elsewhere = denied('GetParameter', arn('/lab/a', 'eu-west-1'))
    expect(await asAnna('GetParameter', { Name: '/lab/a' }, 'eu-west-1')).toEqual(elsewhere)
    // One that may not be read is enough.
    expect(await asAnna('GetParameters', { Names: ['/lab/a', '/other'] })).toEqual(
      denied('GetParameters', arn('/other')),
    )
  })

  it('by path asks for the path alone: who may look into it sees all that is under it', async () => {
    await may('ssm:GetParametersByPath', { Resource: arn('/lab') })
    await allowed('GetParametersByPath', { Path: '/lab', Recursive: true })
    expect(await asAnna('GetParametersByPath', { Path: '/' })).toEqual(
      denied('GetParametersByPath', arn('/')),
    )
    await may('ssm:GetParametersByPath', {
      Resource: '*',
      Condition: { StringEquals: { 'ssm:Recursive': 'false' } },
    })
    await allowed('GetParametersByPath', { Path: '/lab' })
    expect((await asAnna('GetParametersByPath', { Path: '/lab', Recursive: true }))[1]).toBe(
      'AccessDeniedException',
    )
  })

  it.each(['ssm:resourceTag/team', 'aws:ResourceTag/team'])('is decided by %s', async (key) => {
    await may('ssm:*', { Resource: '*', Condition: { StringEquals: { [key]: 'red' } } })
    await allowed('GetParameter', { Name: '/lab/a' })
    await allowed('DeleteParameter', { Name: '/lab/a' })
    expect((await asAnna('GetParameter', { Name: '/lab/b' }))[1]).toBe('AccessDeniedException')
  })

  it('that puts is decided by whether it overwrites, and by the tags it sends', async () => {
    await may('ssm:PutParameter', {
      Resource: '*',
      Condition: { StringEquals: { 'ssm:Overwrite': 'false' } },
    })
    await allowed('PutParameter', { Name: '/new', Value: 'v', Type: 'String' })
    const over = { Name: '/new', Value: 'v', Overwrite: true }
    expect(await asAnna('PutParameter', over)).toEqual(denied('PutParameter', arn('/new')))
    const tagged = { Name: '/tagged', Value: 'v', Type: 'String', Tags: [{ Key: 'team', Value: 'red' }] }
    expect(await asAnna('PutParameter', tagged)).toEqual(denied('AddTagsToResource', arn('/tagged')))
    await may(['ssm:PutParameter', 'ssm:AddTagsToResource'], {
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:RequestTag/team': 'red' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
      },
    })
    await allowed('PutParameter', tagged)
    expect(
      (await asAnna('PutParameter', { ...tagged, Name: '/x', Tags: [{ Key: 'team', Value: 'blue' }] }))[1],
    ).toBe('AccessDeniedException')
  })

  it('of a parameter of another account is refused', async () => {
    await may('ssm:*', { Resource: '*' })
    const Name = 'arn:aws:ssm:us-east-1:444455556666:parameter/lab/a'
    expect(await asAnna('GetParameter', { Name })).toEqual([
      400,
      'AccessDeniedException',
      `User: ${user} is not authorized to perform: ssm:GetParameter on resource: ${Name} because no resource-based policy allows the ssm:GetParameter action`,
    ])
  })

  it('reads with AWS’s own policy for it, and does not write', async () => {
    await iam(aws.fixture, 'AttachUserPolicy', {
      UserName: 'anna',
      PolicyArn: 'arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess',
    })
    await allowed('GetParametersByPath', { Path: '/lab' })
    await allowed('DescribeParameters', {})
    expect((await asAnna('DeleteParameter', { Name: '/lab/a' }))[1]).toBe('AccessDeniedException')
  })
})
