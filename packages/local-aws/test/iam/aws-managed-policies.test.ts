import { describe, expect, it } from 'vitest'
import { awsManagedPolicies, managedPolicyDocument } from '../../src/model/index.ts'
import { evaluate, parsePolicy } from '../../src/policy/index.ts'
import { accountId, allow, at, column, createIam } from './iam-fixture.ts'

const principal = {
  type: 'user',
  arn: `arn:aws:iam::${accountId}:user/anna`,
  account: accountId,
  userId: 'AIDAANNA',
} as const

/** Whether AWS's policy of that name, and nothing else, lets anna do something. */
function allows(name: string, action: string, resource = '*', more: Record<string, string> = {}): boolean {
  const { state } = createIam()
  const document = managedPolicyDocument(state, `arn:aws:iam::aws:policy/${name}`)
  if (document === undefined) throw new Error(`no policy ${name}`)
  const context = new Map(
    Object.entries({ 'aws:username': 'anna', ...more }).map(([key, value]) => [key, [value]] as const),
  )
  return evaluate({ action, resource, principal, context }, { identity: [document] }).decision === 'Allowed'
}

const passRoleTo = (service: string) => ({ 'iam:PassedToService': service })

describe('AWS’s managed policies', () => {
  it.each([...awsManagedPolicies.keys()])('%s is a policy that AWS would take', (arn) => {
    const policy = awsManagedPolicies.get(arn)
    const text = policy?.versions.get('v1')?.document.text ?? ''
    // What IAM counts of a managed policy: 6,144 characters without white space.
    expect(text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(6144)
    const read = parsePolicy(text, 'managed').statements
    expect(JSON.parse(text)).toMatchObject({ Statement: read.map(({ effect }) => ({ Effect: effect })) })
    expect(policy?.versions.get('v1')?.document.policy.statements).toEqual(read)
    expect(read).not.toEqual([])
    expect(arn).toBe(`arn:aws:iam::aws:policy${policy?.path}${policy?.name}`)
  })

  it('have names and ids of their own', () => {
    const policies = [...awsManagedPolicies.values()]
    expect(policies.length).toBeGreaterThanOrEqual(60)
    expect(new Set(policies.map(({ id }) => id)).size).toBe(policies.length)
    expect(policies.filter(({ id }) => !/^ANPA[A-Z2-7]{17}$/.test(id))).toEqual([])
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length)
  })

  it.each([
    ['ReadOnlyAccess', 's3:PutObject'],
    ['ReadOnlyAccess', 'secretsmanager:GetSecretValue'],
    ['ReadOnlyAccess', 'kms:Decrypt'],
    ['job-function/ViewOnlyAccess', 's3:GetObject'],
    ['SecurityAudit', 's3:GetObject'],
    ['PowerUserAccess', 'iam:CreateUser'],
    ['AWSDenyAll', 'sts:GetSessionToken'],
    ['IAMReadOnlyAccess', 'iam:CreateUser'],
    ['AmazonEC2ReadOnlyAccess', 'ec2:RunInstances'],
    ['AmazonSQSReadOnlyAccess', 'sqs:ReceiveMessage'],
    ['AmazonSSMManagedInstanceCore', 'ssm:PutParameter'],
    ['service-role/AWSLambdaBasicExecutionRole', 's3:GetObject'],
  ])('%s does not allow %s', (name, action) => {
    expect(allows(name, action)).toBe(false)
  })

  it.each([
    ['AdministratorAccess', 'iam:CreateUser'],
    ['ReadOnlyAccess', 's3:GetObject'],
    ['PowerUserAccess', 'lambda:CreateFunction'],
    ['job-function/ViewOnlyAccess', 's3:ListAllMyBuckets'],
    ['AmazonEC2FullAccess', 'ec2:RunInstances'],
    ['AmazonSSMManagedInstanceCore', 'ssmmessages:OpenDataChannel'],
    ['service-role/AWSLambdaBasicExecutionRole', 'logs:PutLogEvents'],
  ])('%s allows %s', (name, action) => {
    expect(allows(name, action)).toBe(true)
  })

  it('IAMUserChangePassword is about one’s own password alone', () => {
    const user = (name: string) => `arn:aws:iam::${accountId}:user/${name}`
    expect(allows('IAMUserChangePassword', 'iam:ChangePassword', user('ben'))).toBe(false)
    expect(allows('IAMUserChangePassword', 'iam:ChangePassword', user('anna'))).toBe(true)
  })

  it('AWSLambda_FullAccess hands roles to Lambda alone', () => {
    const role = `arn:aws:iam::${accountId}:role/lab`
    const pass = (service: string) =>
      allows('AWSLambda_FullAccess', 'iam:PassRole', role, passRoleTo(service))
    expect(pass('ec2.amazonaws.com')).toBe(false)
    expect(pass('lambda.amazonaws.com')).toBe(true)
  })

  it('are attached, read and listed as AWS’s, and changed by nobody', () => {
    const { run, refusal } = createIam()
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'
    run('CreateUser', { UserName: 'anna' })
    expect(refusal('CreatePolicyVersion', { PolicyArn, PolicyDocument: allow('s3:*') })[0]).toBe(
      'AccessDenied',
    )
    run('AttachUserPolicy', { UserName: 'anna', PolicyArn })
    expect(column(run('ListPolicies', { Scope: 'AWS', OnlyAttached: 'true' }), 'Policies', 'Arn')).toEqual([
      PolicyArn,
    ])
    expect(at(run('GetPolicy', { PolicyArn }), 'Policy', 'Description')).toMatch(/^Written for the local AWS/)
    const text = String(
      at(run('GetPolicyVersion', { PolicyArn, VersionId: 'v1' }), 'PolicyVersion', 'Document'),
    )
    expect(JSON.parse(decodeURIComponent(text))).toMatchObject({ Version: '2012-10-17' })
  })
})
