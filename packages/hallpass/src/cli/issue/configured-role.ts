import { HallpassError, nearestName, shownValue } from '../../base/index.ts'
import { chainingProfile } from '../../caller/index.ts'
import { configFileName, readConfig, type RoleConfig, type SetupConfig } from '../../config/index.ts'
import { loadSettings } from '../../settings/index.ts'
import { whoami } from '../../whoami/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { IssueFlags } from './flags.ts'

/**
 * The role of `hallpass.config.json` that is meant: the one that `--role-arn` names, the only one, or the one that is
 * picked on a terminal. Its ARN is in the account of the caller's own credentials: AWS is asked whose they are.
 *
 * @returns `undefined` where there is no such file, or it sets nothing up
 * @throws HallpassError `UsageError` for a name that the file does not have, for several without a terminal, or with
 * credentials that want an MFA code, which AWS takes once; `SettingInvalid`; what `whoami` throws
 */
export async function configuredRole(
  context: CommandContext,
  flags: IssueFlags,
): Promise<{ readonly roleArn: string; readonly externalId: string | undefined } | undefined> {
  const { setup } = readConfig().config
  if (!setup) return undefined
  const name = await pick(context, flags.roleArn, [...rolesOf(setup).keys()])
  const roleArn = await arnOf(context, flags, `${setup.path ?? '/'}${name}`)
  context.output.aside(`the role is ${roleArn}, by ${configFileName}`)
  const { externalId } = setup
  return { roleArn, externalId: flags.externalId ?? (externalId === false ? undefined : externalId) }
}

/**
 * Where a session may put its files, for a role of `hallpass.config.json` with the preset `s3-own-prefix`;
 * `undefined` for any other.
 */
export function ownPlace(roleArn: string, userId: string): string | undefined {
  let setup: SetupConfig | undefined
  try {
    ;({ setup } = readConfig().config)
  } catch {
    // The keys are made already: what is wrong with the file does not matter to them.
    return undefined
  }
  const role = setup && rolesOf(setup).get(roleArn.split('/').at(-1) ?? '')
  return role?.presets?.includes('s3-own-prefix') === true && role.bucket !== undefined
    ? `s3://${role.bucket}/${userId}/`
    : undefined
}

/** By name; as `hallpass setup` names a role that has none. */
function rolesOf({ roles = [{}] }: SetupConfig): ReadonlyMap<string, RoleConfig> {
  return new Map(roles.map((role) => [role.name ?? 'InstruqtS3Access', role]))
}

async function pick(
  context: CommandContext,
  wanted: string | undefined,
  names: readonly string[],
): Promise<string> {
  const [only, ...others] = names
  if (wanted !== undefined) {
    if (names.includes(wanted)) return wanted
    const near = nearestName(wanted, names)
    throw usage(
      `${configFileName} has no role ${shownValue(wanted)}`,
      near === undefined ? `it has ${names.join(', ')}` : `did you mean ${near}?`,
    )
  }
  if (only !== undefined && others.length === 0) return only
  if (!context.ask) {
    throw usage(
      `${configFileName} has several roles, and --role-arn names none`,
      `name one: ${names.map((name) => `-r ${name}`).join(', ')}`,
    )
  }
  return context.ask.choose(
    'Which role?',
    names.map((name) => ({ value: name, label: name, hint: configFileName })),
  )
}

async function arnOf(context: CommandContext, flags: IssueFlags, pathAndName: string): Promise<string> {
  const { env, now, signal } = context
  const { sourceProfile, region } = flags
  const profile = chainingProfile(loadSettings({ env, sourceProfile }))
  if (profile?.settings.has('mfa_serial') || flags.webIdentityTokenFile !== undefined) {
    throw usage(
      'the account of the role cannot be told from these credentials',
      `give the whole arn: --role-arn arn:aws:iam::123456789012:role${pathAndName}`,
    )
  }
  const { arn, account } = await whoami({ sourceProfile, region, env, now, signal })
  return `arn:${arn.split(':')[1] ?? 'aws'}:iam::${account}:role${pathAndName}`
}

function usage(message: string, hint: string): HallpassError {
  return new HallpassError('UsageError', message, { hint, facts: { name: '--role-arn' } })
}
