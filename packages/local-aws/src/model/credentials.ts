import type { Tags } from './tags.ts'

export interface AccessKey {
  /** `AKIA…` */
  readonly id: string
  readonly secret: string
  readonly account: string
  /** The user's name, or `undefined` for the account's root. */
  readonly userName: string | undefined
  readonly createdAt: Date
  status: 'Active' | 'Inactive'
  /** When its status was changed last. */
  changedAt?: Date | undefined
  lastUsed: { readonly at: Date; readonly service: string; readonly region: string } | undefined
}

export interface MfaDevice {
  readonly serialNumber: string
  /** The TOTP seed (RFC 6238). */
  readonly seed: Uint8Array
  readonly tags: Tags
  userName: string | undefined
  enabledAt: Date | undefined
  /** The half minute (see `totpStep`) of the last code that was accepted: none is taken twice. */
  lastStepTaken?: number
}

/** A certificate for load balancers and distributions. */
export interface ServerCertificate {
  readonly name: string
  readonly path: string
  /** `ASCA…` */
  readonly id: string
  readonly arn: string
  readonly uploadedAt: Date
  readonly expiresAt: Date
  /** PEM, as the chain. */
  readonly body: string
  readonly chain: string | undefined
  readonly tags: Tags
}

/** A certificate that a user, or the root, once signed SOAP with. */
export interface SigningCertificate {
  readonly id: string
  /** `undefined` for the account's root. */
  userName: string | undefined
  readonly uploadedAt: Date
  /** PEM */
  readonly body: string
  status: 'Active' | 'Inactive'
}

/** A key that a user may push to CodeCommit with. */
export interface SshPublicKey {
  /** `APKA…` */
  readonly id: string
  userName: string
  readonly uploadedAt: Date
  /** As it was sent. */
  readonly body: string
  /** The modulus and the exponent, in base64url. */
  readonly rsa: { readonly n: string; readonly e: string }
  status: 'Active' | 'Inactive'
}

/** A user's name and password for one service. */
export interface ServiceCredential {
  /** `ACCA…` */
  readonly id: string
  userName: string
  readonly service: string
  readonly serviceUserName: string
  createdAt: Date
  salt: Uint8Array
  passwordHash: Uint8Array
  status: 'Active' | 'Inactive'
}

/** What an account issues web identity tokens with. */
export interface TokenIssuer {
  /** In its address; shaped as a UUID. */
  readonly id: string
  readonly keys: { readonly RS256: TokenKey; readonly ES384: TokenKey }
  /** Whether tokens are issued: the documents are there either way. */
  isEnabled: boolean
}

/** A key that tokens are signed with. */
export interface TokenKey {
  readonly id: string
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array
}

/** Every user and the state of their credentials, at one moment. */
export interface CredentialReport {
  readonly generatedAt: Date
  /** CSV */
  readonly text: string
}

/** A report of when services were last used. */
export interface AccessReport {
  readonly createdAt: Date
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL'
}
