import { createIssuer, HallpassError, type Issuer, type IssuerOptions, whoami } from 'hallpass'

/** Who makes sessions, as the server was told: how to find its credentials, and everything about the network. */
export type IssuerSettings = Omit<IssuerOptions, 'roleArn' | 'webIdentityTokenFile'>

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
   * The account whose quota its calls take: the one of its own credentials.
   *
   * @throws HallpassError as {@link Issuers.of}
   */
  accountOf(name: string): Promise<string>
  /** Its environment: where the federation endpoint is, for one. */
  environmentOf(name: string): IssuerSettings['env']
}

/** Knows the issuers that the server was started with. */
export function createIssuers(settings: Readonly<Record<string, IssuerSettings>>): Issuers {
  const issuers = new Map<string, Promise<Issuer>>()
  const accounts = new Map<string, Promise<string>>()
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
      const options = settingsOf(name)
      return remembered(issuers, `${name} ${roleArn}`, () => createIssuer({ ...options, roleArn }))
    },
    environmentOf: (name) => settingsOf(name).env,
    accountOf: async (name) => {
      const options = settingsOf(name)
      return remembered(accounts, name, async () => (await whoami(options)).account)
    },
  }
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
