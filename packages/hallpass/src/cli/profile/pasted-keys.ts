import { endpointForAll, type EndpointOfKeys, type ErrorCode, HallpassError } from '../../base/index.ts'
import type { PastedKeys } from '../../paste/index.ts'
import { checkProfile, writeProfile, type WrittenProfile } from '../../profile/index.ts'
import { isProfileName, readSharedConfig } from '../../shared-config/index.ts'
import { identifyCaller, type IdentityKind } from '../../whoami/index.ts'
import { tellWritten } from '../issue/tell-written.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { ProfilePasteFlags } from './flags.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'

/** Whose keys were pasted, as AWS says. */
export interface Holder {
  readonly identity: { readonly arn: string; readonly account: string }
  readonly kind: IdentityKind
  readonly region: string
  readonly endpoint: EndpointOfKeys
}

/**
 * Asks AWS whose the keys are.
 *
 * @throws HallpassError where AWS does not take them, or was not reached
 */
export async function identify(
  { env, now, signal }: CommandContext,
  { credentials, region }: PastedKeys,
  flags: ProfilePasteFlags,
  profile: string | undefined,
): Promise<Holder> {
  // Settings are those of the profile that is written: whatever AWS_PROFILE names has nothing to do with these keys.
  const known = profile !== undefined && readSharedConfig({ env }).profiles.has(profile)
  try {
    const { identity, kind, caller } = await identifyCaller({
      credentials,
      region: flags.region ?? region,
      sourceProfile: known ? profile : 'default',
      env,
      now,
      signal,
    })
    return { identity, kind, region: caller.region, endpoint: caller.endpoint }
  } catch (error) {
    throw explained(error)
  }
}

/** Puts the keys into the credentials file, and tells what to type next. */
export async function write(
  context: CommandContext,
  { credentials, expiration }: PastedKeys,
  { identity, kind, region, endpoint }: Holder,
  { force }: ProfilePasteFlags,
  named: string | undefined,
): Promise<WrittenProfile> {
  const { env, signal } = context
  const profile = named ?? nameOf(identity.arn)
  checkProfile({ profile, env, force })
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = credentials ?? {}
  const warnOfSplit = splitWarning(context)
  const written = await writeProfile({
    profile,
    credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: expiration ?? null },
    region,
    endpointUrl: endpointForAll({ endpoint }),
    assumedRoleArn: kind === 'assumed-role' ? identity.arn : undefined,
    force,
    env,
    signal,
  })
  warnOfSplit()
  tellWritten(context, { ...written, expiration, holder: identity.arn, endpoint })
  return written
}

/** Somebody's own keys are in a profile for good: that is not ours to write. */
export function longTermError({ identity, kind }: Holder): HallpassError {
  const whose =
    kind === 'root' ? 'the root user’s' : `the own keys of ${identity.arn.split(':').at(-1) ?? ''}`
  return new HallpassError(
    'InvalidInput',
    `these are ${whose}: they do not end by themselves, and are not written`,
    {
      hint: [
        kind === 'root'
          ? 'delete them: AWS advises against any key of the root user'
          : 'are they yours: aws configure puts them where they belong, and hallpass issues keys that end from there',
        'they were in a clipboard, and maybe in a chat: have them replaced',
      ].join('\n'),
      facts: { name: 'stdin' },
    },
  )
}

function nameOf(arn: string): string {
  const name = arn.split('/').at(-1) ?? ''
  if (isProfileName(name)) return name
  throw new HallpassError('ProfileNameInvalid', `the session name ${name} cannot be the name of a profile`, {
    hint: `name one: hallpass profile paste ${name.replaceAll(/[^\w\-@+.%:/]/g, '-')}`,
    facts: { name: 'NAME' },
  })
}

function explained(error: unknown): unknown {
  const words = error instanceof HallpassError ? refusals[error.code] : undefined
  if (!(error instanceof HallpassError) || words === undefined) return error
  const [message, hint] = words
  return new HallpassError(error.code, message, { hint, cause: error, facts: error.facts })
}

const again = 'get new ones from where they came from; nothing was written'

const refusals: Partial<Record<ErrorCode, readonly [message: string, hint: string]>> = {
  ExpiredToken: ['these keys have ended: AWS takes them no more', again],
  InvalidClientTokenId: [
    'AWS does not know these keys',
    `copy all lines again, from one place: the id, the secret and the token belong together; nothing was written\nkeys of China, GovCloud or a local AWS: name its region with --region, or its endpoint with AWS_ENDPOINT_URL`,
  ],
  SignatureDoesNotMatch: [
    'the secret access key does not belong to the id',
    'copy all lines again, from one place; nothing was written',
  ],
}
