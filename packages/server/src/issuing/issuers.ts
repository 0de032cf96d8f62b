import {
  createIssuer,
  type Credentials,
  HallpassError,
  type Identity,
  type Issuer,
  type IssuerOptions,
  type SessionRequest,
  whoami,
} from 'hallpass'
import type { LeaseSessionRequest } from './session-request.ts'

/** Who makes sessions, as the server was told: how to find its credentials, and everything about the network. */
export interface IssuerSettings extends Omit<
  IssuerOptions,
  'roleArn' | 'webIdentityTokenFile' | 'webIdentityToken'
> {
  /** Makes the token that a session is had for, in place of AWS credentials. Secret. */
  readonly leaseToken?: ((request: LeaseSessionRequest) => Promise<string>) | undefined
}

/** The issuers of a server, by the name that workshops have for them. */
export interface Issuers {
  readonly names: readonly string[]
  /**
   * The issuer of a name for a role. Its credentials are found once, and anew when they are about to end.
   *
   * @throws HallpassError `InvalidInput` for a name that nobody configured; as `createIssuer()`
   */
  of(name: string, roleArn: string): Promise<Issuer>
  /**
   * The account whose quota its calls for a role take: the one of its own credentials, or the role's where it has
   * none.
   *
   * @throws HallpassError as {@link Issuers.of}
   */
  accountOf(name: string, roleArn: string): Promise<string>
  /** The accounts that {@link Issuers.accountOf} found for credentials, by the issuer's name. */
  knownAccounts(): Readonly<Record<string, string>>
  /** Whose other keys are, asked where the issuer asks: GetCallerIdentity. */
  identify(name: string, credentials: Credentials): Promise<Identity>
  /** Its environment: where the federation endpoint is, for one. */
  environmentOf(name: string): IssuerSettings['env']
}

/** Knows the issuers that the server was started with. */
export function createIssuers(settings: Readonly<Record<string, IssuerSettings>>): Issuers {
  const issuers = new Map<string, Promise<Issuer>>()
  const accounts = new Map<string, Promise<string>>()
  const accountIds: Record<string, string> = {}
  const settingsOf = (name: string): IssuerSettings => {
    const found = Object.hasOwn(settings, name) ? settings[name] : undefined
    if (found !== undefined) return found
    throw new HallpassError('InvalidInput', `this server has no issuer of the name ${name}`, {
      hint: `it has: ${Object.keys(settings).join(', ')}`,
      facts: { name: 'issuer' },
    })
  }
  return {
    names: Object.keys(settings),
    of: async (name, roleArn) => {
      const { leaseToken, ...options } = settingsOf(name)
      const webIdentityToken =
        leaseToken && ((request: SessionRequest) => leaseToken(requestOfLease(request)))
      return remembered(issuers, `${name} ${roleArn}`, () =>
        createIssuer({ ...options, roleArn, webIdentityToken }),
      )
    },
    environmentOf: (name) => settingsOf(name).env,
    identify: async (name, credentials) => {
      const {
        leaseToken: _leaseToken,
        mfaCode: _mfaCode,
        sourceProfile: _profile,
        ...options
      } = settingsOf(name)
      return whoami({ ...options, credentials })
    },
    accountOf: async (name, roleArn) => {
      const { leaseToken, ...options } = settingsOf(name)
      if (leaseToken !== undefined) return roleArn.split(':')[4] ?? ''
      return remembered(accounts, name, async () => (accountIds[name] = (await whoami(options)).account))
    },
    knownAccounts: () => ({ ...accountIds }),
  }
}

function requestOfLease(request: SessionRequest): LeaseSessionRequest {
  if ('leaseId' in request && typeof request.leaseId === 'string') {
    return { ...request, leaseId: request.leaseId }
  }
  throw new TypeError('a token is made for a lease alone')
}

/** One attempt at a time; what failed is tried again by the next who asks. */
function remembered<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key)
  if (known !== undefined) return known
  const made = make()
  memory.set(key, made)
  made.catch(() => {
    if (memory.get(key) === made) memory.delete(key)
  })
  return made
}
