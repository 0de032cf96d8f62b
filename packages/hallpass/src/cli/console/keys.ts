import { HallpassError, type Credentials } from '../../base/index.ts'
import type { ConsoleLinkOptions, ConsoleLinkSettings } from '../../console/index.ts'
import { identifyCaller } from '../../whoami/index.ts'
import { posixWord } from '../../format/index.ts'
import { policyDocument } from '../../iam/index.ts'
import { cachedSession } from '../cached/cached-session.ts'
import { secondFactor } from '../issue/second-factor.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { ConsoleFlags } from './flags.ts'

/** Keys that sign in, and whose they are. */
export interface ConsoleKeys {
  /** What `consoleLink` takes of them. Secret. */
  readonly options: (settings: ConsoleLinkSettings) => ConsoleLinkOptions
  /** The ARN that signs in: its partition decides where the console is. */
  readonly arn: string
  /** What is before the person: a role, a federated user. */
  readonly role: string
  readonly name: string
  readonly expiration: Date | undefined
  /** Whether the console session may outlast the keys. */
  readonly longTermIssuer: boolean
}

/** The keys that the flags name: of a role, kept while they are good; or those of a profile. */
export async function consoleKeys(context: CommandContext, flags: ConsoleFlags): Promise<ConsoleKeys> {
  return flags.profile === undefined ? roleKeys(context, flags) : profileKeys(context, flags, flags.profile)
}

async function roleKeys(context: CommandContext, flags: ConsoleFlags): Promise<ConsoleKeys> {
  const { roleArn, sessionName, credentials, assumedRoleArn, longTermIssuer, issuedAt } = await cachedSession(
    context,
    flags,
  )
  const session = {
    credentials,
    roleArn,
    issuer: { longTerm: longTermIssuer },
    durationSeconds:
      flags.duration === 'max'
        ? Math.round((credentials.expiration.getTime() - issuedAt.getTime()) / 1000)
        : flags.duration,
  }
  return {
    options: (settings) => ({ ...settings, session }),
    arn: assumedRoleArn,
    role: roleArn.split('/').at(-1) ?? roleArn,
    name: sessionName,
    expiration: credentials.expiration,
    longTermIssuer,
  }
}

async function profileKeys(
  context: CommandContext,
  flags: ConsoleFlags,
  sourceProfile: string,
): Promise<ConsoleKeys> {
  const { env, now, signal, output } = context
  const { roleArn, sessionName } = flags
  if (roleArn !== undefined || sessionName !== undefined) {
    throw new HallpassError(
      'UsageError',
      '--profile is the profile whose keys sign in, and goes without a role',
      {
        hint: `for a role, by the profile's credentials: --source-profile ${sourceProfile}`,
        facts: { name: '--profile' },
      },
    )
  }
  const { region } = flags
  const factor = secondFactor(context, { ...flags, sourceProfile })
  const { caller, identity, kind } = await identifyCaller({
    sourceProfile,
    region,
    env,
    now,
    signal,
    mfaCode: factor.mfaCode,
    mfaSession: factor.mfaSession,
  })
  const { arn } = identity
  if (kind === 'root') {
    throw new HallpassError(
      'ConsoleUnavailable',
      `the keys of profile ${sourceProfile} are the root user's`,
      {
        hint: 'AWS makes no console link from them: sign in by password, or use the keys of a user or a role',
      },
    )
  }
  const own = caller.signing?.credentials
  const name = arn.split('/').at(-1) ?? arn
  let credentials: Credentials | undefined = own
  if (kind === 'user' && caller.longTerm) {
    credentials = await caller.sts.getFederationToken(
      {
        name: name.slice(0, 32),
        policy: everything,
        durationSeconds: flags.duration === 'max' ? 43_200 : flags.duration,
      },
      { signal },
    )
    output.note(
      `${name} is an IAM user: the console opens as a federated user with the same permissions, and there sts can do nothing but tell who you are`,
    )
  }
  if (credentials?.sessionToken === undefined) {
    throw new HallpassError('ConsoleRefused', `the keys of profile ${sourceProfile} make no console link`, {
      hint: `AWS takes unexpired keys of a role or a federated user; what these are: hallpass whoami --source-profile ${posixWord(sourceProfile)}`,
    })
  }
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const expiration = credentials.expiration ?? caller.expiration
  return {
    options: (settings) => ({
      ...settings,
      credentials: { accessKeyId, secretAccessKey, sessionToken, expiration },
      roleArn: partitionRole(arn),
    }),
    arn,
    role: kind === 'assumed-role' ? (arn.split('/').at(-2) ?? '') : 'a federated user',
    name,
    expiration,
    longTermIssuer: false,
  }
}

/** The session's own permissions are the limit: what the user may not do, this does not allow. */
const everything = JSON.stringify(
  policyDocument([{ Sid: 'Everything', Effect: 'Allow', Action: ['*'], Resource: '*' }]),
)

/** A role's ARN in the partition and account of an identity: only the partition counts for a link. */
function partitionRole(arn: string): string {
  const [, partition = 'aws', , , account = ''] = arn.split(':')
  return `arn:${partition}:iam::${account}:role/${arn.split('/')[1] ?? 'session'}`
}
