import { type Content, type ContentPlaces, type ContentStore, createContentStore } from '../content/index.ts'
import type { NamedPolicy } from '../policy/index.ts'
import { createRegion, type Region } from './region.ts'
import type { Tags } from './tags.ts'

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

/** A document as it was put (its text is what Get… returns) together with its parsed form. */
export interface PolicyDocument extends NamedPolicy {
  readonly text: string
}

/** What users, groups and roles share: inline policies by name, attached managed policies by arn. */
export interface PolicyHolder {
  readonly inlinePolicies: Map<string, PolicyDocument>
  readonly attachedPolicies: Set<string>
}

export interface User extends PolicyHolder {
  readonly name: string
  readonly path: string
  /** `AIDA…` */
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly createdAt: Date
  readonly tags: Tags
  /** Group names in lower case: keys of `Account.groups`. */
  readonly groups: Set<string>
  permissionsBoundary: string | undefined
  loginProfile?: LoginProfile | undefined
}

/** That a user has a password. */
export interface LoginProfile {
  readonly createdAt: Date
  /** Of the password; `undefined`: since the beginning. */
  readonly changedAt?: Date | undefined
  readonly salt: Uint8Array
  readonly passwordHash: Uint8Array
  readonly passwordResetRequired: boolean
}

/** What a user's password must be. */
export interface PasswordPolicy {
  readonly minimumLength: number
  readonly requireSymbols: boolean
  readonly requireNumbers: boolean
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  readonly usersMayChange: boolean
  readonly maxAgeDays: number | undefined
  readonly reusePrevention: number | undefined
  readonly hardExpiry: boolean | undefined
}

/** Every user and the state of their credentials, at one moment. */
export interface CredentialReport {
  readonly generatedAt: Date
  /** CSV */
  readonly text: string
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

/** A report of when services were last used. */
export interface AccessReport {
  readonly createdAt: Date
  readonly granularity: 'SERVICE_LEVEL' | 'ACTION_LEVEL'
}

/** What hands a role to an EC2 instance. */
export interface InstanceProfile {
  readonly name: string
  readonly path: string
  /** `AIPA…` */
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  readonly tags: Tags
  /** A key of `Account.roles`. */
  role: string | undefined
}

export interface Group extends PolicyHolder {
  readonly name: string
  readonly path: string
  /** `AGPA…` */
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly createdAt: Date
}

export interface Role extends PolicyHolder {
  readonly name: string
  readonly path: string
  /** `AROA…` */
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly createdAt: Date
  readonly tags: Tags
  description: string | undefined
  /** 3600 to 43200. */
  maxSessionDurationSeconds: number
  permissionsBoundary: string | undefined
  /**
   * The trust policy. Its parsed form holds unique ids where the text names a user or a role, as AWS
   * stores it: delete and re-create the user, and the trust is dead.
   */
  trust: PolicyDocument
  lastUsedAt: Date | undefined
  /** The service of AWS that it is for, where it is a service-linked role. */
  readonly linkedService?: string
}

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

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  /** `ANPA…` */
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  readonly description: string | undefined
  readonly tags: Tags
  defaultVersionId: string
  /** By version id (`v1`, `v2`, …); five at most. */
  readonly versions: Map<string, { readonly createdAt: Date; readonly document: PolicyDocument }>
  /** The number of the next version: ids are never used twice. */
  nextVersion: number
  updatedAt: Date
}

export interface OidcProvider {
  readonly arn: string
  /** With its scheme, as given to CreateOpenIDConnectProvider. */
  readonly url: string
  readonly clientIds: Set<string>
  readonly thumbprints: Set<string>
  readonly createdAt: Date
  readonly tags: Tags
}

