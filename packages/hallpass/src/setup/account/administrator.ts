import { type Credentials, HallpassError } from '../../base/index.ts'
import {
  callerCredentials,
  type CallerOptions,
  type Wire,
  explainCallerRefusal,
  resolvePlace,
} from '../../caller/index.ts'
import { type CallIam, callIamAs } from '../../iam/index.ts'
import { createStsClient, type StsClient } from '../../query/index.ts'
import { serviceEndpoint, partitionById } from '../../settings/index.ts'

/** Who prepares the account, and how IAM and STS are reached. */
export interface Administrator {
  /** The account that is prepared, 12 digits. */
  readonly account: string
  /** The administrator's own ARN. */
  readonly arn: string
  /** @throws what `callQuery` throws, with a hint for administrators where IAM denies */
  readonly iam: CallIam
  /** STS as another identity: for proving that a new key works. */
  readonly stsOf: (credentials: Credentials) => StsClient
  /** The endpoint of every service, where one is configured for all: whoever uses a new key needs it too. */
  readonly endpointForAll: string | undefined
  readonly wire: Pick<Wire, 'sleep' | 'random'>
  readonly now: () => Date
  readonly signal: AbortSignal | undefined
}

/** Where the administrator's credentials and endpoints come from. */
export type AdministratorOptions = Omit<CallerOptions, 'endpointUrl'>

/**
 * Finds the administrator's credentials as the AWS tools do, and asks STS which account they belong to: one
 * call, which also tells a key that works from one that does not before anything is changed.
 *
 * @throws HallpassError what {@link resolveCredentials} throws, and AWS's refusals of the credentials
 */
export async function resolveAdministrator(
  options: AdministratorOptions,
  partitionId: string,
): Promise<Administrator> {
  const partition = partitionById(partitionId)
  const { now = () => new Date(), signal } = options
  const place = resolvePlace(options, partition)
  const { settings, region, wire } = place
  const caller = await callerCredentials(options, place)
  const stsEndpoint = serviceEndpoint('sts', settings, { partition, region })
  const stsOf = (credentials: Credentials): StsClient =>
    createStsClient({ ...wire, now, endpoint: stsEndpoint.url, region, credentials })
  const explain = (error: unknown): unknown => explainCallerRefusal(needsMore(error), caller)
  const iam = callIamAs(place, partition, { credentials: caller, now, signal, explain })
  const { account, arn } = await stsOf(caller)
    .getCallerIdentity({ signal })
    .catch((error: unknown) => {
      throw explainCallerRefusal(error, caller)
    })
  return {
    account,
    arn,
    iam,
    stsOf,
    endpointForAll:
      stsEndpoint.configuredBy !== undefined && stsEndpoint.scope === 'all services'
        ? stsEndpoint.url.href
        : undefined,
    wire,
    now,
    signal,
  }
}

function needsMore(error: unknown): unknown {
  if (!(error instanceof HallpassError) || error.code !== 'AccessDenied') return error
  return new HallpassError('AccessDenied', error.message, {
    hint: 'this is what an administrator needs: hallpass setup export admin-policy',
    cause: error,
    facts: error.facts,
  })
}
