import type { AwsError, IncomingRequest, RawResponse } from '../base/index.ts'
import type { AuthorizationNeed, Caller } from '../protocol/index.ts'
import { s3Asked } from './s3-asked.ts'
import { hide, hideQuoted } from './hide.ts'
import { membersOf } from './members.ts'
import { isReadOnly, type RecordedService, recordedServices } from './recorded-services.ts'
import type { Vouched } from './user-identity.ts'

/** What is known of a request once it was answered. */
export interface Answered {
  readonly at: Date
  readonly requestId: string
  /** `service:Action`. */
  readonly action: string
  readonly caller: Caller | undefined
  readonly region: string
  readonly request: IncomingRequest
  readonly headers: ReadonlyMap<string, string>
  /** How long the body was; `undefined`: as its headers say. */
  readonly bodyBytes: number | undefined
  /** The bucket whose website was asked for. */
  readonly website: string | undefined
  /** What was asked for, where it is no matter of the path: fields by name, or the members of a body in JSON. */
  readonly parameters: ReadonlyMap<string, string> | object | undefined
  /** What was answered, before it was written down. */
  readonly result: unknown
  /** What the caller had to be allowed. */
  readonly needs: readonly AuthorizationNeed[]
  readonly response: RawResponse
  readonly refusal: AwsError | undefined
  readonly reason: string | undefined
}

/** What is kept of it: no secret, and no more than it takes to make the records when somebody asks for them. */
export interface Happening {
  readonly at: Date
  readonly requestId: string
  readonly service: keyof typeof recordedServices
  readonly eventName: string
  readonly caller: Caller | undefined
  readonly accessKeyId: string | undefined
  /** Of whoever asked, as far as that is known. */
  readonly account: string
  readonly vouched: Vouched | undefined
  readonly region: string
  readonly remoteAddress: string
  readonly userAgent: string | undefined
  readonly host: string
  readonly target: string
  readonly website: string | undefined
  /** Headers that say what was asked for, by name. */
  readonly asked: ReadonlyArray<readonly [string, string]>
  /** What was asked for, without secrets, as JSON. */
  readonly parameters: KeptParameters | undefined
  /** How many bytes of a request were too many to be kept. */
  readonly leftOut: number | undefined
  /** What was answered, as the record has it, in JSON. */
  readonly result: string | undefined
  /** Those that the record has. */
  readonly responseHeaders: RawResponse['headers']
  readonly resource: string | undefined
  readonly resourceAccount: string | undefined
  /** The accounts that own what was asked for, the first resource's first. */
  readonly owners: readonly string[]
  /** Of the bucket that was asked for, when it was. */
  readonly bucketOwner: string | undefined
  readonly status: number
  readonly errorCode: string | undefined
  readonly errorMessage: string | undefined
  readonly reason: string | undefined
  readonly signedBy: 'AuthHeader' | 'QueryString' | undefined
  readonly bytesIn: number
  readonly bytesOut: number
  /** About how much memory it takes, in bytes. */
  readonly size: number
}

/** One text of a known length: the objects that JSON stands for take many times its own memory. */
export interface KeptParameters {
  readonly json: string
  /** Whether it has the fields of a form, as pairs. */
  readonly areFields: boolean
}

/** As CloudTrail has it: the parameters of a longer request are left out. */
const mostRequestBytes = 100 * 1024
const longestUserAgent = 1024
const longestHost = 255
/** Messages may quote what was sent, however long that was. */
const longestMessage = 1024
const longestText = 2048
/** S3 takes no longer one. */
const longestPolicy = 20 * 1024
/** A happening without its texts, in bytes, as measured. */
const ownSize = 900

/** The headers that S3's answers are recorded by. */
const responseNames =
  /^x-amz-(?:version-id|server-side-encryption|delete-marker|copy-source-version-id|expiration)$/i

/** The headers that S3's events name among the parameters. */
const askedHeaders = [
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-storage-class',
  'x-amz-tagging',
]

/** What happenings are understood by. */
export interface Known {
  /** Whose an access key is that proved nothing. */
  readonly accountOf: (accessKeyId: string | undefined) => string
  readonly ownerOf: (bucket: string) => string | undefined
}

