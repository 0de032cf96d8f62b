import { beforeEach, describe, expect, it } from 'vitest'

import { statementPositions } from '../../src/iam/simulate/statement-positions.ts'
import { accountId, allow, at, column, createIam, type Iam, otherAccountId, trust } from './iam-fixture.ts'

let iam: Iam
beforeEach(() => {
  iam = createIam()
})

const arnOf = (path: string) => `arn:aws:iam::${accountId}:${path}`
const members = (name: string, values: readonly string[]) =>
  Object.fromEntries(values.map((value, index) => [`${name}.member.${index + 1}`, value]))
const deny = (...actions: string[]) => allow(...actions).replace('Allow', 'Deny')

const custom = (
  policies: readonly string[],
  actions: readonly string[],
  resources: readonly string[] = [],
  more: Record<string, string> = {},
) =>
  iam.run('SimulateCustomPolicy', {
    ...members('PolicyInputList', policies),
    ...members('ActionNames', actions),
    ...members('ResourceArns', resources),
    ...more,
  })

const result = (answer: unknown, ...path: ReadonlyArray<string | number>) =>
  at(answer, 'EvaluationResults', 0, ...path)

describe('SimulateCustomPolicy', () => {
  it.each([
    [{}, 'ValidationError', 'policyInputList'],
    [members('PolicyInputList', [allow('s3:*')]), 'ValidationError', 'actionNames'],
    [
      { ...members('PolicyInputList', [allow('s3:*')]), ...members('ActionNames', ['list']) },
      'InvalidInput',
      'Invalid action name: list',
    ],
    [
      { ...members('PolicyInputList', ['{}']), ...members('ActionNames', ['s3:GetObject']) },
      'InvalidInput',
      'Invalid policy PolicyInputList.1',
    ],
    [
      {
        ...members('PolicyInputList', [allow('s3:*')]),
        ...members('ActionNames', ['s3:GetObject']),
        ResourcePolicy: '{}',
      },
      'InvalidInput',
      'CallerArn is required',
    ],
    [
      {
        ...members('PolicyInputList', [allow('s3:*')]),
        ...members('ActionNames', Array(40).fill('s3:GetObject')),
        ...members('ResourceArns', Array(40).fill('arn:aws:s3:::a')),
      },
      'InvalidInput',
      'at most 1000',
    ],
  ])('refuses %j', (params, code, message) => {
    const [was, , text] = iam.refusal('SimulateCustomPolicy', params)
    expect(was).toBe(code)
    expect(text).toContain(message)
  })

  it('denies by default and by Deny, and allows by Allow, naming the statements', () => {
    expect(result(custom([allow('s3:*')], ['ec2:RunInstances']))).toMatchObject({
      EvalActionName: 'ec2:RunInstances',
      EvalResourceName: '*',
      EvalDecision: 'implicitDeny',
      MatchedStatements: [],
      MissingContextValues: [],
    })
    const both = custom([allow('s3:*'), deny('s3:Delete*')], ['s3:DeleteBucket', 's3:ListBucket'])
    expect(column(both, 'EvaluationResults', 'EvalDecision')).toEqual(['explicitDeny', 'allowed'])
    expect(column(result(both), 'MatchedStatements', 'SourcePolicyId')).toEqual(['PolicyInputList.2'])
    const twice = custom([allow('s3:*'), allow('s3:List*')], ['s3:ListBucket'])
    expect(column(result(twice), 'MatchedStatements', 'SourcePolicyId')).toEqual([
      'PolicyInputList.1',
      'PolicyInputList.2',
    ])
  })

  it('decides the example of the AWS CLI’s manual, with its positions', () => {
    const policy =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
    const at2014 = {
      'ContextEntries.member.1.ContextKeyName': 'aws:CurrentTime',
      'ContextEntries.member.1.ContextKeyType': 'date',
      'ContextEntries.member.1.ContextKeyValues.member.1': '2014-04-25T11:00:00Z',
    }
    const at2019 = { ...at2014, 'ContextEntries.member.1.ContextKeyValues.member.1': '2019-04-25T11:00:00Z' }
    const run = (more: Record<string, string>) => custom([policy], ['dynamodb:CreateBackup'], [], more)
    expect(result(run({}), 'MissingContextValues')).toEqual(['aws:CurrentTime'])
    expect(result(run(at2014), 'EvalDecision')).toBe('implicitDeny')
    expect(result(run(at2019))).toMatchObject({
      EvalDecision: 'allowed',
      MissingContextValues: [],
      MatchedStatements: [
        {
          SourcePolicyId: 'PolicyInputList.1',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: 167 },
        },
      ],
    })
  })

  it('answers once for each action, with the most restrictive decision and one for each resource', () => {
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::mine' }],
    })
    const answer = custom([policy], ['s3:ListBucket'], ['arn:aws:s3:::mine', 'arn:aws:s3:::theirs'])
    expect(result(answer, 'EvalDecision')).toBe('implicitDeny')
    expect(column(result(answer), 'ResourceSpecificResults', 'EvalResourceDecision')).toEqual([
      'allowed',
      'implicitDeny',
    ])
    expect(result(custom([policy], ['s3:ListBucket'], ['arn:aws:s3:::mine']), 'EvalDecision')).toBe('allowed')
  })

  it('weighs a boundary, and a resource policy for the caller that is named', () => {
    const bounded = (boundary: string) =>
      custom(
        [allow('s3:*')],
        ['s3:ListBucket'],
        [],
        members('PermissionsBoundaryPolicyInputList', [boundary]),
      )
    expect(result(bounded(allow('ec2:*')))).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    })
    expect(result(bounded(allow('*')), 'EvalDecision')).toBe('allowed')
    const bucketPolicy = (AWS: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 's3:*', Resource: 'arn:aws:s3:::lab' }],
      })
    const as = (CallerArn: string, owner: string) =>
      custom([allow('ec2:*')], ['s3:ListBucket'], ['arn:aws:s3:::lab'], {
        CallerArn,
        ResourceOwner: owner,
        ResourcePolicy: bucketPolicy(arnOf('user/anna')),
      })
    expect(result(as(arnOf('user/ben'), accountId), 'EvalDecision')).toBe('implicitDeny')
    expect(result(as(arnOf('user/anna'), accountId), 'EvalDecision')).toBe('allowed')
    const across = as(arnOf('user/anna'), `arn:aws:iam::${otherAccountId}:root`)
    expect(result(across, 'EvalDecision')).toBe('implicitDeny')
    expect(result(across, 'EvalDecisionDetails')).toEqual(
      new Map([
        ['Resource Policy', 'allowed'],
        ['IAM Policy', 'implicitDeny'],
      ]),
    )
  })

  it('names variables that nobody filled in', () => {
    const policy = allow('s3:*').replace('"*"', '"arn:aws:s3:::${aws:PrincipalTag/lab}-${s3:x, \'d\'}"')
    const answer = custom([policy], ['s3:ListBucket'])
    expect(result(answer, 'MissingContextValues')).toEqual(['aws:PrincipalTag/lab'])
  })

  it('pages through the actions in their order', () => {
    const actions = ['s3:PutObject', 's3:GetObject', 's3:ListBucket']
    const first = custom([allow('s3:*')], actions, [], { MaxItems: '2' })
    expect(column(first, 'EvaluationResults', 'EvalActionName')).toEqual(actions.slice(0, 2))
    const rest = custom([allow('s3:*')], actions, [], { Marker: String(at(first, 'Marker')) })
    expect(column(rest, 'EvaluationResults', 'EvalActionName')).toEqual(actions.slice(2))
    expect(at(rest, 'IsTruncated')).toBe(false)
  })
})

