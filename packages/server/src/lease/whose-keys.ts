import { type Credentials, HallpassError } from 'hallpass'
import type { Services } from '../change/index.ts'
import type { LeaseRow } from '../store/index.ts'

/** What AWS says of keys, and whose they are as far as this server knows. */
export interface WhoseKeys {
  /** `unasked`: AWS could not be reached. */
  readonly aws: 'alive' | 'expired' | 'unknown' | 'unasked'
  /** `unknown`: this server did not hand them out. */
  readonly holder: 'own' | 'own-before' | 'same-workshop' | 'other-workshop' | 'unknown'
}

/**
 * Whose keys these are, for a participant who wonders. AWS is asked with the keys themselves (GetCallerIdentity);
 * who has them is looked up by the access key's id. Nothing of it is written down, nor told of anybody else.
 *
 * @param lease - the asking participant's
 */
export async function whoseKeys(
  { database, issuing }: Pick<Services, 'database' | 'issuing'>,
  lease: LeaseRow,
  keys: {
    readonly issuer: string
    readonly accessKeyId: string
    readonly credentials: Credentials | undefined
  },
): Promise<WhoseKeys> {
  const asked = keys.credentials === undefined ? undefined : issuing.identify(keys.issuer, keys.credentials)
  const [aws, handedOut] = await Promise.all([
    stateOf(asked),
    database
      .selectFrom('audit')
      .select(['workshop_id', 'participant_id', 'session_name'])
      .where('access_key_id', '=', keys.accessKeyId)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst(),
  ])
  return { aws, holder: holderOf(handedOut, lease) }
}

async function stateOf(asked: Promise<unknown> | undefined): Promise<WhoseKeys['aws']> {
  if (asked === undefined) return 'unasked'
  try {
    await asked
    return 'alive'
  } catch (error) {
    if (!(error instanceof HallpassError)) throw error
    if (error.code === 'ExpiredToken') return 'expired'
    return ['InvalidClientTokenId', 'SignatureDoesNotMatch', 'AccessDenied'].includes(error.code)
      ? 'unknown'
      : 'unasked'
  }
}

function holderOf(
  found:
    | {
        readonly workshop_id: string | null
        readonly participant_id: string | null
        readonly session_name: string | null
      }
    | undefined,
  lease: LeaseRow,
): WhoseKeys['holder'] {
  if (found === undefined) return 'unknown'
  if (found.participant_id === lease.participant_id) {
    // A lease that was resumed goes on under another name: the keys before are denied for good.
    return found.session_name === lease.session_name ? 'own' : 'own-before'
  }
  return found.workshop_id === lease.workshop_id ? 'same-workshop' : 'other-workshop'
}