/** What is kept of a request; `undefined` for what is no event. */
export function happeningOf(answered: Answered, known: Known): Happening | undefined {
  const { action, headers, request, needs, caller, refusal, response } = answered
  const [need] = needs
  const colon = action.indexOf(':')
  const service = action.slice(0, colon)
  const name = action.slice(colon + 1)
  // A method in place of a name: it never became known what was wanted.
  if (!isRecorded(service) || !/^[A-Z][a-z]\w+$/.test(name)) return undefined
  const recorded: RecordedService = recordedServices[service]
  if (recorded.noEvents?.has(name) === true) return undefined
  const eventName = recorded.eventNames?.[name] ?? name
  const secrets = secretsOf(recorded)
  const bytesIn = answered.bodyBytes ?? lengthIn(headers)
  const tooLong = answered.parameters !== undefined && bytesIn > mostRequestBytes
  const keepsResult =
    refusal === undefined && (recorded.answersReads === true || !isReadOnly(recorded, eventName))
  const result = keepsResult ? hide(answered.result, secrets.response) : undefined
  const parameters = tooLong ? undefined : hide(parametersOf(answered, name), secrets.request)
  const named = caller === undefined ? namedKey(request.target, headers) : caller.accessKeyId
  const accessKeyId = named === undefined ? undefined : kept(named)
  const happening = {
    at: answered.at,
    requestId: answered.requestId,
    service,
    eventName: kept(eventName),
    caller: caller === undefined ? undefined : keptCaller(caller, accessKeyId ?? ''),
    accessKeyId,
    account: caller?.account ?? known.accountOf(accessKeyId),
    vouched: caller?.principal.type === 'web-identity' ? vouchedBy(need) : undefined,
    region: service === 'iam' ? 'us-east-1' : kept(answered.region),
    remoteAddress: request.remoteAddress ?? '127.0.0.1',
    userAgent: keptOr(headers.get('user-agent'), longestUserAgent),
    host: kept(headers.get('host') ?? '', longestHost),
    target: withoutSignature(request.target),
    website: keptOr(answered.website, longestHost),
    asked: service === 's3' ? askedIn(headers) : [],
    parameters: parameters === undefined ? undefined : keptParameters(parameters),
    leftOut: tooLong ? bytesIn : undefined,
    result: result === undefined ? undefined : JSON.stringify(membersOf(result)),
    responseHeaders: keepsResult && service === 's3' ? recordedHeaders(response) : [],
    resource: keptOr(need?.resource, longestText),
    resourceAccount: need?.resourceAccount,
    owners: ownersOf(needs),
    bucketOwner: service === 's3' ? bucketOwnerOf(answered, known) : undefined,
    status: response.status,
    errorCode: refusal?.code,
    errorMessage: keptOr(
      refusal && hideQuoted(refusal.message, answered.parameters, secrets.request),
      longestMessage,
    ),
    reason: keptOr(answered.reason, longestText),
    signedBy: signedBy(request.target, headers),
    bytesIn,
    bytesOut: lengthOut(response),
  }
  return { ...happening, size: ownSize + 2 * lengthOfTexts(happening) }
}

/** A copy of a text that keeps nothing else in memory, as a part of a longer one would, or of its beginning. */
function kept(text: string, longest: number = longestText): string {
  return Buffer.from(text.length > longest ? `${text.slice(0, longest)}…` : text).toString()
}

function keptOr(text: string | undefined, longest: number): string | undefined {
  return text === undefined ? undefined : kept(text, longest)
}

function keptParameters(parameters: unknown): KeptParameters | undefined {
  if (!(parameters instanceof Map)) return { json: JSON.stringify(parameters), areFields: false }
  return { json: JSON.stringify([...parameters]), areFields: true }
}

/** A bucket that is gone by now is one that the caller needed something of. */
function bucketOwnerOf(
  { needs, request, headers, website }: Answered,
  { ownerOf }: Known,
): string | undefined {
  const bucket = website ?? s3Asked(request.target, headers.get('host') ?? '').bucket
  return ownerOf(bucket) ?? needs[0]?.resourceAccount
}

function ownersOf(needs: readonly AuthorizationNeed[]): readonly string[] {
  const owners: string[] = []
  for (const { resourceAccount } of needs) {
    if (resourceAccount !== undefined && !owners.includes(resourceAccount)) owners.push(resourceAccount)
  }
  return owners
}

/** Without what no record has: session policies and tags can be long. */
function keptCaller(caller: Caller, accessKeyId: string): Caller {
  const { session } = caller
  if (session === undefined) return { ...caller, accessKeyId }
  const bare = { ...session, policies: undefined, tags: new Map(), transitiveTagKeys: new Set<string>() }
  return { ...caller, accessKeyId, session: bare }
}

