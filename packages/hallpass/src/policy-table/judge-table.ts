import {
  type NamedPolicy,
  type PolicyEngine,
  type Principal,
  type Statement,
} from '../policy-engine/index.ts'
import { commonText } from './common-text.ts'
import type { TableRow } from './parse-table.ts'

/** Every policy that has a say in what a session may do. */
export interface TablePolicies {
  readonly identity: readonly NamedPolicy[]
  readonly boundary?: NamedPolicy | undefined
  readonly session?: NamedPolicy | undefined
  /** The session that asks. */
  readonly principal: Extract<Principal, { type: 'assumed-role' }>
}

/** A line of the table, judged. */
export interface JudgedRow {
  readonly row: TableRow
  readonly asExpected: boolean
  /** What decided, or what is missing. */
  readonly because: string
  /** The request that speaks against the line, where the line has patterns. */
  readonly example: string | undefined
}

/**
 * Judges each line of a table by the policies alone, as IAM decides.
 *
 * A pattern in a line stands for everything it matches: the line is held against each action and resource in which
 * the policies could tell the difference. `*` alone as the resource of an `allow` is the resource of actions that have
 * none.
 */
export function judgeTable(
  engine: PolicyEngine,
  rows: readonly TableRow[],
  policies: TablePolicies,
): readonly JudgedRow[] {
  const statements = [...policies.identity, policies.boundary, policies.session].flatMap(
    (named) => named?.policy.statements ?? [],
  )
  return rows.map((row) => judgeRow(engine, row, policies, statements))
}

function judgeRow(
  engine: PolicyEngine,
  row: TableRow,
  policies: TablePolicies,
  statements: readonly Statement[],
): JudgedRow {
  const { principal } = policies
  const actions = casesOf(
    row.action,
    statements.flatMap(({ actions: one, notActions: other }) => one ?? other ?? []),
    {
      ignoreCase: true,
    },
  )
  const wanted = withVariables(row.resource, principal.userId)
  const resources =
    wanted === '*' && row.expected === 'allow'
      ? ['*']
      : casesOf(
          wanted,
          statements
            .flatMap(({ resources: one, notResources: other }) => one ?? other ?? [])
            .map((resource) => withVariables(resource, principal.userId)),
        )
  let last: ReturnType<PolicyEngine['evaluate']> | undefined
  for (const action of actions) {
    for (const resource of resources) {
      const decision = engine.evaluate(
        { action, resource, principal, context: contextOf(row, principal) },
        {
          identity: policies.identity,
          ...(policies.boundary === undefined ? {} : { permissionsBoundary: policies.boundary }),
          ...(policies.session === undefined ? {} : { session: [policies.session] }),
        },
      )
      last = decision
      if ((decision.decision === 'Allowed') === (row.expected === 'allow')) continue
      const exact = action === row.action && resource === row.resource
      return {
        row,
        asExpected: false,
        because: because(decision),
        example: exact ? undefined : `${action} on ${resource}`,
      }
    }
  }
  return { row, asExpected: true, because: last === undefined ? '' : because(last), example: undefined }
}

/** What a pattern stands for, as far as the patterns of policies could tell it apart; itself where it is none. */
function casesOf(
  pattern: string,
  others: readonly string[],
  { ignoreCase = false }: { readonly ignoreCase?: boolean } = {},
): readonly string[] {
  if (!/[*?]/.test(pattern)) return [pattern]
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text)
  const anything = pattern
    .replaceAll('*', pattern === '*' && ignoreCase ? 'any:Thing' : 'Anything')
    .replaceAll('?', 'x')
  const found = others.flatMap((other) => {
    const text = commonText(fold(pattern), fold(other))
    return text === undefined || text === '' || (ignoreCase && !text.includes(':')) ? [] : [text]
  })
  return [...new Set([anything, ...found])]
}

function withVariables(text: string, userId: string): string {
  return text.replaceAll('${aws:userid}', userId).replaceAll(/\$\{[^}]*\}/g, 'Anything')
}

function contextOf(
  { context }: TableRow,
  principal: TablePolicies['principal'],
): ReadonlyMap<string, readonly string[]> {
  return new Map([
    ['aws:userid', [principal.userId]],
    ['aws:PrincipalArn', [principal.roleArn]],
    ['aws:PrincipalAccount', [principal.account]],
    ['aws:PrincipalType', ['AssumedRole']],
    ['aws:SecureTransport', ['true']],
    ...context,
  ])
}

function because(decision: ReturnType<PolicyEngine['evaluate']>): string {
  const { by, missing } = decision
  if (by === undefined) return missing === undefined ? 'decided' : `no ${missing} allows it`
  const word = decision.decision === 'Allowed' ? 'allowed' : 'denied'
  return `${word} by ${by.policy}, statement ${by.index + 1}${by.sid === undefined ? '' : ` (${by.sid})`}`
}