export interface SamlProvider {
  readonly arn: string
  /** What IAM calls `SAMLProviderUUID`. */
  readonly id: string
  readonly createdAt: Date
  readonly tags: Tags
  /** As it was put. */
  metadata: string
  /** The provider's `entityID`, out of the metadata, as the two below. */
  issuer: string
  /** Base64 of the DER of each certificate that it may sign with. */
  certificates: readonly string[]
  validUntil: Date
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

export interface Bucket {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  policy: PolicyDocument | undefined
  tags: Tags
  /** `undefined`: it never was versioned. */
  versioning: 'Enabled' | 'Suspended' | undefined
  /** How many versions were made in it, those called `null` and delete markers among them. */
  versionsMade: number
  /** The place of the version `null` that was deleted last, by key, while there are others of that key. */
  readonly deletedNulls: Map<string, number>
  /** The current objects, by key: none where the latest version is a delete marker. */
  readonly objects: Map<string, StoredObject>
  /** What lies behind the current objects, by key, newest first. A delete marker at the front is the latest version. */
  readonly history: Map<string, ReadonlyArray<StoredObject | DeleteMarker>>
  /** Settings that were put, by the query parameter that names them. */
  readonly settings: Map<string, BucketSetting>
  /** Multipart uploads that are under way, by upload id. */
  readonly uploads: Map<string, Upload>
}

/** An element of a setting as it was put: its text, or the elements in it. */
export interface BucketSetting {
  readonly name: string
  readonly text: string
  readonly children: readonly BucketSetting[]
}

/** A multipart upload that is under way. */
export interface Upload {
  readonly id: string
  readonly key: string
  readonly initiatedAt: Date
  /** The arn of whoever began it. */
  readonly initiator: string
  /** What the object will be, apart from its body. */
  readonly described: Pick<
    StoredObject,
    | 'contentType'
    | 'metadata'
    | 'headers'
    | 'storageClass'
    | 'redirect'
    | 'tags'
    | 'retention'
    | 'legalHold'
    | 'encryption'
  >
  /** As S3's API spells it, e.g. `CRC32`; `undefined`: S3's own choice. */
  readonly checksumAlgorithm: string | undefined
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  /** By part number, 1 to 10,000. */
  readonly parts: Map<number, UploadedPart>
}

export interface UploadedPart {
  readonly content: Content
  /** Hex MD5, without quotes. */
  readonly etag: string
  readonly lastModified: Date
  /** Base64, by the upload's algorithm. */
  readonly checksum: string
}

/** What a versioned bucket keeps in place of an object that was deleted. */
export interface DeleteMarker {
  readonly content?: undefined
  readonly versionId: string
  /** When it was made, among the versions of its bucket: 1 is the first. */
  readonly place: number
  readonly lastModified: Date
}

/** The key of KMS that an object is encrypted with. */
export interface ObjectEncryption {
  readonly keyArn: string
  /** Whether it has been used by way of a key of the bucket, which makes fewer requests of KMS. */
  readonly bucketKey: boolean
}

/** Until when a version of an object cannot be deleted, and whether whoever may can pass that over. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE'
  readonly until: Date
}

export interface StoredObject {
  /** `null` for what was put while the bucket was not versioned. */
  readonly versionId: string
  /** When it was made, among the versions of its bucket: 1 is the first. */
  readonly place: number
  readonly content: Content
  /** Hex, without quotes: the MD5 of its bytes, unless it came in parts or is encrypted with a key of KMS. */
  readonly etag: string
  readonly contentType: string
  readonly lastModified: Date
  /** `x-amz-meta-…`, by the part after the prefix. */
  readonly metadata: ReadonlyMap<string, string>
  /** `Cache-Control` and its like, as they were put. */
  readonly headers: ReadonlyMap<string, string>
  /** By header name, e.g. `x-amz-checksum-crc32`. */
  readonly checksums: ReadonlyMap<string, string>
  /** Whether the checksums are of the object or of its parts' checksums. */
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  /** E.g. `STANDARD`. */
  readonly storageClass: string
  /** Where the website of the bucket would send its visitors. */
  readonly redirect: string | undefined
  tags: Tags
  /** `undefined`: with S3's own key. */
  readonly encryption?: ObjectEncryption | undefined
  /** Until when this version cannot be deleted. */
  retention?: Retention | undefined
  /** Whether it cannot be deleted for as long as nobody takes that away; `undefined`: nobody ever said so. */
  legalHold?: boolean | undefined
  /** The sizes of the parts it was uploaded in, in bytes; `undefined` for what came in one request. */
  readonly partSizes?: readonly number[]
  /** The checksums of the parts, in base64, of an upload that named an algorithm. */
  readonly partChecksums?: readonly string[]
  /** The multipart upload that it came of. */
  readonly uploadId?: string
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
