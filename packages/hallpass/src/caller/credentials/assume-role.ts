import { type Credentials, HallpassError } from '../../base/index.ts'
import {
  type AssumeRoleInput,
  type AssumeRoleOutput,
  createStsClient,
  type StsClient,
  type StsClientOptions,
} from '../../query/index.ts'
import { serviceEndpoint, parseRoleArn, resolveRegion, type Settings } from '../../settings/index.ts'
import type { SharedProfile } from '../../shared-config/index.ts'
import { type MfaSessionKeeper, withSecondFactor } from './mfa-session.ts'
import { explainCallerRefusal } from './caller-refusal.ts'
import type { CallerCredentials } from './credentials.ts'

/** How AssumeRole is called for a `role_arn` profile. */
export interface AssumeRoleWire {
  readonly settings: Settings
  /** As given by the caller: steers the region of this call too. */
  readonly region: string | undefined
  readonly now: () => Date
  readonly signal?: AbortSignal | undefined
  /** Asked for the six digits where the profile has `mfa_serial`. */
  readonly mfaCode?: ((serialNumber: string) => Promise<string | undefined>) | undefined
  /** Keeps the session that a code was given for. */
  readonly mfaSession?: MfaSessionKeeper | undefined
  readonly wire: Omit<StsClientOptions, 'endpoint' | 'region' | 'credentials' | 'now'>
}

/**
 * The session of a profile with `role_arn`, made with the keys of its source. Further sessions made from it
 * are chained: AWS ends them after an hour.
 *
 * @throws HallpassError `CredentialSourceFailed` for a profile that wants an MFA code when
 * `mfaCode` is absent, and what AssumeRole throws
 */
export async function assumeRoleCredentials(
  profile: SharedProfile,
  roleArn: string,
  source: CallerCredentials,
  context: AssumeRoleWire,
): Promise<CallerCredentials> {
  const { settings } = context
  const serialNumber = profile.settings.get('mfa_serial')
  if (serialNumber !== undefined && !context.mfaCode && !context.mfaSession) {
    throw new HallpassError(
      'CredentialSourceFailed',
      `profile ${profile.name} wants an MFA code, and nobody can be asked for it here`,
      { hint: 'run it on a terminal, or give the code: --mfa-token 123456', facts: { name: profile.name } },
    )
  }
  const role = parseRoleArn(roleArn)
  const region = resolveRegion(settings, role.partition, context.region)
  const { url } = serviceEndpoint('sts', settings, { partition: role.partition, region })
  const clientOf = (credentials: Credentials): StsClient =>
    createStsClient({ ...context.wire, endpoint: url, region, credentials, now: context.now })
  const asked = requestOf(profile, roleArn, context.now())
  const assume = (by: Credentials, tokenCode?: string): Promise<AssumeRoleOutput> =>
    clientOf(by)
      .assumeRole(
        { ...asked, ...(tokenCode === undefined ? {} : { serialNumber, tokenCode }) },
        { signal: context.signal },
      )
      .catch((error: unknown) => {
        throw explainCallerRefusal(error, source)
      })
  const caller = { ...source, sts: clientOf(source), endpoint: url.href, region }
  const answer =
    serialNumber === undefined
      ? await assume(source)
      : await withSecondFactor(context, caller, serialNumber, (proof) =>
          'session' in proof ? assume(proof.session) : assume(source, proof.tokenCode),
        )
  return {
    ...answer.credentials,
    longTerm: false,
    source: {
      kind: 'assume-role',
      profile: profile.name,
      sso: source.source.sso,
      description: `role_arn of profile ${profile.name}, by way of ${source.source.description}`,
    },
  }
}

function requestOf({ settings }: SharedProfile, roleArn: string, now: Date): AssumeRoleInput {
  const durationSeconds = Number(settings.get('duration_seconds') ?? Number.NaN)
  return {
    roleArn,
    roleSessionName: settings.get('role_session_name') ?? `hallpass-${now.getTime()}`,
    externalId: settings.get('external_id'),
    durationSeconds: Number.isInteger(durationSeconds) ? durationSeconds : undefined,
  }
}
