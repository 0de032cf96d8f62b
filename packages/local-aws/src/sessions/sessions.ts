import { accessKeyId } from '../base/index.ts'
import { createSeal, deriveSecrets } from './seal.ts'

/** Whose session it is. Names are as IAM stores them; ids tell a deleted and re-created entity apart. */
export type SessionSubject =
  | {
      readonly kind: 'assumed-role'
      readonly account: string
      readonly roleArn: string
      readonly roleId: string
      readonly sessionName: string
    }
  | {
      readonly kind: 'session-token'
      readonly account: string
      /** `undefined` for the account's root. */
      readonly user: { readonly name: string; readonly id: string } | undefined
    }
  | {
      readonly kind: 'federated-user'
      readonly account: string
      readonly name: string
      readonly user: { readonly name: string; readonly id: string } | undefined
    }

/** What a session token holds. Moments are in whole seconds since 1970. */
export interface SessionClaims {
  readonly subject: SessionSubject
  readonly issuedAtSeconds: number
  readonly expiresAtSeconds: number
  /** The inline session policy's text. */
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
  /** Pairs, not an object: a tag may be called `__proto__`. */
  readonly tags?: ReadonlyArray<readonly [key: string, value: string]> | undefined
  readonly transitiveTagKeys?: readonly string[] | undefined
  readonly sourceIdentity?: string | undefined
  readonly mfaAuthenticatedAtSeconds?: number | undefined
  /** Made with a role's session. */
  readonly chained: boolean
  /** For a role assumed with a web identity or with SAML: see `WebIdentity`. */
  readonly webIdentity?:
    | {
        readonly providerArn: string
        readonly keys: ReadonlyArray<readonly [key: string, values: readonly string[]]>
      }
    | undefined
}

export interface TemporaryCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAt: Date
}

/** Issues temporary credentials and reads them back, remembering none. */
export interface Sessions {
  readonly issue: (claims: SessionClaims) => TemporaryCredentials
  /** The session behind a token, expired or not; `undefined` when the token is not one of ours for that key. */
  readonly open: (accessKeyId: string, sessionToken: string) => SessionClaims | undefined
  readonly secretFor: (accessKeyId: string) => string
}

/** @param key 32 random bytes, the instance's own */
export function createSessions(key: Uint8Array, randomBytes: (size: number) => Uint8Array): Sessions {
  const tokens = createSeal<SessionClaims>(key, 'session token', randomBytes)
  const secretFor = deriveSecrets(key)
  return {
    issue: (claims) => {
      const id = accessKeyId('ASIA', claims.subject.account, randomBytes)
      return {
        accessKeyId: id,
        secretAccessKey: secretFor(id),
        // Bound to its key, a token does not go with another one.
        sessionToken: tokens.seal(claims, id),
        expiresAt: new Date(claims.expiresAtSeconds * 1000),
      }
    },
    open: (id, token) => tokens.open(token, id),
    secretFor,
  }
}
