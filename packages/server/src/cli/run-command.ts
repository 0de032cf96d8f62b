import { type ErrorCode, HallpassError, printable, version } from 'hallpass'
import { startServer } from '../start-server.ts'
import { boundMemory } from './bound-memory.ts'
import { runLink } from './link.ts'
import { withFiles } from './environment.ts'
import { runMove } from './move.ts'
import { readSettings, usage } from './settings.ts'
import type { CommandWorld } from './world.ts'

/** `hallpass-server`: runs until it is told to stop. Gives the exit code. */
export async function runCommand(args: readonly string[], world: CommandWorld): Promise<number> {
  try {
    const [first] = args
    const env = withFiles(world.env)
    const given = first === 'move' ? args.slice(1) : args
    const settings = readSettings(given, env)
    if (settings.help || settings.version) {
      world.stdout(settings.help ? usage : `${version}\n`)
      return 0
    }
    if (settings.link !== undefined) {
      await runLink(settings, settings.link, world)
      return 0
    }
    if (first === 'move') {
      await runMove(settings, world)
      return 0
    }
    const caller = (profile: string | undefined) => ({
      env: world.env,
      sourceProfile: profile,
      region: settings.region,
    })
    boundMemory()
    const server = await startServer({
      ...settings,
      version,
      env: world.env,
      issuers: { default: caller(settings.issuerProfile) },
      keyless: settings.isKeyless ? caller(settings.issuerProfile) : undefined,
      revoker: caller(settings.revokerProfile),
      log: (line) => world.stderr(`${printable(line)}\n`),
    })
    world.stdout(`ready at ${server.url}\n`)
    if (settings.isKeyless) {
      world.stdout(`keyless, once roles trust it: hallpass setup apply --keyless-issuer ${server.url}\n`)
    }
    if (server.firstAdminLink !== undefined) {
      world.stdout(`the first admin signs in here, once: ${server.firstAdminLink}\n`)
    }
    await new Promise<void>((resolve) => {
      if (world.signal.aborted) resolve()
      world.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await server.close()
    return 0
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    const hint = error.hint?.split('\n').map((line) => `hint: ${line}\n`) ?? []
    world.stderr(printable(`error: ${error.message}\n${hint.join('')}`))
    return exitCodes[error.code] ?? 1
  }
}

/** What keeps the server from starting, or a link from being made, as docs/errors.md has it. */
const exitCodes: Partial<Readonly<Record<ErrorCode, number>>> = {
  InvalidInput: 2,
  UsageError: 2,
  SettingInvalid: 3,
  NotFound: 4,
  StateConflict: 4,
  DependencyMissing: 3,
  DatabaseUnavailable: 5,
  DataFolderInUse: 6,
  DataFolderUnusable: 6,
  DatabaseUnusable: 9,
}
