/** The thread of `mutation.ts`: whether a case notices, for each of the mutations that it is given. */
import { runInThisContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import type * as policyModule from '../../src/policy/index.ts'
import { policiesOf, requestOf, type DocumentCase, type PolicyCase } from './case.ts'
import { loadDocumentCases, loadPolicyCases } from './load-cases.ts'
import type { Mutation } from './mutations.ts'

type Policy = typeof policyModule

type Check = (policy: Policy) => boolean

const checks: Check[] = [
  ...[...loadPolicyCases().values()].flat().map(
    (one): Check =>
      (policy) =>
        policyCaseHolds(policy, one),
  ),
  ...[...loadDocumentCases().values()].flat().map(
    (one): Check =>
      (policy) =>
        documentCaseHolds(policy, one),
  ),
]
const given: { readonly code: string; readonly mutations: readonly Mutation[] } = workerData

if (isNoticed({ start: 0, end: 0, by: '' })) throw new Error('a case fails without any mutation')
for (const mutation of given.mutations) parentPort?.postMessage(isNoticed(mutation), [])

function isNoticed({ start, end, by }: Pick<Mutation, 'start' | 'end' | 'by'>): boolean {
  try {
    const code = given.code.slice(0, start) + by + given.code.slice(end)
    const policy: Policy = runInThisContext(`(() => { ${code}\nreturn policy })()`)
    const noticing = checks.findIndex((check) => !holds(() => check(policy)))
    if (noticing < 0) return false
    // What notices one mutant mostly notices the next, which is near to it.
    checks.unshift(...checks.splice(noticing, 1))
    return true
  } catch {
    return true
  }
}

function holds(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

function policyCaseHolds(policy: Policy, policyCase: PolicyCase): boolean {
  const { expected } = policyCase
  const decision = policy.evaluate(requestOf(policyCase), policiesOf(policyCase, policy.parsePolicy))
  return (
    decision.decision === expected.decision &&
    policy.explain(decision).includes(expected.because) &&
    (expected.message === undefined || policy.denialMessage(decision) === expected.message)
  )
}

function documentCaseHolds(policy: Policy, { document, use, expected }: DocumentCase): boolean {
  try {
    policy.parsePolicy(typeof document === 'string' ? document : JSON.stringify(document), use)
    return expected.decision === 'Accepted'
  } catch (error) {
    return error instanceof policy.MalformedPolicyError && expected.because === error.message
  }
}
