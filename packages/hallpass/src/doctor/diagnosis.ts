import type { Cause } from './causes.ts'

/** Something that is off. */
export interface Finding {
  readonly cause: Cause
  /** What was seen: a sentence, without secrets. */
  readonly saw: string
  /** What to type or to change. */
  readonly hint: string | undefined
}

/** What was looked at, and how it was. */
export interface Check {
  readonly name: CheckName
  /** `unknown`: could not be read, which is no fault by itself. */
  readonly outcome: 'good' | 'wrong' | 'warning' | 'unknown'
  readonly saw: string
}

/** What doctor looks at, in this order. */
export type CheckName =
  | 'environment'
  | 'files'
  | 'credentials'
  | 'network'
  | 'clock'
  | 'caller'
  | 'request'
  | 'role'
  | 'trust'
  | 'permission'
  | 'revocations'
  | 'session'
  | 'console'

/** What doctor found. */
export interface Diagnosis {
  /** In the order in which they were made. */
  readonly checks: readonly Check[]
  /** The first thing that is wrong, where anything is: nothing behind it was looked at. */
  readonly wrong: Finding | undefined
  /** What does not stop anything, and may surprise. */
  readonly warnings: readonly Finding[]
}

/** Notes down what is seen on the way. */
export interface Notebook {
  readonly good: (name: CheckName, saw: string) => void
  readonly unknown: (name: CheckName, saw: string) => void
  readonly warn: (name: CheckName, finding: Finding) => void
}

/** Ends the walk: the first thing wrong. */
export class WrongFound extends Error {
  readonly check: CheckName
  readonly finding: Finding

  constructor(check: CheckName, finding: Finding) {
    super(finding.saw)
    this.check = check
    this.finding = finding
  }
}
