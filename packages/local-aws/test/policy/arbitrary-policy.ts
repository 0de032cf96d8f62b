import fc from 'fast-check'
import type {
  AuthorizationRequest,
  NamedPolicy,
  Policy,
  PolicyUse,
  Statement,
} from '../../src/policy/index.ts'
import { operators } from '../../src/policy/match/operators.ts'
import { principals } from './principals.ts'

/** Few enough that generated statements and requests meet often. */
const actions = ['s3:GetObject', 's3:PutObject', 'sts:AssumeRole', 'iam:CreateUser']
const actionPatterns = [...actions, '*', 's3:*', 'S3:get*', '*:*User', 's3:?utObject', 'ec2:*']
const resources = [
  'arn:aws:s3:::lab/a',
  'arn:aws:s3:::lab/b/c',
  'arn:aws:iam::111122223333:role/workshop/Lab',
  '*',
]
const resourcePatterns = [
  ...resources,
  'arn:aws:s3:::lab/*',
  'arn:aws:s3:::*/?',
  'arn:aws:s3:::lab/${aws:username}',
  "arn:aws:s3:::lab/${aws:PrincipalTag/team, 'a'}",
  'arn:aws:s3:::lab/${*}',
  'arn:aws:iam::*:role/*',
  'arn:aws:s3',
]
const keys = [
  'aws:username',
  'aws:TagKeys',
  'aws:SourceIp',
  'aws:CurrentTime',
  's3:max-keys',
  'aws:SourceArn',
]
const values = [
  'a',
  'A',
  'b*',
  '',
  '10',
  '7.5',
  'true',
  '2026-11-22T08:00:00Z',
  '203.0.113.7',
  '203.0.113.0/24',
  '::1',
].concat(['arn:aws:s3:::lab', 'arn:aws:s3:::*', '${aws:username}', 'YQ=='])
const awsNames = [
  '*',
  '111122223333',
  '444455556666',
  'AIDAALICE0000EXAMPLE0',
  'AROALAB000000EXAMPLE0',
].concat(Object.values(principals).flatMap((principal) => ('arn' in principal ? [principal.arn] : [])))

const some = (list: readonly string[]): fc.Arbitrary<string[]> =>
  fc.array(fc.constantFrom(...list), { minLength: 1, maxLength: 3 })

const operatorName = fc
  .tuple(
    fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
    fc.constantFrom(...operators.keys()),
    fc.constantFrom('', 'IfExists'),
  )
  .map((parts) => parts.join(''))

const condition = fc.record({
  operator: fc.oneof(operatorName, fc.constant('Null')),
  key: fc.constantFrom(...keys),
  values: some(values),
})

const namedPrincipals = fc.oneof(
  fc.constant('*' as const),
  fc.record({ AWS: some(awsNames) }),
  fc.constant({ Service: ['ec2.amazonaws.com'] }),
)

/** @param effects what the statement may do */
export function arbitraryStatement(
  effects: ReadonlyArray<Statement['effect']> = ['Allow', 'Deny'],
): fc.Arbitrary<Statement> {
  return fc
    .record({
      effect: fc.constantFrom(...effects),
      actions: some(actionPatterns),
      notAction: fc.boolean(),
      resources: some(resourcePatterns),
      notResource: fc.boolean(),
      principals: namedPrincipals,
      notPrincipal: fc.boolean(),
      conditions: fc.array(condition, { maxLength: 2 }),
    })
    .map((parts) => ({
      sid: undefined,
      effect: parts.effect,
      actions: parts.notAction ? undefined : parts.actions,
      notActions: parts.notAction ? parts.actions : undefined,
      resources: parts.notResource ? undefined : parts.resources,
      notResources: parts.notResource ? parts.resources : undefined,
      principals: parts.notPrincipal ? undefined : parts.principals,
      notPrincipals: parts.notPrincipal ? parts.principals : undefined,
      conditions: parts.conditions,
    }))
}

