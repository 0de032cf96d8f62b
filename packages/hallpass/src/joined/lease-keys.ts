import { HallpassError } from '../base/index.ts'
import { createClient } from '../client/index.ts'
import type { Transport } from '../wire/index.ts'
import type { JoinedLease } from './joined-lease.ts'

/** Keys of a lease, and where they are used. Secret. */
export interface LeaseKeys {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly expiration: Date
  }
  readonly region: string
  readonly endpointUrl: string | undefined
}

/**
 * Gets the keys of a lease from its server. They are kept nowhere: the server has them in its memory while they are
 * good, and knows when the lease was suspended or revoked.
 *
 * @throws HallpassError `StateConflict` for a lease that has not begun, is suspended or over; `NotSignedIn` for a token
 * that is known no more; the network's; AWS's refusals as the server answers them
 */
export async function leaseKeys(
  lease: Pick<JoinedLease, 'server' | 'token' | 'region' | 'endpointUrl' | 'profile'>,
  transport: Transport,
  signal?: AbortSignal,
): Promise<LeaseKeys> {
  const { server, token, region, endpointUrl } = lease
  try {
    const keys = await createClient({ url: server, token, transport, signal }).containerCredentials()
    return {
      credentials: {
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.Token,
        expiration: new Date(keys.Expiration),
      },
      region,
      endpointUrl,
    }
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'NotSignedIn') throw error
    throw new HallpassError('NotSignedIn', `${server} does not know this machine any more`, {
      hint: 'join again with the code or your personal link, as in hallpass join CODE',
      cause: error,
      facts: error.facts,
    })
  }
}
