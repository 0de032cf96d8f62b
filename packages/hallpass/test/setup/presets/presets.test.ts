import { evaluate, explain, parsePolicy, type Decision, type NamedPolicy } from '@hallpass/local-aws/policy'
import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { isRecord } from '../../../src/base/is-record.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import { literalReferences } from '../../../src/setup/model/references.ts'

interface PresetCase {
  readonly name: string
  readonly action: string
  readonly resource: string
  readonly context?: Readonly<Record<string, string>>
  readonly decision: Decision['decision']
  /** The statement that denies. */
  readonly because?: string
}

const account = '111122223333'
const files: ReadonlyArray<readonly [file: string, given: SetupArguments]> = [
  ['s3', {}],
  ['s3-with-pattern', { preset: ['s3'], bucket: 'lab-*' }],
  ['s3-own-prefix', { preset: ['s3-own-prefix'], bucket: 'lab-files' }],
  ['read-only', { preset: ['read-only'] }],
]

describe.each(files)('preset %s', (file, given) => {
  const cases: readonly PresetCase[] = JSON.parse(
    readFileSync(new URL(`${file}.json`, import.meta.url), 'utf8'),
  )
  const model = createModel(resolveInputs(given))
  const references = literalReferences(model, account)
  const documents = model.roles[0].inlinePolicies.map((policy) => ({
    name: policy.name,
    document: policy.document(references),
  }))
  const policies = documents.map(({ name, document }) => named(name, document))

  test.each(cases)('$decision: $name', ({ decision, because, ...request }) => {
    const decided = decide(request, policies)
    expect({ decision: decided.decision, why: explain(decided) }).toMatchObject({ decision })
    if (because !== undefined) expect(decided.by?.sid).toBe(because)
  })

  test.each(cases.filter(({ because }) => because !== undefined))(
    'denied even to an administrator: $name',
    (one) => {
      const everything = named('AdministratorAccess', {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      })
      expect(decide(one, [...policies, everything]).by?.sid).toBe(one.because)
    },
  )

  it('has every action that it names decided by a case, the refused ones first', () => {
    const decided = (effect: string) => (effect === 'Allow' ? 'Allowed' : 'ExplicitlyDenied')
    const unproved = statementsOf(documents).flatMap(({ Effect, Action }) =>
      Action.filter(
        (pattern) =>
          !cases.some(({ action, decision }) => decision === decided(Effect) && matches(pattern, action)),
      ),
    )
    if (file !== 's3-with-pattern') expect(unproved).toEqual([])
    const accepted = cases.map(({ decision }) => decision === 'Allowed')
    expect(accepted).toEqual(accepted.toSorted((a, b) => Number(a) - Number(b)))
  })

  it('leaves most of the role’s room to revocations', () => {
    expect(JSON.stringify(documents).replaceAll(/\s/g, '').length).toBeLessThan(3000)
  })
})

function decide(
  { action, resource, context = {} }: Omit<PresetCase, 'name' | 'decision'>,
  identity: readonly NamedPolicy[],
): Decision {
  const userId = 'AROAEXAMPLEEXAMPLE00:ada'
  return evaluate(
    {
      action,
      resource,
      principal: {
        type: 'assumed-role',
        arn: `arn:aws:sts::${account}:assumed-role/InstruqtS3Access/ada`,
        account,
        roleArn: `arn:aws:iam::${account}:role/InstruqtS3Access`,
        userId,
      },
      context: new Map([
        ['aws:userid', [userId]],
        ...Object.entries(context).map(([key, value]) => [key, [value]] as const),
      ]),
    },
    { identity },
  )
}

function named(name: string, document: unknown): NamedPolicy {
  return { name, policy: parsePolicy(JSON.stringify(document), 'identity') }
}

function statementsOf(documents: ReadonlyArray<{ readonly document: Readonly<Record<string, unknown>> }>) {
  return documents.flatMap(({ document }) => {
    const { Statement } = document
    return (Array.isArray(Statement) ? Statement : []).filter(isRecord).map(({ Effect, Action }) => ({
      Effect: String(Effect),
      Action: Array.isArray(Action) ? Action.map(String) : [],
    }))
  })
}

function matches(pattern: string, action: string): boolean {
  const escaped = pattern.replaceAll(/[.\\+^$()|[\]{}?]/g, String.raw`\$&`).replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`, 'i').test(action)
}
