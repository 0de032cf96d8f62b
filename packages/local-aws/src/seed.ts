import { AwsError, checkKnownNames, type KnownNames, type RawRequest } from './base/index.ts'
import { iamActions } from './iam/index.ts'
import { type Account, addAccessKey, type KeyPair, type State } from './model/index.ts'
import { type Call, type Caller, escapeXml } from './protocol/index.ts'
import { routeS3 } from './s3/index.ts'

/** A policy document: its text, or what `JSON.stringify` makes into it. */
export type SeedDocument = string | object

/** What users and roles share. */
export interface SeedIdentity {
  /** Inline policies, by name. */
  readonly policies?: Readonly<Record<string, SeedDocument>>
  /** Arns of AWS's managed policies, e.g. `arn:aws:iam::aws:policy/ReadOnlyAccess`. */
  readonly attachedPolicies?: readonly string[]
  readonly tags?: Readonly<Record<string, string>>
}

export interface SeedUser extends SeedIdentity {
  /** The user's access key. Default: a random one, see `LocalAws.keys`. */
  readonly key?: KeyPair
}

export interface SeedRole extends SeedIdentity {
  /** Who may assume it. */
  readonly trust: SeedDocument
  /** 3600 to 43200. Default 3600. */
  readonly maxSessionDurationSeconds?: number
}

export interface SeedObject {
  readonly body: string | Uint8Array
  /** Default `binary/octet-stream`. */
  readonly contentType?: string
  /** `x-amz-meta-…`, by the part after the prefix. */
  readonly metadata?: Readonly<Record<string, string>>
}

export interface SeedBucket {
  /** Default: the region of the local AWS. */
  readonly region?: string
  readonly policy?: SeedDocument
  readonly tags?: Readonly<Record<string, string>>
  /** By key; a text or bytes stand for an object of these. */
  readonly objects?: Readonly<Record<string, string | Uint8Array | SeedObject>>
}

/** What is there from the start. Made in this order, so that a trust policy can name a user. */
export interface Seed {
  readonly users?: Readonly<Record<string, SeedUser>>
  readonly roles?: Readonly<Record<string, SeedRole>>
  readonly buckets?: Readonly<Record<string, SeedBucket>>
}

const seedNames = { users: true, roles: true, buckets: true } satisfies KnownNames<Seed>
const identityNames = {
  policies: true,
  attachedPolicies: true,
  tags: true,
} satisfies KnownNames<SeedIdentity>
const userNames = { ...identityNames, key: true } satisfies KnownNames<SeedUser>
const roleNames = {
  ...identityNames,
  trust: true,
  maxSessionDurationSeconds: true,
} satisfies KnownNames<SeedRole>
const bucketNames = { region: true, policy: true, tags: true, objects: true } satisfies KnownNames<SeedBucket>
const objectNames = { body: true, contentType: true, metadata: true } satisfies KnownNames<SeedObject>

/** Where and as whom the seed is made. */
export interface SeedPlace {
  readonly state: State
  readonly account: Account
  readonly region: string
  readonly now: Date
  readonly randomBytes: (size: number) => Uint8Array
}

/**
 * Makes users, roles and buckets by the actions that make them for everybody else, so that what AWS refuses is
 * refused here.
 *
 * @returns the users' keys, by name
 * @throws TypeError with the place in the seed, and AWS's sentence or the name that a seed does not have
 */
export function plantSeed(seed: Seed, place: SeedPlace): ReadonlyMap<string, KeyPair> {
  checkKnownNames('seed', seed, seedNames)
  const keys = new Map<string, KeyPair>()
  for (const [UserName, user] of Object.entries(seed.users ?? {})) {
    checkKnownNames(`seed.users.${UserName}`, user, userNames)
    at(`seed.users.${UserName}`, () => {
      iam(place, 'CreateUser', { UserName, ...tagMembers(user.tags) })
      identity(place, 'User', UserName, user)
      keys.set(UserName, addAccessKey(place.state, { ...place, userName: UserName, key: user.key }))
    })
  }
  for (const [RoleName, role] of Object.entries(seed.roles ?? {})) {
    checkKnownNames(`seed.roles.${RoleName}`, role, roleNames)
    at(`seed.roles.${RoleName}`, () => {
      const { maxSessionDurationSeconds: seconds } = role
      iam(place, 'CreateRole', {
        RoleName,
        AssumeRolePolicyDocument: text(role.trust),
        ...(seconds === undefined ? {} : { MaxSessionDuration: String(seconds) }),
        ...tagMembers(role.tags),
      })
      identity(place, 'Role', RoleName, role)
    })
  }
  for (const [name, bucket] of Object.entries(seed.buckets ?? {})) {
    checkKnownNames(`seed.buckets.${name}`, bucket, bucketNames)
    at(`seed.buckets.${name}`, () => plantBucket(place, name, bucket))
  }
  return keys
}

