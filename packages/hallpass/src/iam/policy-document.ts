/** What JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/** A policy as IAM takes it: `Version`, `Statement`, and whatever else a document of the user's own has. */
export type PolicyDocument = { readonly [element: string]: Json | undefined }

/** One statement of the policies we write ourselves. */
export interface PolicyStatement {
  readonly Sid: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: { readonly AWS: string } | { readonly Federated: string }
  readonly Action?: readonly string[]
  readonly NotAction?: readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: {
    readonly [operator: string]: { readonly [key: string]: string | readonly string[] }
  }
}

/** A document of the current version with these statements. */
export function policyDocument(statements: readonly PolicyStatement[]): PolicyDocument {
  return { Version: '2012-10-17', Statement: statements.map((statement) => ({ ...statement })) }
}
