import { HallpassError } from '../../base/index.ts'
import { checkSessionName } from '../../issue/index.ts'
import { readSharedConfig } from '../../shared-config/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { IssueFlags } from './flags.ts'

/** Flags with a role: as given, or picked from the profiles that have one. */
export type WithRole = IssueFlags & { readonly roleArn: string }
/** Flags with a role and the name of a person. */
export type WithName = WithRole & { readonly sessionName: string }

/**
 * Completes `--role-arn`: a name, or nothing at all, by `hallpass.config.json`; else on a terminal by a choice among
 * the config file's `role_arn` profiles, whose `source_profile` then is the source of credentials.
 *
 * @throws HallpassError `UsageError` without a terminal; `SettingInvalid` for a configuration file that is wrong
 */
export async function withRole(context: CommandContext, flags: IssueFlags): Promise<WithRole> {
  const { roleArn } = flags
  if (roleArn !== undefined && !/^[\w+=,.@-]{1,64}$/.test(roleArn)) return { ...flags, roleArn }
  const { configuredRole } = await import('./configured-role.ts')
  const configured = await configuredRole(context, flags)
  if (configured) return { ...flags, ...configured }
  if (roleArn !== undefined) return { ...flags, roleArn }
  const profiles = [...readSharedConfig({ env: context.env }).profiles.values()].filter(({ settings }) =>
    settings.has('role_arn'),
  )
  if (!context.ask || profiles.length === 0) {
    throw missing(context, '--role-arn', [
      'give the role to hand out: --role-arn arn:aws:iam::123456789012:role/InstruqtS3Access',
      ...(profiles.length > 0
        ? [`profile ${profiles[0]?.name} has one: ${profiles[0]?.settings.get('role_arn')}`]
        : []),
    ])
  }
  const name = await context.ask.choose(
    'Which role?',
    profiles.map((profile) => ({
      value: profile.name,
      label: profile.name,
      hint: profile.settings.get('role_arn') ?? '',
    })),
  )
  const chosen = profiles.find((profile) => profile.name === name)?.settings
  return {
    ...flags,
    roleArn: chosen?.get('role_arn') ?? '',
    sourceProfile: flags.sourceProfile ?? chosen?.get('source_profile'),
    externalId: flags.externalId ?? chosen?.get('external_id'),
    region: flags.region ?? chosen?.get('region'),
    mfaSerial: flags.mfaSerial ?? chosen?.get('mfa_serial'),
  }
}

/** Completes `--session-name`: on a terminal by asking. */
export async function withName(context: CommandContext, flags: WithRole): Promise<WithName> {
  const { sessionName } = flags
  if (sessionName !== undefined) return { ...flags, sessionName }
  if (!context.ask) {
    throw missing(context, '--session-name', ['say who it is for: --session-name identified@domain.ext'])
  }
  const answer = await context.ask.text('Who is it for?', (name) => {
    try {
      checkSessionName(name)
    } catch (error) {
      if (error instanceof HallpassError) return `${error.message}: ${error.hint}`
      throw error
    }
    return undefined
  })
  return { ...flags, sessionName: answer }
}

function missing({ command }: CommandContext, flag: string, hints: readonly string[]): HallpassError {
  return new HallpassError('UsageError', `${flag} is missing`, {
    hint: [...hints, `the flags and an example: ${command ?? 'hallpass issue'} --help`].join('\n'),
    facts: { name: flag },
  })
}
