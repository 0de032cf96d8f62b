import { HallpassError } from '../../base/index.ts'
import { type MfaSessionKeeper, type MfaSessionRequest, ownMfaDevice } from '../../caller/index.ts'
import type { SessionCredentials } from '../../query/index.ts'
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
   * The code of a device. For the device of one's own profile there may be none at hand, and AWS is asked without it
   * then, since not every role wants one. AWS takes a code once: one that was given is not given again.
   */
  readonly mfaCode: (serialNumber: string) => Promise<string | undefined>
  /** Keeps sessions in the user's cache folder. Where no code is at hand it only reads, and waits for nobody. */
  readonly mfaSession: MfaSessionKeeper
  /** What to type where a code was missing: none was given, and one's own profile names a device. */
  readonly missingCode: () => string | undefined
  /** A refusal with that before its own hint, where AWS was asked without a code. Everything else as it is. */
  readonly explain: (error: unknown) => unknown
}

/** @param options.once - whether nobody is asked twice: one code does for a whole list */
export function secondFactor(
  context: CommandContext,
  flags: SecondFactorFlags,
  { once = false }: { readonly once?: boolean } = {},
): SecondFactor {
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
  const begun = new Map<string, Promise<SessionCredentials | undefined>>()
  const keep = createMfaSessions({ folder: sessionCacheFolder(env), now, onlyRead: !isCodeAtHand })
  const missingCode = (): string | undefined => {
    const device = isCodeAtHand ? undefined : ownDevice()
    return (
      device &&
      `profile ${device.profile} names ${device.serialNumber}, of which no code was given: add --mfa-token 123456`
    )
  }
  const keptOrBegun = async (request: MfaSessionRequest): Promise<SessionCredentials> => {
    let isNew = false
    const start = () => {
      isNew = true
      return request.start()
    }
    const session = await keep({ ...request, start })
    usedKept ||= !isNew
    return session
  }
  const hintOfDenial = (): string | undefined => {
    if (isCodeAtHand) return undefined
    if (usedKept) return 'if the role asks for an MFA code of the last minutes: add --mfa-token 123456'
    const missing = missingCode()
    return missing && `if the role asks for MFA: ${missing}`
  }
  return {
    serialNumber: () => flags.mfaSerial ?? ownDevice()?.serialNumber,
    mfaCode: async (serialNumber) => {
      if (given.has(serialNumber) && (once || mfaToken !== undefined)) throw usedCode(serialNumber)
      if (!isCodeAtHand && ownDevice()?.serialNumber === serialNumber) return undefined
      given.add(serialNumber)
      return mfaCode(context, flags, serialNumber)
    },
    mfaSession: async (request) => {
      const { accessKeyId, serialNumber, endpoint, region, insteadOf } = request
      const of = JSON.stringify([accessKeyId, serialNumber, endpoint, region])
      const earlier = begun.get(of)
      const had = earlier && (await earlier)
      if (had !== undefined && had.accessKeyId !== insteadOf) return had
      const session = keptOrBegun(request)
      // Also where no file can be kept: whoever comes next in this command needs no code.
      begun.set(
        of,
        session.catch(() => had),
      )
      return session
    },
    missingCode,
    explain: (error) => {
      const isDenied = error instanceof HallpassError && error.code === 'AccessDenied'
      const hint = isDenied ? hintOfDenial() : undefined
      if (!isDenied || hint === undefined) return error
      return new HallpassError(error.code, error.message, {
        hint: error.hint === undefined ? hint : `${hint}\n${error.hint}`,
        cause: error,
        facts: error.facts,
      })
    },
  }
}

function usedCode(serialNumber: string): HallpassError {
  return new HallpassError('InvalidInput', `the MFA code of ${serialNumber} was used already`, {
    hint: 'AWS takes a code once: run it again with the next one',
    facts: { name: '--mfa-token' },
  })
}
