import { HallpassError } from '../../base/index.ts'
import { type MfaSessionKeeper, ownMfaDevice } from '../../caller/index.ts'
import { createMfaSessions, sessionCacheFolder } from '../../session-cache/index.ts'
import { loadSettings } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { mfaCode, type MfaFlags } from '../terminal/mfa-code.ts'

/** What says which device proves the second factor of a session. */
export interface SecondFactorFlags extends MfaFlags {
  readonly mfaSerial?: string
  readonly sourceProfile?: string
  readonly webIdentityTokenFile?: string
}

/** The second factor of a command: which device, who is asked for its code, and who keeps what it was given for. */
export interface SecondFactor {
  /** The device of `--mfa-serial`, else that of `mfa_serial` in one's own profile. Looks into the files, once. */
  readonly serialNumber: () => string | undefined
  /**
   * The code of a device, once: AWS takes it once. For the device of one's own profile there may be none at hand, and
   * AWS is asked without it then, since not every role wants one.
   */
  readonly mfaCode: (serialNumber: string) => Promise<string | undefined>
  /** Keeps sessions in the user's cache folder. Where no code is at hand it only reads, and waits for nobody. */
  readonly mfaSession: MfaSessionKeeper
  /** What to type where a code was missing: none was given, and one's own profile names a device. */
  readonly missingCode: () => string | undefined
  /** A refusal with that before its own hint, where AWS was asked without a code. Everything else as it is. */
  readonly explain: (error: unknown) => unknown
}

export function secondFactor(context: CommandContext, flags: SecondFactorFlags): SecondFactor {
  const { env, ask, now } = context
  const { mfaToken, mfaProcess } = flags
  const isCodeAtHand = ask !== undefined || mfaToken !== undefined || mfaProcess !== undefined
  let own: ReturnType<typeof ownMfaDevice> | null = null
  const ownDevice = () => {
    if (own !== null) return own
    const { mfaSerial, webIdentityTokenFile, sourceProfile } = flags
    const other = mfaSerial !== undefined || webIdentityTokenFile !== undefined
    own = other ? undefined : ownMfaDevice(loadSettings({ env, sourceProfile }))
    return own
  }
  const given = new Set<string>()
  let usedKept = false
  const keep = createMfaSessions({ folder: sessionCacheFolder(env), now, onlyRead: !isCodeAtHand })
  const missingCode = (): string | undefined => {
    const device = isCodeAtHand ? undefined : ownDevice()
    return (
      device &&
      `profile ${device.profile} names ${device.serialNumber}, of which no code was given: add --mfa-token 123456`
    )
  }
  return {
    serialNumber: () => flags.mfaSerial ?? ownDevice()?.serialNumber,
    mfaCode: async (serialNumber) => {
      if (given.has(serialNumber)) return undefined
      if (!isCodeAtHand && ownDevice()?.serialNumber === serialNumber) return undefined
      given.add(serialNumber)
      return mfaCode(context, flags, serialNumber)
    },
    mfaSession: async (request) => {
      let started = false
      const start = () => {
        started = true
        return request.start()
      }
      const session = await keep({ ...request, start })
      usedKept ||= !started
      return session
    },
    missingCode,
    explain: (error) => {
      const isDenied = error instanceof HallpassError && error.code === 'AccessDenied'
      const missing = isDenied && !usedKept ? missingCode() : undefined
      if (!isDenied || missing === undefined) return error
      const hint = `if the role asks for MFA: ${missing}`
      return new HallpassError(error.code, error.message, {
        hint: error.hint === undefined ? hint : `${hint}\n${error.hint}`,
        cause: error,
        facts: error.facts,
      })
    },
  }
}
