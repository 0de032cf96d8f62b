import { parsePolicy } from '@hallpass/local-aws/policy'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { policyProblems, problemWords } from '../../src/policy/index.ts'
import { conditionOperators } from '../../src/policy/condition-findings.ts'
import { operators } from '../../../local-aws/src/policy/match/operators.ts'
import { loadDocumentCases } from '../../../local-aws/test/policy/load-cases.ts'

const textOf = (document: unknown): string =>
  typeof document === 'string' ? document : JSON.stringify(document)

/** What the policy engine says, which was held against AWS's own answers. */
function isRefused(text: string): boolean {
  try {
    parsePolicy(text, 'identity')
    return false
  } catch {
    return true
  }
}

const groups = [...loadDocumentCases()].flatMap(([path, cases]) => {
  const own = cases.filter(({ use }) => use === 'identity' || use === 'session')
  return own.length > 0 ? [[path, own] as const] : []
})

describe.each(groups)('%s', (_, cases) => {
  test.each(cases)('$expected.decision: $name', ({ document, expected }) => {
    const problems = policyProblems(textOf(document)).map(problemWords)
    expect({ problems, refused: problems.length > 0 }).toMatchObject({
      refused: expected.decision === 'Refused',
    })
  })
})

it('refuses what the policy engine refuses, and nothing else, whatever word is put wherever', () => {
  const words = fc.constantFrom<unknown>(
    'Allow',
    'deny',
    '*',
    '',
    's3:Get*',
    's3.Get',
    'a:b:c',
    'arn:aws:s3:::lab',
    'arn:aws:iam:eu-west-1::user/a',
    'arn:aws',
    'arn:amazon:s3:::x',
    '2012-10-17',
    '2012-10-18',
    [],
    {},
    null,
    7,
    true,
    ['*', 1],
    { StringLike: { 'aws:userid': '*' } },
    { StringLikes: { 'aws:userid': '*' } },
    { StringLikes: {} },
    { DateLessThan: { 'aws:CurrentTime': ['2026-11-29', 'tomorrow'] } },
    { NullIfExists: { k: true } },
    { 'ForAnyValue:Bool': { k: [true, 'false', 1] } },
  )
  const names = fc.constantFrom(
    'Sid',
    'Effect',
    'Action',
    'NotAction',
    'Resource',
    'NotResource',
    'Condition',
    'Principal',
    'Actions',
  )
  const statement = fc
    .array(fc.tuple(names, words), { maxLength: 2 })
    .map((changes) => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...Object.fromEntries(changes) }))
  const document = fc.record({
    Version: fc.constantFrom('2012-10-17', '2012-10-17', '2008-10-17', '2012'),
    Statement: fc.oneof(
      statement,
      fc.array(fc.oneof({ weight: 9, arbitrary: statement }, words), { maxLength: 3 }),
    ),
  })
  fc.assert(
    fc.property(document, (value) => {
      const text = JSON.stringify(value)
      expect({ text, refused: policyProblems(text).length > 0 }).toEqual({ text, refused: isRefused(text) })
    }),
    { numRuns: 3000 },
  )
})

it('refuses the same resources as the policy engine, whatever an ARN is put together from', () => {
  const words = (text: string): fc.Arbitrary<string> => fc.constantFrom('', ...text.split(' '))
  const partition = words(
    '* aws aws-cn aws-us-gov aws-eusc aws-iso aws-iso-b aws-iso-e aws-iso-f AWS aws-* amazon ${aws:userid}',
  )
  const service = fc.constantFrom('', '*', 's3', 'iam', 'sts', 'sqs', 'i*', '${a:b}')
  const region = fc.constantFrom('', '', '*', 'eu-west-1', '${a:b}')
  const account = fc.constantFrom('', '', '*', '123456789012')
  const name = words(
    '* root lab lab/* a:b user users/a us* ${aws:username} ROLE/a user/a federated-user/a role/a group/a instance-profile/a ' +
      'mfa/a server-certificate/a policy/a sms-mfa/a saml-provider/a oidc-provider/a report/a access-report/a',
  )
  const resource = fc
    .tuple(fc.constantFrom('arn', 'arn', 'arn', 'ARN', 'urn', ''), partition, service, region, account, name)
    .chain((parts) => fc.integer({ min: 1, max: 9 }).map((count) => parts.slice(0, count).join(':')))
  fc.assert(
    fc.property(resource, fc.constantFrom('Resource', 'NotResource'), (value, element) => {
      const text = JSON.stringify({ Statement: { Effect: 'Allow', Action: 's3:*', [element]: value } })
      expect({ text, refused: policyProblems(text).length > 0 }).toEqual({ text, refused: isRefused(text) })
    }),
    { numRuns: 5000 },
  )
})

test('the condition operators are those of the policy engine', () => {
  expect(conditionOperators.toSorted()).toEqual([...operators.keys(), 'Null'].toSorted())
})

test.each([
  ['{"Statment": []}', 'has an element "Statment" that policies do not have', 'did you mean Statement?'],
  [
    '{"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, {"Effct": "Deny", "Action": "*", "Resource": "*"}]}',
    'statement 2 has an element "Effct" that policies do not have',
    'did you mean Effect?',
  ],
  [
    '{"Statement": {"Effect": "allow", "Action": "s3:*", "Resource": "*"}}',
    'statement 1 has an Effect "allow"',
    'did you mean Allow?',
  ],
  [
    '{"Statement": {"Effect": "Allow", "Action": "s3.GetObject", "Resource": "*"}}',
    'statement 1 has an action "s3.GetObject" without a service',
    'did you mean s3:GetObject?',
  ],
  [
    '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringLikes": {"a": "b"}}}}',
    'statement 1 has a condition operator "StringLikes" that does not exist',
    'did you mean StringLike?',
  ],
  [
    '{"Statement": {"Effect": "Allow", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}}',
    'says "Effect" twice in one place',
    'leave one out',
  ],
])('%s', (text, words, hint) => {
  const [first] = policyProblems(text)
  expect(first && { words: problemWords(first), hint: first.hint }).toEqual({ words, hint })
})
