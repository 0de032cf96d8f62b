/** Something that AWS does not take in a policy document. */
export interface PolicyProblem {
  /** The statement, counted from 1; `undefined` for what is wrong with the document itself. */
  readonly statement: number | undefined
  /** Lower case: `has an element "Actions" that policies do not have`. */
  readonly what: string
  /** The nearest right word, or a right form. */
  readonly hint: string | undefined
}

/** What is wrong with a part, before it is known where the part stands. */
export type Finding = Pick<PolicyProblem, 'what' | 'hint'>

export function finding(what: string, hint?: string): Finding {
  return { what, hint }
}
