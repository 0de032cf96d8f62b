import { parsePolicy } from '@hallpass/local-aws/policy'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { policyProblems, problemWords } from '../../src/policy/index.ts'
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
