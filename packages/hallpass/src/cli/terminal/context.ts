import type { StricliProcess } from '@stricli/core'
import type { Readable } from 'node:stream'
import type { Environment } from '../../base/index.ts'
import type { Asker } from './ask.ts'
import type { Output } from './output.ts'

/** What every command is given: nothing in a command reaches for globals. */
export interface CommandContext {
  readonly process: StricliProcess
  /** The words that it was called by, for what a hint says to type: `hallpass issue`. */
  readonly command?: string | undefined
  readonly env: Environment
  readonly output: Output
  readonly now: () => Date
  /** Standard input, which is opened by asking for it. Without it there is none. */
  readonly stdin?: (() => Readable) | undefined
  /** Asks the person on the terminal; `undefined` where there is none. */
  readonly ask: Asker | undefined
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
  /** Sets the exit code of a command that did part of what was asked. */
  readonly exitWith: (code: number) => void
}
