import { HallpassError } from '../../base/index.ts'
import { type MfaSessionKeeper, ownMfaDevice } from '../../caller/index.ts'
import { createMfaSessions, sessionCacheFolder } from '../../session-cache/index.ts'
import { loadSettings } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { mfaCode, type MfaFlags } from '../terminal/mfa-code.ts'

/** What says which device proves the second factor of a session. */
export interface MfaDeviceFlags extends MfaFlags {
  readonly mfaSerial?: string
  readonly sourceProfile?: string
  readonly webIdentityTokenFile?: string
}

/** Where the session that an MFA code was given for is kept, in the user's cache folder. */
export function mfaKeeper({ env, now }: CommandContext): MfaSessionKeeper {
  return createMfaSessions({ folder: sessionCacheFolder(env), now })
}

/** The device of a session: the one of `--mfa-serial`, else that of `mfa_serial` in one's own profile. */
export function mfaSerialOf(context: CommandContext, flags: MfaDeviceFlags): string | undefined {
  return flags.mfaSerial ?? ownDevice(context, flags)?.serialNumber
}

/**
 * Who is asked for the code of a device. For the one that one's own profile names there may be none at hand: AWS is asked
 * without it then, since not every role wants one.
 */
export function mfaCodeFor(
  context: CommandContext,
  flags: MfaDeviceFlags,
): (serialNumber: string) => Promise<string | undefined> {
  return async (serialNumber) => {
    const isForNothing =
      !isCodeAtHand(context, flags) && ownDevice(context, flags)?.serialNumber === serialNumber
    return isForNothing ? undefined : mfaCode(context, flags, serialNumber)
  }
}

/** What to say where AWS refused, no code was given, and one's own profile names a device: it may be what is missing. */
export function missingCodeHint(context: CommandContext, flags: MfaDeviceFlags): string | undefined {
  const own = isCodeAtHand(context, flags) ? undefined : ownDevice(context, flags)
  return (
    own &&
    `profile ${own.profile} names ${own.serialNumber}, of which no code was given: add --mfa-token 123456`
  )
}

/** The refusal, with that hint before its own. Everything else as it is. */
export function withMissingCodeHint(error: unknown, context: CommandContext, flags: MfaDeviceFlags): unknown {
  if (!(error instanceof HallpassError) || error.code !== 'AccessDenied') return error
  const missing = missingCodeHint(context, flags)
  if (missing === undefined) return error
  const hint = `if the role asks for MFA: ${missing}`
  return new HallpassError(error.code, error.message, {
    hint: error.hint === undefined ? hint : `${hint}\n${error.hint}`,
    cause: error,
    facts: error.facts,
  })
}

function ownDevice({ env }: CommandContext, flags: MfaDeviceFlags) {
  const { mfaSerial, webIdentityTokenFile, sourceProfile } = flags
  if (mfaSerial !== undefined || webIdentityTokenFile !== undefined) return undefined
  return ownMfaDevice(loadSettings({ env, sourceProfile }))
}

function isCodeAtHand({ ask }: CommandContext, { mfaToken, mfaProcess }: MfaDeviceFlags): boolean {
  return ask !== undefined || mfaToken !== undefined || mfaProcess !== undefined
}
