import type { CommandContext } from '../context.ts'
import { loadLocalAws } from '../local-aws.ts'
import type { LocalFlags } from './local.ts'

/** `hallpass local`: the local AWS in the foreground, exactly as its own command runs it. */
export async function runLocal(this: CommandContext, flags: LocalFlags): Promise<void> {
  const { runCommand } = await loadLocalAws()
  const args = [
    ...(flags.port === undefined ? [] : ['--port', flags.port]),
    ...(flags.host === undefined ? [] : ['--host', flags.host]),
    ...(flags.region === undefined ? [] : ['--region', flags.region]),
    ...(flags.accountId === undefined ? [] : ['--account-id', flags.accountId]),
    ...(flags.quiet ? ['--quiet'] : []),
  ]
  const exitCode = await runCommand(args, {
    stdout: (text) => this.output.result(text),
    stderr: (text) => this.output.note(text.trimEnd()),
    signal: this.signal,
    program: 'hallpass local',
  })
  this.exitWith(exitCode)
}
