import { describe, expect, test } from 'vitest'
import {
  denialMessage,
  evaluate,
  explain,
  MalformedPolicyError,
  parsePolicy,
} from '../../src/policy/index.ts'
import { policiesOf, requestOf } from './case.ts'
import { loadDocumentCases, loadPolicyCases } from './load-cases.ts'

const policyCases = loadPolicyCases()
const documentCases = loadDocumentCases()

describe.each([...policyCases])('%s', (_path, cases) => {
  test.each(cases)('$name', (policyCase) => {
    const decision = evaluate(requestOf(policyCase), policiesOf(policyCase))
    const { expected } = policyCase
    expect(explain(decision)).toContain(expected.because)
    expect(decision.decision).toBe(expected.decision)
    if (expected.message !== undefined) expect(denialMessage(decision)).toBe(expected.message)
  })
})

describe.each([...documentCases])('%s', (_path, cases) => {
  test.each(cases)('$name', ({ document, use, expected }) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document)
    expect(outcome(() => parsePolicy(text, use))).toEqual(expected)
  })
})

test('there are at least 300 cases, each with a name of its own in its file and a source', () => {
  const files = [...policyCases.values(), ...documentCases.values()]
  expect(files.reduce((sum, cases) => sum + cases.length, 0)).toBeGreaterThanOrEqual(300)
  for (const cases of files) {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
    expect(cases.filter(({ source }) => source === '')).toEqual([])
  }
})

test('in every file the refused cases come before the accepted ones', () => {
  for (const [path, cases] of [...policyCases, ...documentCases]) {
    const accepted = cases.map(({ expected }) => ['Allowed', 'Accepted'].includes(expected.decision))
    expect({ path, accepted }).toEqual({ path, accepted: accepted.toSorted((a, b) => Number(a) - Number(b)) })
  }
})

/** Every global condition key that issuing and policies rely on, and what begins the ones with a name of their own. */
const keys = [
  'aws:userid',
  'aws:username',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:PrincipalType',
  'aws:PrincipalTag/',
  'aws:RequestTag/',
  'aws:ResourceTag/',
  'aws:TagKeys',
  'aws:SourceIdentity',
  'aws:SourceIp',
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:TokenIssueTime',
  'aws:MultiFactorAuthPresent',
  'aws:MultiFactorAuthAge',
  'aws:RequestedRegion',
  'aws:SecureTransport',
  'aws:UserAgent',
  'sts:ExternalId',
  'sts:RoleSessionName',
  'sts:SourceIdentity',
  'sts:TransitiveTagKeys',
  'idp.example.com:sub',
  'idp.example.com:aud',
]

test.each(keys)('without %s some case is decided otherwise', (key) => {
  const changed = [...policyCases.values()].flat().filter((policyCase) => {
    const request = requestOf(policyCase)
    const context = new Map(
      [...request.context].filter(([name]) => !name.toLowerCase().startsWith(key.toLowerCase())),
    )
    if (context.size === request.context.size) return false
    const decision = evaluate({ ...request, context }, policiesOf(policyCase))
    return decision.decision !== policyCase.expected.decision
  })
  expect(changed.length).toBeGreaterThan(0)
})

function outcome(parse: () => unknown): { decision: string; because: string } {
  try {
    parse()
    return { decision: 'Accepted', because: '' }
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error
    return { decision: 'Refused', because: error.message }
  }
}
