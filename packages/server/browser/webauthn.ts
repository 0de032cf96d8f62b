// Web Authentication as JSON: the browser's own way where it has one, else by hand.

type Made = { readonly credential: unknown }

/** Makes a passkey; `options` as the server gives them. */
export async function create(options: PublicKeyCredentialCreationOptionsJSON): Promise<Made> {
  return answerOf(await navigator.credentials.create({ publicKey: creationOptions(options) }))
}

/** Uses a passkey. `conditional`: only offers it in a field that somebody comes to. */
export async function get(
  options: PublicKeyCredentialRequestOptionsJSON,
  more: Pick<CredentialRequestOptions, 'mediation' | 'signal'> = {},
): Promise<Made> {
  return answerOf(await navigator.credentials.get({ publicKey: requestOptions(options), ...more }))
}

function creationOptions(
  options: PublicKeyCredentialCreationOptionsJSON,
): PublicKeyCredentialCreationOptions {
  if ('parseCreationOptionsFromJSON' in PublicKeyCredential) {
    return PublicKeyCredential.parseCreationOptionsFromJSON(options)
  }
  return {
    rp: options.rp,
    user: { ...options.user, id: bytes(options.user.id) },
    challenge: bytes(options.challenge),
    pubKeyCredParams: options.pubKeyCredParams.map(({ alg }) => ({ alg, type: 'public-key' })),
    excludeCredentials: (options.excludeCredentials ?? []).map(({ id }) => ({
      id: bytes(id),
      type: 'public-key',
    })),
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  }
}

function requestOptions(options: PublicKeyCredentialRequestOptionsJSON): PublicKeyCredentialRequestOptions {
  if ('parseRequestOptionsFromJSON' in PublicKeyCredential) {
    return PublicKeyCredential.parseRequestOptionsFromJSON(options)
  }
  return {
    challenge: bytes(options.challenge),
    userVerification: 'required',
    ...(options.rpId === undefined ? {} : { rpId: options.rpId }),
    ...(options.timeout === undefined ? {} : { timeout: options.timeout }),
  }
}

function answerOf(credential: Credential | null): Made {
  if (!(credential instanceof PublicKeyCredential)) throw new DOMException('none', 'NotAllowedError')
  // Some password managers answer in the browser's place, with objects that cannot do this.
  try {
    return { credential: credential.toJSON() }
  } catch {
    return { credential: byHand(credential) }
  }
}

function byHand({ id, rawId, type, response }: PublicKeyCredential): object {
  const parts: Record<string, string | string[]> = { clientDataJSON: text(response.clientDataJSON) }
  if (response instanceof AuthenticatorAttestationResponse) {
    parts['attestationObject'] = text(response.attestationObject)
    parts['transports'] = response.getTransports()
  }
  if (response instanceof AuthenticatorAssertionResponse) {
    parts['authenticatorData'] = text(response.authenticatorData)
    parts['signature'] = text(response.signature)
    if (response.userHandle) parts['userHandle'] = text(response.userHandle)
  }
  return { id, rawId: text(rawId), type, response: parts }
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  )
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