describe('SimulatePrincipalPolicy', () => {
  const simulate = (PolicySourceArn: string, action: string, more: Record<string, string> = {}) =>
    iam.run('SimulatePrincipalPolicy', { PolicySourceArn, ...members('ActionNames', [action]), ...more })

  beforeEach(() => {
    iam.run('CreateUser', { UserName: 'anna', Path: '/w/' })
    iam.run('CreateGroup', { GroupName: 'lab' })
    iam.run('CreateRole', { RoleName: 'Student', AssumeRolePolicyDocument: trust({ AWS: accountId }) })
  })

  it.each([
    [arnOf('user/nobody'), 'NoSuchEntity'],
    [arnOf('role/nobody'), 'NoSuchEntity'],
    [arnOf('group/nobody'), 'NoSuchEntity'],
    [`arn:aws:sts::${accountId}:assumed-role/Student/me`, 'InvalidInput'],
    [`arn:aws:iam::${otherAccountId}:user/anna`, 'InvalidInput'],
    ['short', 'ValidationError'],
  ])('refuses %s', (PolicySourceArn, code) => {
    const params = { PolicySourceArn, ...members('ActionNames', ['s3:ListBucket']) }
    expect(iam.refusal('SimulatePrincipalPolicy', params)[0]).toBe(code)
  })

  it('takes a user’s policies, its groups’, its boundary and what is added', () => {
    const decision = (more?: Record<string, string>) =>
      result(simulate(arnOf('user/w/anna'), 's3:ListBucket', more), 'EvalDecision')
    expect(decision()).toBe('implicitDeny')
    expect(decision(members('PolicyInputList', [allow('s3:*')]))).toBe('allowed')
    iam.run('PutGroupPolicy', { GroupName: 'lab', PolicyName: 's3', PolicyDocument: allow('s3:*') })
    expect(result(simulate(arnOf('group/lab'), 's3:ListBucket'), 'EvalDecision')).toBe('allowed')
    iam.run('AddUserToGroup', { GroupName: 'lab', UserName: 'anna' })
    expect(decision()).toBe('allowed')
    iam.run('PutUserPermissionsBoundary', {
      UserName: 'anna',
      PermissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    })
    expect(result(simulate(arnOf('user/w/anna'), 's3:PutObject'), 'EvalDecision')).toBe('implicitDeny')
    expect(decision()).toBe('allowed')
  })

  it('knows who calls: name, id and tags', () => {
    iam.run('TagUser', { UserName: 'anna', 'Tags.member.1.Key': 'lab', 'Tags.member.1.Value': 'red' })
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::${aws:username}',
          Condition: { StringEquals: { 'aws:PrincipalTag/lab': 'red' } },
        },
      ],
    })
    iam.run('PutUserPolicy', { UserName: 'anna', PolicyName: 'own', PolicyDocument })
    const on = (bucket: string) =>
      result(
        simulate(arnOf('user/w/anna'), 's3:ListBucket', members('ResourceArns', [`arn:aws:s3:::${bucket}`])),
        'EvalDecision',
      )
    expect(on('ben')).toBe('implicitDeny')
    expect(on('anna')).toBe('allowed')
  })

  it('asks a role’s trust policy too, as AWS’s own simulator does not', () => {
    iam.run('PutUserPolicy', { UserName: 'anna', PolicyName: 'a', PolicyDocument: allow('sts:AssumeRole') })
    const RoleArn = arnOf('role/Student')
    const decision = (more: Record<string, string> = {}) =>
      result(
        simulate(arnOf('user/w/anna'), 'sts:AssumeRole', { ...members('ResourceArns', [RoleArn]), ...more }),
        'EvalDecision',
      )
    expect(decision()).toBe('allowed')
    iam.run('UpdateAssumeRolePolicy', {
      RoleName: 'Student',
      PolicyDocument: trust({ AWS: accountId }, { StringEquals: { 'sts:ExternalId': 'e-1' } }),
    })
    expect(decision()).toBe('implicitDeny')
    expect(
      decision({
        'ContextEntries.member.1.ContextKeyName': 'sts:ExternalId',
        'ContextEntries.member.1.ContextKeyValues.member.1': 'e-1',
      }),
    ).toBe('allowed')
    expect(decision({ ResourcePolicy: trust({ AWS: otherAccountId }) })).toBe('implicitDeny')
  })

  it('simulates a role as its session', () => {
    iam.run('PutRolePolicy', { RoleName: 'Student', PolicyName: 'p', PolicyDocument: allow('s3:*') })
    const answer = simulate(arnOf('role/Student'), 's3:ListBucket')
    expect(result(answer, 'MatchedStatements', 0, 'SourcePolicyId')).toBe('p')
  })
})

describe('the positions of statements', () => {
  it('follow the bracket of a list, and the statement before', () => {
    const text =
      '{\n    "Version": "2012-10-17",\n    "Statement": [\n        {\n  "Sid": "]}"\n        },\n {}]\n}'
    expect(statementPositions(text)).toEqual([
      { StartPosition: { Line: 3, Column: 19 }, EndPosition: { Line: 6, Column: 10 } },
      { StartPosition: { Line: 6, Column: 10 }, EndPosition: { Line: 7, Column: 4 } },
    ])
  })

  it('are none in what is no document', () => {
    for (const text of ['', '{', '[]', '"Statement"', '{"Statement":7}', '}}}', '{"a":"Statement"}']) {
      expect(statementPositions(text)).toEqual([])
    }
  })
})
