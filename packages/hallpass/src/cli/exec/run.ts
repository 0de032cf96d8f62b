import { HallpassError, shownValue } from '../../base/index.ts'
import type { LeaseKeys } from '../../joined/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import type { CachedSessionFlags } from '../cached/flags.ts'
import type { LeaseFlag } from '../cached/lease-flag.ts'
import { execWords } from '../requests/exec-words.ts'
import { withRequest } from '../requests/with-request.ts'
import type { CommandContext } from '../terminal/context.ts'
import { environmentOfEndpoint, environmentOfKeys, type Holder } from './child-environment.ts'
import { runChild } from './run-child.ts'

export interface ExecFlags extends CachedSessionFlags, LeaseFlag {
  readonly server?: boolean
}

/** Keys, and whoever has them; `again` gets the keys of a later moment. */
interface Source {
  readonly keys: LeaseKeys
  readonly name: string
  /** When there are no more, where that is known. */
  readonly end: Date | undefined
  readonly again: () => Promise<LeaseKeys>
}

/** `hallpass exec -- COMMAND`: a command with the keys in its environment, and nothing else of AWS's in it. */
export async function runExec(
  context: CommandContext,
  { server = false, ...given }: ExecFlags,
  words: readonly string[],
): Promise<void> {
  const hasRole = given.roleArn !== undefined || given.lease !== undefined
  const { request, command, extra } = execWords(context, words, hasRole)
  if (extra.length > 0) {
    throw new HallpassError(
      'UsageError',
      `${shownValue(extra.join(' '))} stands before --, where a request is named`,
      {
        hint: 'put the command behind --, as in -- aws s3 ls',
      },
    )
  }
  const flags = withRequest(context, given, request)
  if (flags.dryRun === true) {
    const { dryRunSession } = await import('../cached/dry-run.ts')
    return dryRunSession(context, flags)
  }
  const [program = ownShell(context), ...args] = command
  const source = await sourceOf(context, flags)
  if (server) return serveChild(context, source, program, args)
  const holder: Holder = { name: source.name, until: source.keys.credentials.expiration }
  const env = environmentOfKeys(context.env, source.keys, holder)
  context.exitWith(await runChild(program, args, env))
}

async function serveChild(
  context: CommandContext,
  { keys, name, end, again }: Source,
  program: string,
  args: readonly string[],
): Promise<void> {
  const { serveCredentials } = await import('../../container-endpoint/index.ts')
  const endpoint = await serveCredentials({ credentials: async () => (await again()).credentials })
  try {
    const env = environmentOfEndpoint(context.env, keys, { name, until: end }, endpoint)
    context.exitWith(await runChild(program, args, env))
  } finally {
    endpoint.close()
  }
}

async function sourceOf(
  context: CommandContext,
  { lease, ...flags }: CachedSessionFlags & LeaseFlag,
): Promise<Source> {
  if (lease === undefined) {
    const again = () => cachedSession(context, flags)
    const keys = await again()
    return { keys, name: keys.sessionName, end: undefined, again }
  }
  const { joinedLease, keysOfLease } = await import('../cached/lease-keys.ts')
  const again = () => keysOfLease(context, lease, flags)
  const { sessionName, endsAt } = joinedLease(context, lease, flags)
  return { keys: await again(), name: sessionName, end: endsAt, again }
}

/** What runs where no command is named: the shell, for somebody on a terminal. */
function ownShell({ env, ask }: CommandContext): string {
  const shell = process.platform === 'win32' ? (env['COMSPEC'] ?? 'cmd.exe') : (env['SHELL'] ?? '/bin/sh')
  if (ask !== undefined) return shell
  throw new HallpassError('UsageError', 'there is no command to run', {
    hint: 'give it behind --, as in -- aws s3 ls',
  })
}