function recordedHeaders({ headers }: RawResponse): RawResponse['headers'] {
  return headers
    .filter(([name]) => responseNames.test(name))
    .map(([name, value]) => [name, kept(value)] as const)
}

/** In UTF-16 code units, which are two bytes at most. */
function lengthOfTexts(happening: Omit<Happening, 'size'>): number {
  const { target, host, userAgent, website, parameters, result, resource, vouched } = happening
  let length = target.length + host.length + (parameters?.json.length ?? 0)
  for (const text of [userAgent, website, result, resource, happening.errorMessage, happening.reason]) {
    length += text?.length ?? 0
  }
  length += (vouched?.subject.length ?? 0) + (vouched?.audience.length ?? 0)
  for (const [name, value] of happening.asked) length += name.length + value.length
  for (const [name, value] of happening.responseHeaders) length += name.length + value.length
  for (const [key, values] of happening.caller?.session?.webIdentity?.keys ?? []) {
    length += key.length
    for (const value of values) length += value.length
  }
  return length
}

/** The policy that is put on a bucket is a parameter too. */
function parametersOf({ request, parameters, action }: Answered, name: string): Answered['parameters'] {
  const { body } = request
  if (name !== 'PutBucketPolicy' || !action.startsWith('s3:')) return parameters
  return body instanceof Uint8Array && body.length <= longestPolicy ? bucketPolicyIn(body) : undefined
}

function bucketPolicyIn(body: Uint8Array): object | undefined {
  try {
    return { bucketPolicy: JSON.parse(Buffer.from(body).toString()) }
  } catch {
    return undefined
  }
}

function isRecorded(service: string): service is keyof typeof recordedServices {
  return Object.hasOwn(recordedServices, service)
}

const lowered = new WeakMap<
  RecordedService,
  { readonly request: ReadonlySet<string>; readonly response: ReadonlySet<string> }
>()

function secretsOf(service: RecordedService): NonNullable<ReturnType<typeof lowered.get>> {
  let found = lowered.get(service)
  if (found === undefined) {
    found = { request: lower(service.secret.request), response: lower(service.secret.response) }
    lowered.set(service, found)
  }
  return found
}

function lower(names: readonly string[]): Set<string> {
  return new Set(names.map((name) => name.toLowerCase()))
}

function askedIn(headers: ReadonlyMap<string, string>): [string, string][] {
  const asked: [string, string][] = []
  for (const name of askedHeaders) {
    const value = headers.get(name)
    if (value !== undefined) asked.push([name, kept(value)])
  }
  return asked
}

/** What a presigned URL proves itself with is not kept. */
function withoutSignature(target: string): string {
  if (!target.includes('ignature') && !target.includes('oken')) return target
  return target.replace(/([?&](?:X-Amz-Signature|X-Amz-Security-Token|Signature)=)[^&]*/gi, '$1')
}

/** The key that a request names, also where it did not prove to have it. */
function namedKey(target: string, headers: ReadonlyMap<string, string>): string | undefined {
  const header = /(?:Credential=|^AWS )(\w{16,128})[/:]/.exec(headers.get('authorization') ?? '')?.[1]
  return header ?? /[?&](?:X-Amz-Credential|AWSAccessKeyId)=(\w{16,128})/i.exec(target)?.[1]
}

function signedBy(target: string, headers: ReadonlyMap<string, string>): Happening['signedBy'] {
  if (headers.has('authorization')) return 'AuthHeader'
  return /[?&](?:X-Amz-Credential|AWSAccessKeyId)=/i.test(target) ? 'QueryString' : undefined
}

function vouchedBy(need: AuthorizationNeed | undefined): Vouched {
  const valueOf = (end: string): string => {
    for (const [name, values] of need?.context ?? []) if (name.endsWith(end)) return kept(values[0] ?? '')
    return ''
  }
  return { subject: valueOf(':sub'), audience: valueOf(':aud') }
}

function lengthIn(headers: ReadonlyMap<string, string>): number {
  const length = Number(headers.get('x-amz-decoded-content-length') ?? headers.get('content-length') ?? 0)
  return Number.isSafeInteger(length) && length >= 0 ? length : 0
}

function lengthOut({ headers, body }: RawResponse): number {
  for (const [name, value] of headers) if (name.toLowerCase() === 'content-length') return Number(value)
  return typeof body === 'string' ? Buffer.byteLength(body) : body.length
}
