import { type Content, type ContentPlaces, type ContentStore, createContentStore } from '../content/index.ts'
import type { Bucket } from './bucket.ts'
import type {
  AccessKey,
  MfaDevice,
  ServerCertificate,
  SigningCertificate,
  SshPublicKey,
  ServiceCredential,
  TokenIssuer,
  CredentialReport,
  AccessReport,
} from './credentials.ts'
import type {
  PolicyDocument,
  User,
  PasswordPolicy,
  Group,
  Role,
  InstanceProfile,
  ManagedPolicy,
  OidcProvider,
  SamlProvider,
} from './identities.ts'
import { createRegion, type Region } from './region.ts'

/** Everything the local AWS knows. One instance for each `createLocalAws()`; nothing is written to disk. */
export interface State {
  /** By 12-digit account id, the organisation's management account first. */
  readonly accounts: Map<string, Account>
  /** What the accounts are together in. */
  readonly organization: Organization
  /** Long-term keys of every account, by access key id: what a signature is looked up in. */
  readonly accessKeys: Map<string, AccessKey>
  /** Bucket names are global. */
  readonly buckets: Map<string, Bucket>
  /** Whether a key, user or role that was made at that moment is known everywhere by now. */
  readonly hasSpread: (createdAt: Date) => boolean
  /** Where the bytes of objects and parts are. */
  readonly contents: ContentStore
  /** How often all of it was replaced by a snapshot: a request that began before that is of a world that is gone. */
  loads: number
}

/** What the local AWS knows and a snapshot holds: maps, sets, dates, bytes, objects and contents, nothing else. */
export type StateData = Omit<State, keyof typeof machinery>

/** What belongs to the instance. */
const machinery = { hasSpread: true, contents: true, loads: true } as const satisfies Partial<
  Record<keyof State, true>
>

/** The fields of a state that a snapshot holds, by name: every one that is not the instance's own. */
export function dataFields(state: StateData): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(state).filter(([name]) => !Object.hasOwn(machinery, name)))
}

/**
 * Replaces all that a state holds. Its maps and sets stay the same ones, with something else in them; what is
 * there of accounts, users and buckets is left to those who still hold it. Fields that the data does not have
 * are those of a new state.
 *
 * @param data handed over: nobody else may hold it
 */
export function replaceData(state: State, data: ReadonlyMap<string, unknown>): void {
  state.loads += 1
  const { id, managementAccountId } = state.organization
  const fresh = dataFields(createState([managementAccountId], undefined, undefined, id))
  const all = new Map([...fresh, ...data])
  for (const [name, account] of entriesOf(all.get('accounts'))) {
    if (typeof account !== 'object' || account === null) continue
    Object.assign(account, { ...createAccount(name), ...account })
    for (const [, region] of entriesOf(Reflect.get(account, 'regions'))) {
      if (typeof region === 'object') Object.assign(region ?? {}, { ...createRegion(), ...region })
    }
  }
  for (const [name, value] of all) {
    const own: unknown = Reflect.get(state, name)
    if (own instanceof Map && value instanceof Map) {
      own.clear()
      for (const [key, one] of value) own.set(key, one)
    } else if (own instanceof Set && value instanceof Set) {
      own.clear()
      for (const one of value) own.add(one)
    } else Reflect.set(state, name, value)
  }
}

function entriesOf(map: unknown): Iterable<readonly [string, unknown]> {
  return map instanceof Map ? map : []
}

export interface Organization {
  /** `o-…` */
  readonly id: string
  /** The account that service control policies do not limit. */
  readonly managementAccountId: string
}

