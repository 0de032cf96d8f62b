import { HallpassError } from '../../base/index.ts'
import { readSharedConfig } from '../../shared-config/index.ts'
import type { CommandContext } from '../terminal/context.ts'

// With one of these a profile leads to credentials.
const sources = [
  'aws_access_key_id',
  'role_arn',
  'credential_process',
  'sso_session',
  'sso_start_url',
  'login_session',
  'web_identity_token_file',
] as const

/**
 * Runs a command, and where it found no credentials at all runs it again with those of a profile that the person
 * on the terminal picks. Only then: whoever works with instance metadata has profiles too, and wants no question.
 *
 * @throws HallpassError what the command throws; `Aborted` when nothing was picked
 */
export async function withSource<Flags extends { readonly sourceProfile?: string }>(
  context: CommandContext,
  flags: Flags,
  run: (flags: Flags) => Promise<void>,
): Promise<void> {
  try {
    return await run(flags)
  } catch (error) {
    // Half a key pair, or a profile without its secret, is named in the facts: that is to be mended, not passed by.
    const nothing = error instanceof HallpassError && error.code === 'NoCredentials' && !error.facts.name
    if (!nothing || !context.ask || flags.sourceProfile !== undefined) throw error
    const profiles = [...readSharedConfig({ env: context.env }).profiles.values()]
    const usable = profiles.flatMap(({ name, settings }) => {
      const source = sources.find((key) => settings.has(key))
      return source ? [{ value: name, label: name, hint: source }] : []
    })
    if (usable.length === 0) throw error
    const sourceProfile = await context.ask.choose('Which profile has your own credentials?', usable)
    return run({ ...flags, sourceProfile })
  }
}
