import { switchFlag } from './flags.ts'

/** A command that asks for a session may tell what it would ask. */
export interface DryRunFlag {
  readonly dryRun?: boolean
}

export const dryRunFlag = { dryRun: switchFlag('print the STS request, and send nothing') } as const
