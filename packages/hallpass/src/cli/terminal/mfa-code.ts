import { HallpassError } from '../../base/index.ts'
import { chainingProfile, ownMfaDevice, runCommandLine } from '../../caller/index.ts'
import { loadSettings } from '../../settings/index.ts'
import type { CommandContext } from './context.ts'

/** Where the six digits of an MFA device come from. */
export interface MfaFlags {
  readonly mfaToken?: string
  readonly mfaProcess?: string
}

/**
 * Refuses a code that nothing would ask for: two sources of one, or neither a device nor a `role_arn` profile
 * that could name one.
 *
 * @param options.ownDevice whether the command asks for a code of the device that one's own profile names
 * @throws HallpassError `UsageError`
 */
export function checkMfaFlags(
  context: CommandContext,
  flags: MfaFlags & { readonly mfaSerial?: string; readonly sourceProfile?: string },
  { ownDevice }: { readonly ownDevice: boolean } = { ownDevice: false },
): void {
  const flag = flags.mfaToken !== undefined ? '--mfa-token' : '--mfa-process'
  if (flags.mfaToken === undefined && flags.mfaProcess === undefined) return
  if (flags.mfaToken !== undefined && flags.mfaProcess !== undefined) {
    throw new HallpassError('UsageError', '--mfa-token and --mfa-process do not go together', {
      facts: { name: '--mfa-token' },
    })
  }
  const settings = loadSettings({ env: context.env, sourceProfile: flags.sourceProfile })
  if (flags.mfaSerial !== undefined || chainingProfile(settings) || (ownDevice && ownMfaDevice(settings)))
    return
  throw new HallpassError('UsageError', `${flag} is given, and nothing asks for an MFA code`, {
    hint: 'name the device: --mfa-serial arn:aws:iam::123456789012:mfa/NAME; or a profile with mfa_serial: --source-profile NAME',
    facts: { name: flag },
  })
}

/**
 * The six digits of an MFA device: as given, as a command prints them, or as the person on the terminal types
 * them.
 *
 * @throws HallpassError `InvalidInput` when there is nobody to ask, `CredentialSourceFailed` when the command fails
 */
export async function mfaCode(
  context: CommandContext,
  flags: MfaFlags,
  serialNumber: string,
): Promise<string> {
  if (flags.mfaToken !== undefined) return flags.mfaToken
  if (flags.mfaProcess !== undefined) return fromCommand(flags.mfaProcess, context)
  if (context.ask) {
    return context.ask.text(`MFA code of ${serialNumber}`, (answer) =>
      /^\d{6}$/.test(answer) ? undefined : 'six digits',
    )
  }
  throw new HallpassError(
    'InvalidInput',
    `${serialNumber} wants an MFA code, and there is no terminal to ask on`,
    {
      hint: 'give it with --mfa-token, or name a command that prints it with --mfa-process',
      facts: { name: '--mfa-token' },
    },
  )
}

async function fromCommand(command: string, context: CommandContext): Promise<string> {
  const end = await runCommandLine(command, context)
  const code = 'stdout' in end ? /(?<!\d)\d{6}(?!\d)/.exec(end.stdout)?.[0] : undefined
  if (code !== undefined) return code
  const said = 'said' in end ? end.said : ''
  throw new HallpassError(
    'CredentialSourceFailed',
    `the --mfa-process command ${'why' in end ? end.why : 'printed no six digits'}`,
    {
      hint: said === '' ? `run it by hand: ${command}` : `it said: ${said}`,
      facts: { name: '--mfa-process' },
    },
  )
}