function identity(place: SeedPlace, kind: 'User' | 'Role', name: string, made: SeedIdentity): void {
  const whose = { [`${kind}Name`]: name }
  for (const [PolicyName, document] of Object.entries(made.policies ?? {})) {
    iam(place, `Put${kind}Policy`, { ...whose, PolicyName, PolicyDocument: text(document) })
  }
  for (const PolicyArn of made.attachedPolicies ?? [])
    iam(place, `Attach${kind}Policy`, { ...whose, PolicyArn })
}

function plantBucket(place: SeedPlace, name: string, bucket: SeedBucket): void {
  const there = { ...place, region: bucket.region ?? place.region }
  const constraint =
    there.region === 'us-east-1' ? '' : `<LocationConstraint>${there.region}</LocationConstraint>`
  const configuration = `<CreateBucketConfiguration>${constraint}</CreateBucketConfiguration>`
  s3(there, 'PUT', `/${encodeURIComponent(name)}`, constraint === '' ? '' : configuration)
  const path = `/${name}`
  if (bucket.policy !== undefined) s3(there, 'PUT', `${path}?policy`, text(bucket.policy))
  const tags = Object.entries(bucket.tags ?? {}).map(
    ([key, value]) => `<Tag><Key>${escapeXml(key)}</Key><Value>${escapeXml(value)}</Value></Tag>`,
  )
  if (tags.length > 0) {
    s3(there, 'PUT', `${path}?tagging`, `<Tagging><TagSet>${tags.join('')}</TagSet></Tagging>`)
  }
  for (const [key, object] of Object.entries(bucket.objects ?? {})) {
    const made: SeedObject =
      typeof object === 'string' || object instanceof Uint8Array ? { body: object } : object
    checkKnownNames(`seed.buckets.${name}.objects.${key}`, made, objectNames)
    const { body, contentType, metadata = {} } = made
    s3(there, 'PUT', `${path}/${encodeURIComponent(key)}`, body, {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...Object.fromEntries(
        Object.entries(metadata).map(([one, value]) => [`x-amz-meta-${one.toLowerCase()}`, value]),
      ),
    })
  }
}

function iam(place: SeedPlace, name: string, params: Readonly<Record<string, string>>): void {
  const action = iamActions.get(name)
  if (action === undefined) throw new TypeError(`no action ${name}`)
  const request: RawRequest = { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() }
  void action.run(callOf(place, 'iam', name, request, new Map(Object.entries(params)), new Map()))
}

function s3(
  place: SeedPlace,
  method: 'PUT',
  target: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  const request: RawRequest = { method, target, rawHeaders: [], body: Buffer.from(body) }
  const route = routeS3(request, new Map(Object.entries({ host: 'localhost', ...headers })))
  void route.action.run(callOf(place, 's3', route.action.name, request, route.params, route.headers))
}

function callOf(
  { state, account, region, now, randomBytes }: SeedPlace,
  service: Call['service'],
  action: string,
  request: RawRequest,
  params: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): Call {
  const principal: Caller['principal'] = {
    type: 'root',
    arn: `arn:aws:iam::${account.id}:root`,
    account: account.id,
  }
  return {
    request,
    service,
    action,
    params,
    headers,
    caller: { principal, account: account.id, accessKeyId: '', session: undefined },
    account,
    state,
    region,
    now,
    requestId: 'seed',
    randomBytes,
    refusalOf: () => undefined,
  }
}

function tagMembers(tags: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value], index) => [
      [`Tags.member.${index + 1}.Key`, key],
      [`Tags.member.${index + 1}.Value`, value],
    ]),
  )
}

function text(document: SeedDocument): string {
  return typeof document === 'string' ? document : JSON.stringify(document)
}

function at(place: string, make: () => void): void {
  try {
    make()
  } catch (error) {
    if (error instanceof AwsError) throw new TypeError(`${place}: ${error.message}`, { cause: error })
    throw error
  }
}
