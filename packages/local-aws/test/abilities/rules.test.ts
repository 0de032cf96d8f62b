import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  abilities,
  type Rule,
  type Rules,
  sampleSession,
  type SessionPolicies,
  tellAbilities,
} from '@hallpass/local-aws/abilities'
import {
  type Condition,
  evaluate,
  globMatcher,
  parsePolicy,
  type RequestContext,
} from '@hallpass/local-aws/policy'

const facts = sampleSession({
  roleArn: 'arn:aws:iam::123456789012:role/Lab',
  now: new Date('2026-11-23T09:00:00Z'),
})

const some = <T>(values: fc.Arbitrary<T>, maxLength: number) => fc.array(values, { minLength: 1, maxLength })

/** Few characters, so that patterns meet often. */
const name = (wildcards: readonly string[]) =>
  some(fc.constantFrom('a', 'b', '-', ...wildcards), 4).map((parts) => parts.join(''))
const action = fc.oneof(
  fc.constantFrom('*', 's3:*', 's3:Get*', 's3:*Object', 's3:?etObject', 'sqs:*', 'athena:*', '*:Get*'),
  fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket', 'sqs:SendMessage'),
  fc.constantFrom('sqs:ReceiveMessage', 'dynamodb:CreateTable', 'dynamodb:DeleteTable', 'athena:GetQuery'),
)
const resource = fc.oneof(
  fc.constantFrom('*', 'arn:aws:s3:::*', 'arn:aws:sqs:*:*:a*', 'arn:aws:athena:*:*:*'),
  fc.tuple(name(['*', '?']), name(['*', '?', '/'])).map(([bucket, key]) => `arn:aws:s3:::${bucket}/${key}`),
  name(['*', '?']).map((bucket) => `arn:aws:s3:::${bucket}`),
  name(['*', '?']).map((table) => `arn:aws:dynamodb:eu-west-1:123456789012:table/${table}`),
)
const condition = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.constantFrom(
    { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    { Null: { 'aws:SourceVpc': 'true' } },
    { StringEqualsIfExists: { 'aws:SourceVpc': 'vpc-1' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
    { Bool: { 'aws:SecureTransport': 'false' } },
    { Bool: { 'aws:SecureTransport': 'true' } },
  ),
)
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
    isNotAction: fc.constantFrom(false, false, true),
    isNotResource: fc.constantFrom(false, false, true),
    actions: some(action, 2),
    resources: some(resource, 2),
    Condition: condition,
  })
  .map(({ Effect, isNotAction, isNotResource, actions, resources, Condition }) => ({
    Effect,
    [isNotAction ? 'NotAction' : 'Action']: actions,
    [isNotResource ? 'NotResource' : 'Resource']: resources,
    Condition,
  }))
const policy = some(statement, 3).map((Statement) => ({
  name: 'Some',
  policy: parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity'),
}))
const policies: fc.Arbitrary<SessionPolicies> = fc.record(
  {
    identity: some(policy, 2),
    permissionsBoundary: policy,
    session: some(policy, 2),
    serviceControl: some(some(policy, 1), 1),
  },
  { requiredKeys: ['identity'] },
)
const anyLayers: fc.Arbitrary<SessionPolicies> = fc.oneof(
  policies,
  policies.map(({ identity = [] }) => ({ identity })),
)

const requested = fc
  .record({
    action: fc.constantFrom(
      's3:GetObject',
      's3:PutObject',
      's3:DeleteObject',
      's3:ListBucket',
      's3:GetBucketAcl',
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'dynamodb:CreateTable',
      'athena:GetQuery',
      'iam:CreateUser',
    ),
    bucket: name([]),
    key: name(['/']),
    context: fc.record({
      'aws:sourceip': fc.constantFrom(['10.1.2.3'], ['192.0.2.1']),
      'aws:sourcevpc': fc.constantFrom(undefined, ['vpc-1'], ['vpc-2']),
      'aws:requestedregion': fc.constantFrom(['eu-west-1'], ['us-east-1']),
    }),
  })
  .map(({ action: asked, bucket, key, context }) => ({
    action: asked,
    resource: arnFor(asked, bucket, key),
    context: new Map<string, readonly string[]>([
      ...facts.known,
      ...Object.entries(context).flatMap(([conditionKey, values]): Array<[string, readonly string[]]> =>
        values === undefined ? [] : [[conditionKey, values]],
      ),
    ]),
  }))
type Request = typeof requested extends fc.Arbitrary<infer T> ? T : never

function arnFor(asked: string, bucket: string, key: string): string {
  if (asked.startsWith('s3:')) return `arn:aws:s3:::${bucket}${asked.endsWith('Object') ? `/${key}` : ''}`
  if (asked.startsWith('dynamodb:')) return `arn:aws:dynamodb:eu-west-1:123456789012:table/${bucket}`
  if (asked.startsWith('iam:')) return `arn:aws:iam::123456789012:user/${bucket}`
  return `arn:aws:${asked.split(':')[0] ?? ''}:eu-west-1:123456789012:${bucket}`
}

/** Whether a condition is met, asked of the engine by a policy that has it alone. */
function isMet({ operator, key, values }: Condition, context: RequestContext): boolean {
  const Statement = [
    { Effect: 'Allow', Action: '*', Resource: '*', Condition: { [operator]: { [key]: values } } },
  ]
  const only = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity')
  const request = { action: 's3:GetObject', resource: '*', principal: facts.principal, context }
  return evaluate(request, { identity: [{ name: 'only', policy: only }] }).decision === 'Allowed'
}

/** Whether a rule says it of a request, read as its words are. */
function says({ actions, resources, conditions }: Rule, request: Request): boolean {
  const fits = (
    { any, except }: Rule['actions'],
    text: string,
    full: (pattern: string) => string,
  ): boolean => {
    const test = (pattern: string): boolean => globMatcher(full(pattern))(text)
    return any.some((atom) => atom.every((one) => test(one.text))) && !except.some((one) => test(one.text))
  }
  return (
    fits(actions, request.action.toLowerCase(), (pattern) => pattern.toLowerCase()) &&
    fits(resources, request.resource, (pattern) => pattern) &&
    conditions.every((one) => isMet(one, request.context))
  )
}

function isAllowed({ allowed, denied }: Rules, request: Request): boolean {
  return allowed.some((rule) => says(rule, request)) && !denied.some((rule) => says(rule, request))
}

describe('what is told is what the engine decides', () => {
  it('of any request, whatever the policies', () => {
    let allowed = 0
    fc.assert(
      fc.property(anyLayers, fc.array(requested, { minLength: 20, maxLength: 40 }), (given, requests) => {
        const told = tellAbilities(given, facts)
        for (const request of requests) {
          const { decision } = evaluate({ ...request, principal: facts.principal }, given)
          const isSo = decision === 'Allowed'
          if (isSo) allowed += 1
          expect([request, isAllowed(told.rules, request)]).toEqual([request, isSo])
          if (!isSo) continue
          // Nothing is said to be missing that is allowed.
          const missing = abilities.filter(({ id }) => told.mayNot.includes(id))
          expect(missing.flatMap(({ actions }) => actions)).not.toContain(request.action)
          expect(told.denied).toBeUndefined()
        }
      }),
      { numRuns: 250 },
    )
    expect(allowed).toBeGreaterThan(100)
  })
})
