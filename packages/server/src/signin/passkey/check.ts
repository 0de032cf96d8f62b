import { HallpassError } from 'hallpass'
import type { PasskeyRow } from '../../store/index.ts'
import type { Created, Gotten } from './response.ts'
import type { PasskeySite } from './site.ts'

/** A passkey that was just made, as far as it is kept. */
export interface CheckedPasskey {
  readonly id: string
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly multiDevice: boolean
  readonly backedUp: boolean
}

/** EdDSA, ES256, RS256: what every Node verifies, whichever replica it is. COSE's numbers for them. */
export const algorithms = [-8, -7, -257]

/**
 * The library, when it is first needed: what it brings for certificates is slow to load, and most requests have
 * nothing to do with passkeys.
 */
export const webauthn = () => import('@simplewebauthn/server')

/**
 * Checks a new passkey: site, challenge, that somebody was there and was recognised.
 *
 * @throws HallpassError `InvalidInput`
 */
export async function checkCreated(
  created: Created,
  challenge: string,
  site: PasskeySite,
): Promise<CheckedPasskey> {
  const { verifyRegistrationResponse } = await webauthn()
  const attestationObject = await withoutAttestation(created.response.attestationObject)
  const checked = await verifyRegistrationResponse({
    response: {
      ...created,
      response: { clientDataJSON: created.response.clientDataJSON, attestationObject },
      clientExtensionResults: {},
    },
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.id,
    supportedAlgorithmIDs: algorithms,
  }).catch((cause: unknown) => {
    throw notAdded(cause)
  })
  const info = checked.registrationInfo
  // The id that was sent is nobody's word: the one that the authenticator signed for is kept.
  if (info === undefined || info.credential.id !== created.id) throw notAdded(undefined)
  return {
    id: info.credential.id,
    publicKey: info.credential.publicKey,
    counter: info.credential.counter,
    multiDevice: info.credentialDeviceType === 'multiDevice',
    backedUp: info.credentialBackedUp,
  }
}

/**
 * Takes out who made the authenticator. We ask for none of it, and believe none: a statement that comes all the same
 * has certificates in it that nobody needs to look at.
 */
async function withoutAttestation(encoded: string): Promise<string> {
  const { isoCBOR, decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  try {
    const authData = decodeAttestationObject(new Uint8Array(Buffer.from(encoded, 'base64url'))).get(
      'authData',
    )
    const bare = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ])
    return Buffer.from(isoCBOR.encode(bare)).toString('base64url')
  } catch (cause) {
    throw notAdded(cause)
  }
}

function notAdded(cause: unknown): HallpassError {
  return new HallpassError('InvalidInput', 'this passkey cannot be taken', {
    hint: 'try again, or with another device',
    cause,
  })
}

/** What an authenticator said when it was used, signed by the passkey's key. */
export interface CheckedUse {
  readonly counter: number
  readonly backedUp: boolean
}

/** Checks the use of a passkey: site, challenge, that somebody was there and was recognised, the signature. */
export async function checkGotten(
  { response, ...rest }: Gotten,
  challenge: string,
  site: PasskeySite,
  { id, public_key: key }: Pick<PasskeyRow, 'id' | 'public_key'>,
): Promise<CheckedUse | { readonly wrong: unknown }> {
  const { verifyAuthenticationResponse } = await webauthn()
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...rest, response, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      // The counter is compared by whoever asks, where nobody else can count in between, and after the signature.
      credential: { id, publicKey: new Uint8Array(key), counter: 0 },
    })
    if (!verified) return { wrong: 'the signature' }
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp }
  } catch (wrong) {
    return { wrong }
  }
}
