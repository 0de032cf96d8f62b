import { formatLogEntry } from '../base/index.ts'
import { beginLocalAws, type BegunLocalAws } from '../create-local-aws.ts'
import type { LocalAws } from '../local-aws.ts'
import type { Listening } from '../listen.ts'
import { DataError } from '../snapshot/index.ts'
import { inFile, readWorld, type Seed, worldClock, worldDigest, WorldError } from '../world/index.ts'
import { type Arguments, parseArguments, usage } from './arguments.ts'
import { worldKeys } from './world-keys.ts'

/** What the command reads and writes. */
export interface CommandIo {
  /** @throws the system's error where the text is not taken: nobody was told the keys in it */
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Aborting it stops the command, which then ends with 0. */
  readonly signal: AbortSignal
  /** How the program is called, in help and hints. Default `local-aws`. */
  readonly program?: string
  /** The machine's clock. Default: the real one. */
  readonly now?: () => Date
}

/**
 * The command `local-aws`: opens the port, prints the `export` lines to use it, and stays until it is
 * stopped. stdout gets those lines and, as comments, the keys that were made for a world's users; words for people
 * and one line for each request go to stderr.
 *
 * @returns the exit code: 0 when stopped, 1 when the port cannot be opened or the data not be used or kept, 2 for
 * wrong flags or a wrong world
 */
export async function runCommand(argv: readonly string[], io: CommandIo): Promise<number> {
  const program = io.program ?? 'local-aws'
  const machineClock = io.now ?? (() => new Date())
  const parsed = parseArguments(argv, machineClock())
  if ('problem' in parsed) {
    io.stderr(`error: ${parsed.problem}\nhint: ${program} --help\n`)
    return 2
  }
  if (parsed.help) {
    return isTold(usage(program), io) ? 0 : 1
  }
  let started: Started
  try {
    started = await start(parsed, io, machineClock)
  } catch (error) {
    const problem = inFile(parsed.world ?? '', error)
    if (problem instanceof WorldError) {
      io.stderr(`error: ${problem.message}\nhint: mend ${parsed.world}; nothing was made of it\n`)
      return 2
    }
    return failed(error, io)
  }
  let exitCode: number
  try {
    exitCode = await serve(started, parsed, io)
  } catch (error) {
    try {
      started.giveUp()
    } catch {
      // What went wrong first is said.
    }
    return failed(error, io)
  }
  try {
    started.localAws.close()
    return exitCode
  } catch (error) {
    return failed(error, io)
  }
}

/** @throws what is no DataError: a fault of ours */
function failed(error: unknown, io: Pick<CommandIo, 'stderr'>): 1 {
  if (!(error instanceof DataError)) throw error
  io.stderr(`error: ${error.message}\nhint: ${error.hint}\n`)
  return 1
}

interface Started extends Pick<BegunLocalAws, 'localAws' | 'begun' | 'giveUp'> {
  /** The lines with the keys that were made for a world's users. */
  readonly keys: string
}

/**
 * @throws DataError for a directory or a file that cannot be gone on with
 * @throws WorldError, SeedError for a world that cannot be made
 */
async function start(
  parsed: Arguments,
  io: Pick<CommandIo, 'stderr'>,
  machineClock: () => Date,
): Promise<Started> {
  const { data, load, region, world, clockAheadMs } = parsed
  const seed: Seed = world === undefined ? {} : readWorld(world)
  const now = worldClock(clockAheadMs === undefined ? seed : {}, machineClock)
  const digest = world === undefined ? undefined : worldDigest(seed, world)
  const { localAws, isNew, begunWith, beginWithFile, begun, giveUp } = beginLocalAws(
    {
      ...(parsed.accountId === undefined ? {} : { accountId: parsed.accountId }),
      accounts: parsed.accounts,
      ...(region === undefined ? {} : { region }),
      seed,
      now: () => new Date(now().getTime() + (clockAheadMs ?? 0)),
      maxStoredBytes: parsed.maxStoredBytes,
      maxEvents: parsed.maxEvents,
      oneConsoleSession: parsed.oneConsoleSession,
      ...(data === undefined ? {} : { data }),
      ...parsed.weather,
      ...(parsed.quiet ? {} : { log: (entry) => io.stderr(`${formatLogEntry(entry)}\n`) }),
    },
    digest,
  )
  if (!isNew && world !== undefined && begunWith !== digest) {
    io.stderr(
      `warning: ${data} goes on as it was kept: ${
        begunWith === undefined
          ? `it was not begun with ${world}`
          : `${world} has changed since it was begun with it`
      }, and nothing is made of that\nhint: for ${world} as it is, name another directory with --data, or none\n`,
    )
  }
  // A directory goes on as it was: what its world's users got was told when it began.
  const keys = isNew ? worldKeys(seed, localAws) : ''
  const started = { localAws, keys, begun, giveUp }
  if (load === undefined || !isNew) return started
  try {
    await beginWithFile(load)
    return started
  } catch (error) {
    giveUp()
    throw error
  }
}

