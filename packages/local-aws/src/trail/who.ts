import type { Principal } from '../policy/index.ts'
import type { Caller, Session } from '../protocol/index.ts'

/** Who asked, in plain data: what a record says of them. */
export interface Who {
  readonly principal: Principal
  readonly session?: WhoseSession | undefined
}

export interface WhoseSession {
  /** In milliseconds since 1970. */
  readonly issuedAt: number
  readonly mfaAuthenticated: boolean
  readonly sourceIdentity?: string | undefined
  readonly webIdentity?:
    | {
        readonly providerArn: string
        /** The first value of each condition key. */
        readonly keys: ReadonlyArray<readonly [key: string, value: string]>
      }
    | undefined
}

/** What a provider said of an identity. */
export interface Vouched {
  readonly subject: string
  readonly audience: string
}

/** Without what no record has: session policies and tags can be long. */
export function whoIs({ principal, session }: Caller): Who {
  return session === undefined ? { principal } : { principal, session: whoseSession(session) }
}

function whoseSession({ issuedAt, mfaAuthenticatedAt, sourceIdentity, webIdentity }: Session): WhoseSession {
  return {
    issuedAt: issuedAt.getTime(),
    mfaAuthenticated: mfaAuthenticatedAt !== undefined,
    sourceIdentity,
    webIdentity: webIdentity && {
      providerArn: webIdentity.providerArn,
      keys: Array.from(webIdentity.keys, ([key, values]) => [key, values[0] ?? ''] as const),
    },
  }
}
