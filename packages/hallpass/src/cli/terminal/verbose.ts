import { onStep } from '../../base/index.ts'
import type { CommandContext } from './context.ts'
import { switchFlag } from './flags.ts'

/** A command that calls AWS may tell how. */
export interface VerboseFlag {
  readonly verbose?: boolean
}

export const verboseFlag = { verbose: switchFlag('tell every step, on stderr') } as const

/** With `--verbose` every step from here on is told, on stderr. */
export function heedVerbose({ env, output }: CommandContext, { verbose }: VerboseFlag): void {
  if (verbose === true) onStep(env, (step) => output.note(`step: ${step}`))
}