async function serve(
  { localAws, keys, begun, giveUp }: Started,
  parsed: Arguments,
  io: CommandIo,
): Promise<number> {
  let server: Listening
  try {
    server = await localAws.listen({ port: parsed.port, host: parsed.host })
  } catch (error) {
    // Nobody was told the keys: the next start makes it anew, and tells them.
    giveUp()
    io.stderr(cannotOpen(parsed, error))
    return 1
  }
  if (!isLoopback(parsed.host)) {
    io.stderr(
      `warning: everyone who can reach ${parsed.host} can reach this local AWS, and what they send is not encrypted\n`,
    )
  }
  if (!isTold(exportLines(localAws, server.url) + keys, io)) {
    await server.close()
    giveUp()
    return 1
  }
  // Only now that the keys are told, and before anybody is answered: until here the next start makes it anew.
  try {
    begun()
  } catch (error) {
    await server.close()
    throw error
  }
  io.stderr(`local AWS on ${server.url}, account ${localAws.accountId}; Ctrl-C stops it\n`)
  io.stderr(otherAccounts(localAws))
  await stopped(io.signal)
  await server.close()
  return 0
}

/** Writes to stdout; says so where that cannot be done. */
function isTold(text: string, io: Pick<CommandIo, 'stdout' | 'stderr'>): boolean {
  try {
    io.stdout(text)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === undefined) throw error
    io.stderr(`error: stdout cannot be written: ${code}\nhint: send it to a file with room, or a terminal\n`)
    return false
  }
}

/** The lines that make AWS tools use this local AWS, as a POSIX shell reads them. */
function exportLines(localAws: LocalAws, url: string): string {
  const variables = {
    AWS_ENDPOINT_URL: url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
    AWS_REGION: localAws.region,
    AWS_DEFAULT_REGION: localAws.region,
    AWS_ACCESS_KEY_ID: localAws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localAws.admin.secretAccessKey,
    // Empty: a token that the shell holds already would go along with these keys, and be refused.
    AWS_SESSION_TOKEN: '',
  }
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('')
}

/** How the accounts beside the first are entered, with what to type for the first of them. */
function otherAccounts({ accountId, accounts }: LocalAws): string {
  const others = accounts.filter((account) => account.accountId !== accountId)
  const [first] = others
  if (first === undefined) return ''
  const lines = [
    `${accountId} is the management account; its administrator enters the others by a role:`,
    ...others.map((other) => `  ${other.accessRoleArn}`),
    `as a profile of the AWS CLI, where the lines above are set:`,
    `  aws configure set profile.${first.accountId}.role_arn ${first.accessRoleArn}`,
    `  aws configure set profile.${first.accountId}.credential_source Environment`,
    `  aws sts get-caller-identity --profile ${first.accountId}`,
  ]
  return lines.map((line) => `${line}\n`).join('')
}

function cannotOpen({ host, port }: Arguments, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  if (code === 'EADDRINUSE') {
    return `error: port ${port} on ${host} is in use\nhint: choose another with --port, or leave it out for any free one\n`
  }
  if (code === 'EACCES') {
    return `error: port ${port} on ${host} may not be opened by this user\nhint: choose one over 1023 with --port\n`
  }
  return `error: cannot open port ${port} on ${host} (${code})\nhint: leave out --host to listen on this machine only\n`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
