import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  denialMessage,
  evaluate,
  explain,
  MalformedPolicyError,
  parsePolicy,
  type ApplicablePolicies,
  type AuthorizationRequest,
  type NamedPolicy,
  type Statement,
} from '../../src/policy/index.ts'
import {
  arbitraryDocument,
  arbitraryNamedPolicy,
  arbitraryPolicies,
  arbitraryRequest,
  arbitraryStatement,
  arbitraryUse,
} from './arbitrary-policy.ts'

const numRuns = Number(process.env['FC_NUM_RUNS'] ?? 1000)

test('an added Deny never widens, in whatever policy it is added', () => {
  const property = fc.property(
    arbitraryRequest,
    arbitraryPolicies,
    arbitraryStatement(['Deny']),
    fc.nat(),
    (request, policies, deny, place) => {
      fc.pre(!isAllowed(request, policies))
      expect(isAllowed(request, withStatement(policies, deny, place))).toBe(false)
    },
  )
  fc.assert(property, { numRuns })
})

test('a permissions boundary never widens', () => {
  const property = fc.property(
    arbitraryRequest,
    arbitraryPolicies,
    arbitraryNamedPolicy,
    (request, others, boundary) => {
      const policies = without(others, 'permissionsBoundary')
      fc.pre(!isAllowed(request, policies))
      expect(isAllowed(request, { ...policies, permissionsBoundary: boundary })).toBe(false)
    },
  )
  fc.assert(property, { numRuns })
})

test('session policies never widen a session that could have been made without any', () => {
  const property = fc.property(
    arbitraryRequest,
    arbitraryPolicies,
    fc.array(arbitraryNamedPolicy, { maxLength: 3 }),
    (request, others, session) => {
      const policies = without(others, 'session')
      // A federated user without session policies has nothing: for it alone they are what grants.
      fc.pre(request.principal.type !== 'federated-user' && !isAllowed(request, policies))
      expect(isAllowed(request, { ...policies, session })).toBe(false)
    },
  )
  fc.assert(property, { numRuns })
})

test('an added level of service or resource control never widens', () => {
  const property = fc.property(
    arbitraryRequest,
    arbitraryPolicies,
    fc.array(arbitraryNamedPolicy, { maxLength: 2 }),
    fc.constantFrom('serviceControl', 'resourceControl'),
    (request, policies, level, kind) => {
      fc.pre(!isAllowed(request, policies))
      expect(isAllowed(request, { ...policies, [kind]: [...(policies[kind] ?? []), level] })).toBe(false)
    },
  )
  fc.assert(property, { numRuns })
})

test('an added Allow never narrows, in whatever policy it is added', () => {
  const property = fc.property(
    arbitraryRequest,
    arbitraryPolicies,
    arbitraryStatement(['Allow']),
    fc.nat(),
    (request, policies, allow, place) => {
      fc.pre(isAllowed(request, policies))
      expect(isAllowed(request, withStatement(policies, allow, place))).toBe(true)
    },
  )
  fc.assert(property, { numRuns: Math.ceil(numRuns / 4), maxSkipsPerRun: 1000 })
})

test('every decision can be explained, and every denial names the action', () => {
  const property = fc.property(arbitraryRequest, arbitraryPolicies, (request, policies) => {
    const decision = evaluate(request, policies)
    expect(explain(decision)).toContain(decision.decision)
    if (decision.decision !== 'Allowed') expect(denialMessage(decision)).toContain(request.action)
    expect(decision.missing !== undefined).toBe(decision.decision === 'ImplicitlyDenied')
  })
  fc.assert(property, { numRuns })
})

test('a document is taken or refused with a MalformedPolicyError, whatever it is', () => {
  const property = fc.property(
    arbitraryDocument,
    arbitraryUse,
    arbitraryRequest,
    (document, use, request) => {
      const policy = parsed(JSON.stringify(document), use)
      if (policy === undefined) return
      const named: NamedPolicy = { name: 'P', policy }
      const decision = evaluate(request, { identity: [named], resource: { ...named, kind: 'resource' } })
      expect(explain(decision)).toContain(request.action)
    },
  )
  fc.assert(property, { numRuns })
})

test('a text is taken or refused with a MalformedPolicyError, whatever it is', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.tuple(arbitraryDocument, fc.nat(), fc.string({ maxLength: 2 })).map(([document, at, text]) => {
      const json = JSON.stringify(document)
      return json.slice(0, at % json.length) + text + json.slice((at % json.length) + 1)
    }),
  )
  const property = fc.property(anyText, arbitraryUse, (text, use) => {
    parsed(text, use)
  })
  fc.assert(property, { numRuns })
})

test.each([
  ['nested lists', '['.repeat(60_000)],
  ['nested objects', '{"a":'.repeat(20_000)],
  ['one long string', JSON.stringify('\\'.repeat(60_000))],
  ['one long string that never ends', `"${'a'.repeat(131_000)}`],
  ['more than IAM reads', ' '.repeat(131_073)],
  ['white space', ' '.repeat(131_072)],
])('a hostile text is refused: %s', (_name, text) => {
  expect(() => parsePolicy(text, 'identity')).toThrow(MalformedPolicyError)
})

test('a pattern of thousands of wildcards is decided without backtracking', () => {
  const resource = `arn:aws:s3:::${'*a'.repeat(30_000)}*b`
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: resource },
  })
  const decision = evaluate(
    {
      action: 's3:GetObject',
      resource: `arn:aws:s3:::${'a'.repeat(60_000)}`,
      principal: {
        type: 'user',
        arn: 'arn:aws:iam::111122223333:user/a',
        account: '111122223333',
        userId: 'AIDA',
      },
      context: new Map(),
    },
    { identity: [{ name: 'P', policy: parsePolicy(text, 'identity') }] },
  )
  expect(decision.decision).toBe('ImplicitlyDenied')
})

function isAllowed(request: AuthorizationRequest, policies: ApplicablePolicies): boolean {
  return evaluate(request, policies).decision === 'Allowed'
}

function without(policies: ApplicablePolicies, kind: keyof ApplicablePolicies): ApplicablePolicies {
  return Object.fromEntries(Object.entries(policies).filter(([name]) => name !== kind))
}

function parsed(
  text: string,
  use: Parameters<typeof parsePolicy>[1],
): ReturnType<typeof parsePolicy> | undefined {
  try {
    return parsePolicy(text, use)
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedPolicyError)
    return undefined
  }
}

/** The statement added to one of the policies there are, or to none. */
function withStatement(
  policies: ApplicablePolicies,
  statement: Statement,
  place: number,
): ApplicablePolicies {
  const add = <Named extends NamedPolicy>(named: Named): Named => ({
    ...named,
    policy: { ...named.policy, statements: [...named.policy.statements, statement] },
  })
  const first = <Named extends NamedPolicy>(list: readonly Named[]): Named[] =>
    list.map((named, index) => (index === 0 ? add(named) : named))
  const { identity, permissionsBoundary, session, resource, serviceControl } = policies
  const kinds: ReadonlyArray<ApplicablePolicies> = [
    { identity: first(identity ?? []) },
    permissionsBoundary ? { permissionsBoundary: add(permissionsBoundary) } : {},
    session ? { session: first(session) } : {},
    resource ? { resource: add(resource) } : {},
    serviceControl ? { serviceControl: serviceControl.map((level) => first(level)) } : {},
  ]
  return { ...policies, ...kinds[place % kinds.length] }
}
