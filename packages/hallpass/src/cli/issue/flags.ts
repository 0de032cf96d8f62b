import type { ViaRole } from '../../issue/index.ts'
import { formats } from '../../format/index.ts'
import type { HandoutFormat } from '../each/handout-flag.ts'
import type { DryRunFlag } from '../terminal/dry-run-flag.ts'
import type { VerboseFlag } from '../terminal/verbose.ts'

/** What `--output` takes. */
export const outputs = ['json', 'write', 'link', ...formats] as const
/** One of {@link outputs}. */
export type OutputName = (typeof outputs)[number]

export interface IssueFlags extends VerboseFlag, DryRunFlag {
  readonly roleArn?: string
  readonly sessionName?: string
  readonly output: OutputName
  readonly duration?: number | 'max'
  readonly via?: readonly ViaRole[]
  readonly profile?: string
  readonly force: boolean
  readonly region?: string
  readonly sourceProfile?: string
  readonly issuer?: string
  readonly destination?: string
  readonly consoleDuration?: number
  readonly link: boolean
  readonly checkRevoked?: boolean
  readonly externalId?: string
  readonly policy?: string
  readonly policyArn?: readonly string[]
  readonly tag?: readonly string[]
  readonly transitiveTag?: readonly string[]
  readonly sourceIdentity?: string
  readonly mfaSerial?: string
  readonly mfaToken?: string
  readonly mfaProcess?: string
  readonly webIdentityTokenFile?: string
  readonly each?: string
  readonly out?: string
  readonly rate?: number
  readonly nameColumn?: string
  readonly handout?: readonly HandoutFormat[]
}
