import { checkOption, type Credentials, HallpassError } from '../base/index.ts'
import { resolvePlace } from '../caller/index.ts'
import { callIamAs } from '../iam/index.ts'
import { parseRoleArn } from '../settings/index.ts'
import type { RevokeOptions } from './opened-role.ts'

/** Whose keys to try. */
export interface ProbeSessionOptions extends Pick<
  RevokeOptions,
  'roleArn' | 'endpointUrl' | 'region' | 'env' | 'now' | 'signal' | 'wire'
> {
  /** Keys of a session of the role. */
  readonly credentials: Credentials
}

/**
 * Whether a session is denied everything, tried with one call that changes nothing (iam:ListAccountAliases): `true`
 * when AWS answers that a policy denies it explicitly. `false` when the call works, and when it is refused only
 * because nothing allows it, which is how a session of a narrow role is refused at all times.
 *
 * AWS needs seconds to apply a revocation, mostly; it may take minutes. Ask again.
 *
 * Source: "Troubleshoot access denied error messages", IAM user guide, for the sentence.
 *
 * @throws HallpassError `ExpiredToken` and others from IAM and the network
 * @throws TypeError naming an option that is missing or of a wrong type
 */
export async function isSessionDenied(options: ProbeSessionOptions): Promise<boolean> {
  checkOption('options', options, 'an object')
  checkOption('credentials', options.credentials, 'an object')
  const { partition } = parseRoleArn(options.roleArn)
  const { credentials, endpointUrl, signal, now = () => new Date() } = options
  const call = callIamAs(resolvePlace(options, partition), partition, {
    credentials,
    endpointUrl,
    now,
    signal,
  })
  try {
    await call('ListAccountAliases')
    return false
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'AccessDenied') throw error
    return /with an explicit deny in an identity-based policy/.test(error.facts.awsMessage ?? '')
  }
}
