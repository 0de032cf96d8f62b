import type { Condition } from '../match/index.ts'

/** One `Statement`, as parsed: every one-or-many element is a list. */
export interface Statement {
  readonly sid: string | undefined
  readonly effect: 'Allow' | 'Deny'
  readonly actions: readonly string[] | undefined
  readonly notActions: readonly string[] | undefined
  readonly resources: readonly string[] | undefined
  readonly notResources: readonly string[] | undefined
  readonly principals: PrincipalElement | undefined
  readonly notPrincipals: PrincipalElement | undefined
  readonly conditions: readonly Condition[]
}

/** `"*"`, or lists by kind, as in `{ "AWS": [...], "Federated": [...] }`. */
export type PrincipalElement =
  | '*'
  | {
      readonly AWS?: readonly string[]
      readonly Federated?: readonly string[]
      readonly Service?: readonly string[]
      readonly CanonicalUser?: readonly string[]
    }

/** A parsed policy document. Made by `parsePolicy`. */
export interface Policy {
  readonly version: '2012-10-17' | '2008-10-17'
  readonly id: string | undefined
  readonly statements: readonly Statement[]
}

/** A policy with the name under which a decision cites it, e.g. `InstruqtS3AccessPolicy`. */
export interface NamedPolicy {
  readonly name: string
  readonly policy: Policy
}