export interface Account {
  readonly id: string
  /**
   * What the organisation has attached to the account: one of them has to allow, none to deny. `undefined`:
   * nothing but `FullAWSAccess`, which allows everything.
   */
  serviceControlPolicies: readonly PolicyDocument[] | undefined
  /** By user name in lower case: IAM names are unique without regard to case. */
  readonly users: Map<string, User>
  readonly groups: Map<string, Group>
  readonly roles: Map<string, Role>
  /** Customer managed policies, by arn. */
  readonly managedPolicies: Map<string, ManagedPolicy>
  /** By arn. */
  readonly oidcProviders: Map<string, OidcProvider>
  /** By arn. */
  readonly samlProviders: Map<string, SamlProvider>
  /** By serial number (an arn). */
  readonly mfaDevices: Map<string, MfaDevice>
  /** By name in lower case. */
  readonly instanceProfiles: Map<string, InstanceProfile>
  /** By name in lower case. */
  readonly serverCertificates: Map<string, ServerCertificate>
  /** By id. */
  readonly signingCertificates: Map<string, SigningCertificate>
  /** By id. */
  readonly sshPublicKeys: Map<string, SshPublicKey>
  /** By id. */
  readonly serviceCredentials: Map<string, ServiceCredential>
  /** By the id of the job that made it. */
  readonly accessReports: Map<string, AccessReport>
  /** The ids of the tasks that deleted service-linked roles. */
  readonly deletionTasks: Set<string>
  /** What it has of services that keep regions apart, by region. */
  readonly regions: Map<string, Region>
  /** The account's one other name. */
  alias: string | undefined
  /** `undefined` where AWS's own default counts. */
  passwordPolicy: PasswordPolicy | undefined
  /** The one that was made last. */
  credentialReport: CredentialReport | undefined
  /** What it issues tokens for services elsewhere with; `undefined`: it never did. */
  tokenIssuer: TokenIssuer | undefined
  /** Of the tokens of the global endpoint of STS. */
  tokenVersion: 1 | 2
}

/** @returns an account with nothing in it */
export function createAccount(id: string): Account {
  return {
    id,
    serviceControlPolicies: undefined,
    users: new Map(),
    groups: new Map(),
    roles: new Map(),
    managedPolicies: new Map(),
    oidcProviders: new Map(),
    samlProviders: new Map(),
    mfaDevices: new Map(),
    instanceProfiles: new Map(),
    serverCertificates: new Map(),
    signingCertificates: new Map(),
    sshPublicKeys: new Map(),
    serviceCredentials: new Map(),
    accessReports: new Map(),
    deletionTasks: new Set(),
    regions: new Map(),
    alias: undefined,
    passwordPolicy: undefined,
    credentialReport: undefined,
    tokenIssuer: undefined,
    tokenVersion: 1,
  }
}

/**
 * A state with the given accounts, all of them empty.
 *
 * @param accountIds the first is the management account of the organisation
 * @param hasSpread default: whatever was made is known everywhere at once
 */
export function createState(
  accountIds: readonly [string, ...string[]],
  hasSpread: State['hasSpread'] = () => true,
  maxStoredBytes = defaultMaxStoredBytes,
  organizationId = 'o-exampleorgid',
  places?: ContentPlaces,
): State {
  const buckets = new Map<string, Bucket>()
  return {
    accounts: new Map(accountIds.map((id) => [id, createAccount(id)])),
    organization: { id: organizationId, managementAccountId: accountIds[0] },
    accessKeys: new Map(),
    buckets,
    hasSpread,
    contents: createContentStore({ maxBytes: maxStoredBytes, kept: () => contentsOf(buckets), places }),
    loads: 0,
  }
}

/** What all objects and parts have together at most, unless told otherwise: 20 GiB. */
const defaultMaxStoredBytes = 20 * 1024 ** 3

function* contentsOf(buckets: ReadonlyMap<string, Bucket>): Generator<Content> {
  for (const { objects, history, uploads } of buckets.values()) {
    for (const { content } of objects.values()) yield content
    for (const versions of history.values()) {
      for (const { content } of versions) if (content !== undefined) yield content
    }
    for (const { parts } of uploads.values()) for (const { content } of parts.values()) yield content
  }
}
