/**
 * Switches off one operator, evaluation step, variable form, key or refusal at a time and shows that at least one case
 * of `test/cases` notices. A test runs it; by hand with Node 24, which reads TypeScript: `node packages/local-aws/test/policy/mutation.ts`.
 * Ends with 1 when a mutant survives.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as policyModule from '../../src/policy/index.ts'
import { policiesOf, requestOf, type DocumentCase, type PolicyCase } from './case.ts'
import { loadDocumentCases, loadPolicyCases } from './load-cases.ts'
import { allMutations, sources, type Mutation } from './mutations.ts'

type Policy = typeof policyModule

const policyCases = [...loadPolicyCases().values()].flat()
const documentCases = [...loadDocumentCases().values()].flat()
const folder = mkdtempSync(join(tmpdir(), 'policy-mutation-'))

try {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const unchanged = await failures(undefined, 'unchanged')
  if (unchanged > 0) throw new Error(`${unchanged} cases fail without any mutation`)
  const mutations = allMutations()
  const survivors: string[] = []
  for (const [index, mutation] of mutations.entries()) {
    const failed = await failures(mutation, `mutant-${index}`)
    if (failed === 0) survivors.push(mutation.what)
    console.log(`${failed === 0 ? 'SURVIVED' : 'noticed '} ${String(failed).padStart(4)}  ${mutation.what}`)
  }
  console.log(
    `${mutations.length} mutants, ${policyCases.length + documentCases.length} cases, ${survivors.length} survived`,
  )
  process.exitCode = survivors.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** How many cases fail with the mutation. */
async function failures(mutation: Mutation | undefined, name: string): Promise<number> {
  const copy = join(folder, name)
  cpSync(sources, copy, { recursive: true })
  if (mutation !== undefined) {
    const path = join(copy, mutation.file)
    const source = readFileSync(path, 'utf8')
    if (source.split(mutation.text).length !== 2)
      throw new Error(`${mutation.what}: its text is not there once`)
    writeFileSync(
      path,
      source.replace(mutation.text, () => mutation.by),
    )
  }
  const policy: Policy = await import(pathToFileURL(join(copy, 'index.ts')).href)
  const failed = [
    ...policyCases.filter((policyCase) => !holds(() => policyCaseHolds(policy, policyCase))),
    ...documentCases.filter((documentCase) => !holds(() => documentCaseHolds(policy, documentCase))),
  ]
  return failed.length
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
