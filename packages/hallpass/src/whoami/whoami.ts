import { checkOption, checkOptionNames } from '../base/index.ts'
import { callerOptionNames, type CallerOptions, type CredentialSource } from '../caller/index.ts'
import { identifyCaller, type IdentityKind } from './identify-caller.ts'

/** Whose credentials these are, and what they are good for. */
export interface Identity {
  readonly account: string
  readonly arn: string
  readonly userId: string
  readonly kind: IdentityKind
  readonly accessKeyId: string | undefined
  /** Where the credentials came from. */
  readonly source: CredentialSource
  /** Whether it is an IAM user's own key. */
  readonly longTerm: boolean
  /** When the credentials end, where that is known. */
  readonly expiresAt: Date | undefined
  readonly region: string
  /**
   * The longest session that AWS lets this identity issue, in seconds, whatever the role allows; `undefined`
   * when it can issue none.
   */
  readonly maxDurationSeconds: number | undefined
  /** Whether a console session may outlast the keys it is made from (`SessionDuration`). */
  readonly consoleDuration: boolean
}

/**
 * Asks AWS who the caller is (GetCallerIdentity, which needs no permission), and tells what that means for
 * issuing.
 *
 * Source: "Methods to assume a role", IAM user guide, for the hour of chained sessions.
 *
 * @throws HallpassError as `issue()`, for what concerns the caller
 */
export async function whoami(options: CallerOptions = {}): Promise<Identity> {
  checkOption('options', options, 'an object')
  checkOptionNames('whoami()', options, callerOptionNames)
  const { caller, identity, kind } = await identifyCaller(options)
  const { account, arn, userId } = identity
  return {
    account,
    arn,
    userId,
    kind,
    accessKeyId: caller.accessKeyId,
    source: caller.source,
    longTerm: caller.longTerm,
    expiresAt: caller.expiration,
    region: caller.region,
    maxDurationSeconds: maxDurationSeconds[kind],
    consoleDuration: kind === 'user' && caller.longTerm,
  }
}

const maxDurationSeconds: Readonly<Record<IdentityKind, number | undefined>> = {
  user: 43_200,
  'assumed-role': 3600,
  // AWS: the root user cannot assume roles; a federated user may call no STS operation but GetCallerIdentity.
  root: undefined,
  'federated-user': undefined,
}
