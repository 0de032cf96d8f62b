import { splitCommandLine } from '../aws/credentials/command-line.ts'
import { HallpassError } from '../errors.ts'
import type { CommandContext } from './context.ts'

/** Where the six digits of an MFA device come from. */
export interface MfaFlags {
  readonly mfaToken?: string
  readonly mfaProcess?: string
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
      hint: 'give it: --mfa-token 123456, or a command that prints it: --mfa-process "…"',
      facts: { name: '--mfa-token' },
    },
  )
}

function fromCommand(command: string, context: CommandContext): Promise<string> {
  const [program = '', ...args] = splitCommandLine(command)
  // Not `import`: loading it would cost every command its milliseconds.
  const { execFile } = process.getBuiltinModule('node:child_process')
  return new Promise((resolve, reject) => {
    const options = {
      encoding: 'utf8',
      env: { ...context.env },
      timeout: 60_000,
      signal: context.signal,
    } as const
    execFile(program, args, options, (error, stdout) => {
      const code = /(?<!\d)\d{6}(?!\d)/.exec(stdout)?.[0]
      if (!error && code !== undefined) return resolve(code)
      reject(
        new HallpassError(
          'CredentialSourceFailed',
          error ? `the --mfa-process command failed` : 'the --mfa-process command printed no six digits',
          { hint: `run it by hand: ${command}`, facts: { name: '--mfa-process' } },
        ),
      )
    })
  })
}
