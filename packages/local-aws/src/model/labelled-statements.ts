import type { Policy } from '../policy/index.ts'

/** A policy as it is stored: its text, and the same with principals as unique ids. */
export interface StoredPolicy {
  readonly text: string
  readonly policy: Policy
}

/** Whether a statement of a policy has that label. */
export function hasLabel({ text }: StoredPolicy, label: string): boolean {
  return statementsIn(text).statements.some((statement) => sidOf(statement) === label)
}

/**
 * A stored policy with more statements. Those that were there stay whose they were: a principal that was deleted is
 * bound to nobody else of its name.
 */
export function withStatements<Stored extends StoredPolicy>(stored: Stored, added: StoredPolicy): Stored {
  const { document, statements } = statementsIn(stored.text)
  return {
    ...stored,
    text: JSON.stringify({ ...document, Statement: [...statements, ...statementsIn(added.text).statements] }),
    policy: {
      ...stored.policy,
      statements: [...stored.policy.statements, ...added.policy.statements],
    },
  }
}

/** {@link withStatements}, without those of a label. @returns `undefined` where none is left */
export function withoutLabel<Stored extends StoredPolicy>(stored: Stored, label: string): Stored | undefined {
  const { document, statements } = statementsIn(stored.text)
  const stays = statements.map((statement) => sidOf(statement) !== label)
  if (!stays.includes(true)) return undefined
  return {
    ...stored,
    text: JSON.stringify({ ...document, Statement: statements.filter((_one, at) => stays[at]) }),
    policy: { ...stored.policy, statements: stored.policy.statements.filter((_one, at) => stays[at]) },
  }
}

function statementsIn(text: string): { readonly document: object; readonly statements: readonly unknown[] } {
  const document: unknown = JSON.parse(text)
  if (typeof document !== 'object' || document === null) return { document: {}, statements: [] }
  const statements: unknown = 'Statement' in document ? document.Statement : []
  return { document, statements: Array.isArray(statements) ? statements : [statements] }
}

function sidOf(statement: unknown): unknown {
  return typeof statement === 'object' && statement !== null && 'Sid' in statement ? statement.Sid : undefined
}
