import type { CommandContext } from '../terminal/context.ts'
import { loadLocalAws } from './load-local-aws.ts'

export interface LocalFlags {
  readonly port?: string
  readonly host?: string
  readonly region?: string
  readonly world?: string
  readonly account?: readonly string[]
  readonly accountId?: string
  readonly maxStored?: string
  readonly maxEvents?: string
  readonly oneConsoleSession?: boolean
  readonly data?: string
  readonly load?: string
  readonly quiet?: boolean
  readonly clock?: string
  readonly consistencyDelay?: string
  readonly stsRate?: string
  readonly serverErrorRate?: string
  readonly dropRate?: string
}

/** `hallpass local`: the local AWS in the foreground, exactly as its own command runs it. */
export async function runLocal(context: CommandContext, flags: LocalFlags): Promise<void> {
  const { runCommand } = await loadLocalAws()
  const args = [
    ...(flags.port === undefined ? [] : ['--port', flags.port]),
    ...(flags.host === undefined ? [] : ['--host', flags.host]),
    ...(flags.region === undefined ? [] : ['--region', flags.region]),
    ...(flags.world === undefined ? [] : ['--world', flags.world]),
    ...(flags.account ?? []).flatMap((account) => ['--account', account]),
    ...(flags.accountId === undefined ? [] : ['--account-id', flags.accountId]),
    ...(flags.maxStored === undefined ? [] : ['--max-stored', flags.maxStored]),
    ...(flags.maxEvents === undefined ? [] : ['--max-events', flags.maxEvents]),
    ...(flags.oneConsoleSession ? ['--one-console-session'] : []),
    ...(flags.data === undefined ? [] : ['--data', flags.data]),
    ...(flags.load === undefined ? [] : ['--load', flags.load]),
    ...(flags.quiet ? ['--quiet'] : []),
    // In one word: a value such as -30m would be taken for a flag.
    ...(flags.clock === undefined ? [] : [`--clock=${flags.clock}`]),
    ...(flags.consistencyDelay === undefined ? [] : [`--consistency-delay=${flags.consistencyDelay}`]),
    ...(flags.stsRate === undefined ? [] : [`--sts-rate=${flags.stsRate}`]),
    ...(flags.serverErrorRate === undefined ? [] : [`--server-error-rate=${flags.serverErrorRate}`]),
    ...(flags.dropRate === undefined ? [] : [`--drop-rate=${flags.dropRate}`]),
  ]
  const exitCode = await runCommand(args, {
    stdout: (text) => context.output.told(text),
    stderr: (text) => context.output.note(text.trimEnd()),
    signal: context.signal,
    program: 'hallpass local',
  })
  context.exitWith(exitCode)
}
