import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

/** What an authenticator and its browser are told to do otherwise than they would. */
export interface Otherwise {
  readonly origin?: string
  readonly rpId?: string
  readonly challenge?: string
  readonly crossOrigin?: boolean
  readonly userHandle?: string
  readonly counter?: number
  /** Whether somebody was recognised: by a finger, a face, a PIN. Default true. */
  readonly verified?: boolean
  readonly type?: string
  /** Changes what was signed, after it was. */
  readonly tamper?: boolean
  /** A statement about the authenticator, of this format. Default none. */
  readonly attestation?: string
}

interface Options {
  readonly challenge: string
}

/** A device with one passkey, and the browser before it, for attacks that no real one makes. */
export class Authenticator {
  readonly id = randomBytes(32).toString('base64url')
  counter = 0
  readonly #keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly #origin: string
  #userHandle = ''

  constructor(origin: string) {
    this.#origin = origin
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  }

  /** Answers `navigator.credentials.create`. */
  create(options: Options & { readonly user: { readonly id: string } }, otherwise: Otherwise = {}): object {
    this.#userHandle = options.user.id
    const clientData = this.#clientData('webauthn.create', options, otherwise)
    const authData = this.#authData(otherwise, this.#credential())
    const statement = new Map<string, Uint8Array | number>(
      otherwise.attestation === undefined
        ? []
        : [
            ['alg', -7],
            ['sig', new Uint8Array(randomBytes(64))],
          ],
    )
    const object = isoCBOR.encode(
      new Map<string, string | Uint8Array | Map<string, Uint8Array | number>>([
        ['fmt', otherwise.attestation ?? 'none'],
        ['attStmt', statement],
        ['authData', new Uint8Array(authData)],
      ]),
    )
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: Buffer.from(object).toString('base64url'),
      transports: ['internal'],
    })
  }

  /** Answers `navigator.credentials.get`. */
  get(options: Options, otherwise: Otherwise = {}): object {
    const clientData = this.#clientData('webauthn.get', options, otherwise)
    const authData = this.#authData(otherwise)
    const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()])
    const signature = sign('sha256', signed, this.#keys.privateKey)
    if (otherwise.tamper === true) authData.writeUInt32BE(authData.readUInt32BE(33) + 1, 33)
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: otherwise.userHandle ?? this.#userHandle,
    })
  }

  #answer(response: object): object {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {}, response }
  }

  #clientData(type: string, options: Options, otherwise: Otherwise): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: otherwise.type ?? type,
        challenge: otherwise.challenge ?? options.challenge,
        origin: otherwise.origin ?? this.#origin,
        crossOrigin: otherwise.crossOrigin ?? false,
      }),
    )
  }

  // Web Authentication Level 3, "Authenticator Data": rpIdHash, flags, signCount, attestedCredentialData.
  #authData(otherwise: Otherwise, attested?: Buffer): Buffer {
    const flags = 0x01 | (otherwise.verified === false ? 0 : 0x04) | (attested === undefined ? 0 : 0x40)
    const head = Buffer.alloc(37)
    createHash('sha256')
      .update(otherwise.rpId ?? new URL(this.#origin).hostname)
      .digest()
      .copy(head)
    head.writeUInt8(flags, 32)
    head.writeUInt32BE(otherwise.counter ?? this.counter, 33)
    return Buffer.concat([head, attested ?? Buffer.alloc(0)])
  }

  #credential(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' })
    const id = Buffer.from(this.id, 'base64url')
    const length = Buffer.alloc(2)
    length.writeUInt16BE(id.length)
    const key = isoCBOR.encode(
      new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
        [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
      ]),
    )
    return Buffer.concat([Buffer.alloc(16), length, id, Buffer.from(key)])
  }
}