export const arbitraryPolicy: fc.Arbitrary<Policy> = fc.record({
  version: fc.constantFrom('2012-10-17', '2008-10-17'),
  id: fc.constant(undefined),
  statements: fc.array(arbitraryStatement(), { maxLength: 3 }),
})

export const arbitraryNamedPolicy: fc.Arbitrary<NamedPolicy> = fc.record({
  name: fc.constant('P'),
  policy: arbitraryPolicy,
})

export const arbitraryPolicies = fc.record(
  {
    identity: fc.array(arbitraryNamedPolicy, { maxLength: 2 }),
    permissionsBoundary: arbitraryNamedPolicy,
    session: fc.array(arbitraryNamedPolicy, { maxLength: 2 }),
    resource: fc.record({
      name: fc.constant('R'),
      policy: arbitraryPolicy,
      kind: fc.constantFrom('resource', 'trust'),
    }),
    serviceControl: fc.array(fc.array(arbitraryNamedPolicy, { maxLength: 2 }), { maxLength: 2 }),
    resourceControl: fc.array(fc.array(arbitraryNamedPolicy, { maxLength: 2 }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)

export const arbitraryRequest: fc.Arbitrary<AuthorizationRequest> = fc
  .record(
    {
      action: fc.constantFrom(...actions),
      resource: fc.constantFrom(...resources),
      resourceAccount: fc.constantFrom('111122223333', '444455556666'),
      principal: fc.constantFrom(...Object.values(principals)),
      context: fc.dictionary(
        fc.constantFrom(...keys),
        fc.array(fc.constantFrom(...values), { maxLength: 3 }),
      ),
    },
    { requiredKeys: ['action', 'resource', 'principal', 'context'] },
  )
  .map(({ context, ...rest }) => withContext(rest, context))

export const arbitraryUse: fc.Arbitrary<PolicyUse> = fc.constantFrom(
  'identity',
  'managed',
  'boundary',
  'session',
  'resource',
  'trust',
  'serviceControl',
  'resourceControl',
)

/** Documents that are nearly right: the elements of the language with values of every kind. */
export const arbitraryDocument: fc.Arbitrary<unknown> = fc.letrec((tie) => {
  const leaf = fc.oneof(
    fc.constantFrom<unknown>(...actionPatterns, ...resourcePatterns, ...values, ...awsNames),
    fc.constantFrom<unknown>('Allow', 'Deny', 'allow', '2012-10-17', null, true, 7, {}, []),
    fc.string(),
  )
  const block = entries(operatorName, fc.oneof(entries(fc.constantFrom(...keys), tie('value')), leaf))
  const statement = fc.record(
    {
      Sid: leaf,
      Effect: fc.oneof({ weight: 5, arbitrary: fc.constantFrom('Allow', 'Deny') }, leaf),
      Principal: fc.oneof(entries(fc.constantFrom('AWS', 'Service', 'Federated', 'X'), tie('value')), leaf),
      Action: fc.oneof({ weight: 5, arbitrary: some(actionPatterns) }, tie('value')),
      NotAction: tie('value'),
      Resource: fc.oneof({ weight: 5, arbitrary: some(resourcePatterns) }, tie('value')),
      NotResource: tie('value'),
      Condition: fc.oneof(block, leaf),
      Extra: leaf,
    },
    { requiredKeys: ['Effect'] },
  )
  return {
    value: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('value'), { maxLength: 3 })),
    document: fc.record(
      {
        Version: fc.oneof({ weight: 5, arbitrary: fc.constant('2012-10-17') }, leaf),
        Id: leaf,
        Statement: fc.oneof(statement, fc.array(fc.oneof(statement, leaf), { maxLength: 3 }), leaf),
      },
      { requiredKeys: ['Version', 'Statement'] },
    ),
  }
}).document

function entries(names: fc.Arbitrary<string>, value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.dictionary(names, value, { maxKeys: 5 })
}

function withContext(
  request: Omit<AuthorizationRequest, 'context'>,
  context: Record<string, string[]>,
): AuthorizationRequest {
  return { ...request, context: new Map(Object.entries(context)) }
}
