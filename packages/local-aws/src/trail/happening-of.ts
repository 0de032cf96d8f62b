import type { RawResponse } from '../base/index.ts'
import type { AuthorizationNeed } from '../protocol/index.ts'
import type { Answered } from './answered.ts'
import type { Members } from './cloud-trail-event.ts'
import type { Happening, S3Happening } from './happening.ts'
import { fieldsWithoutSecrets, hideQuoted, secretNames, type SecretNames } from './hide.ts'
import { membersOf } from './members.ts'
import { putMembers } from './put-members.ts'
import { isReadOnly, type RecordedService, recordedServices } from './recorded-services.ts'
import { s3Asked } from './s3-asked.ts'
import { type Vouched, whoIs } from './who.ts'

/** As CloudTrail has it: the parameters of a longer request are left out. */
const mostRequestBytes = 100 * 1024
const longestUserAgent = 1024
const longestHost = 255
/** Messages may quote what was sent, however long that was. */
const longestMessage = 1024
const longestText = 2048

/** The headers that S3's answers are recorded by. */
const answerHeaders = new Set([
  'x-amz-version-id',
  'x-amz-server-side-encryption',
  'x-amz-delete-marker',
  'x-amz-copy-source-version-id',
  'x-amz-expiration',
])

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

/**
 * What is kept of a request, here already without secrets; `undefined` for what is no event. It is made for every
 * request, so whatever can wait until somebody asks for the record is left to that.
 */
export function happeningOf(answered: Answered, known: Known): Happening | undefined {
  const { action, headers, request, needs, caller, refusal, parameters } = answered
  const [need] = needs
  const colon = action.indexOf(':')
  const service = action.slice(0, colon)
  const name = action.slice(colon + 1)
  // A method in place of a name: it never became known what was wanted.
  if (!isRecorded(service) || !/^[A-Z][a-z]\w+$/.test(name)) return undefined
  const recorded: RecordedService = recordedServices[service]
  if (recorded.noEvents?.has(name) === true) return undefined
  const eventName = recorded.eventNames?.[name] ?? name
  const secretInRequest = secretNames(recorded.secret.request)
  const bytesIn = answered.bodyBytes ?? lengthIn(headers)
  // What is put into S3 is no parameter, however long.
  const tooLong = parameters !== undefined && service !== 's3' && bytesIn > mostRequestBytes
  const keepsResult =
    refusal === undefined && (recorded.answersReads === true || !isReadOnly(recorded, eventName))
  const named = caller === undefined ? namedKey(request.target, headers) : caller.accessKeyId
  const asked = tooLong ? {} : keptParameters(service, parameters, secretInRequest)
  return {
    at: answered.at.getTime(),
    requestId: answered.requestId,
    service,
    eventName: cut(eventName),
    who: caller && whoIs(caller),
    accessKeyId: named,
    account: caller?.account ?? known.accountOf(named),
    vouched: caller?.principal.type === 'web-identity' ? vouchedBy(need) : undefined,
    region: service === 'iam' ? 'us-east-1' : cut(answered.region),
    remoteAddress: request.remoteAddress ?? '127.0.0.1',
    userAgent: cutOr(headers.get('user-agent'), longestUserAgent),
    host: cut(headers.get('host') ?? '', longestHost),
    fields: asked.fields,
    parameters: asked.parameters,
    leftOut: tooLong ? bytesIn : undefined,
    result: keepsResult ? asMembers(answered.result, secretNames(recorded.secret.response)) : undefined,
    resource: cutOr(need?.resource, longestText),
    resourceAccount: need?.resourceAccount,
    owners: ownersOf(needs),
    errorCode: refusal?.code,
    errorMessage: cutOr(refusal && hideQuoted(refusal.recorded, parameters, secretInRequest), longestMessage),
    reason: cutOr(answered.reason, longestText),
    s3: service === 's3' ? s3Happening(answered, known, { eventName, bytesIn, keepsResult }) : undefined,
  }
}

/** What was asked for; of S3 it is with the rest of {@link S3Happening}. */
function keptParameters(
  service: Happening['service'],
  parameters: Answered['parameters'],
  secret: SecretNames,
): Pick<Happening, 'fields' | 'parameters'> {
  if (service === 's3') return {}
  if (parameters instanceof Map) return { fields: fieldsWithoutSecrets(parameters, secret) }
  // What is known of a sign-in has the names of its records already.
  if (service === 'signin') return { parameters: isMembers(parameters) ? parameters : undefined }
  return { parameters: asMembers(parameters, secret) }
}

function s3Happening(
  { request, response, headers, website, needs, parameters, put }: Answered,
  { ownerOf }: Known,
  {
    eventName,
    bytesIn,
    keepsResult,
  }: { readonly eventName: string; readonly bytesIn: number; readonly keepsResult: boolean },
): S3Happening {
  const { target } = request
  const setsUp = !recordedServices.s3.isData?.(eventName) && !isReadOnly(recordedServices.s3, eventName)
  const bucket = website ?? s3Asked(target, headers.get('host') ?? '').bucket
  return {
    target: withoutSignature(target),
    website: cutOr(website, longestHost),
    formKey: formKeyIn(parameters),
    put: setsUp && put !== undefined ? putMembers(eventName, put) : undefined,
    asked: askedIn(headers),
    headers: keepsResult ? recordedHeaders(response) : [],
    // A bucket that is gone by now is one that the caller needed something of.
    bucketOwner: ownerOf(bucket) ?? needs[0]?.resourceAccount,
    signedBy: signedBy(target, headers),
    bytesIn,
    bytesOut: lengthOut(response),
  }
}

/** The beginning of a longer text. */
function cut(text: string, longest: number = longestText): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

function cutOr(text: string | undefined, longest: number): string | undefined {
  return text === undefined ? undefined : cut(text, longest)
}

function asMembers(value: unknown, secret: SecretNames): Members | undefined {
  const members = membersOf(value, secret)
  return isMembers(members) ? members : undefined
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function ownersOf(needs: readonly AuthorizationNeed[]): readonly string[] {
  const owners: string[] = []
  for (const { resourceAccount } of needs) {
    if (resourceAccount !== undefined && !owners.includes(resourceAccount)) owners.push(resourceAccount)
  }
  return owners
}

function recordedHeaders({ headers }: RawResponse): S3Happening['headers'] {
  return headers
    .filter(([name]) => answerHeaders.has(name.toLowerCase()))
    .map(([name, value]) => [name, cut(value)] as const)
}

/** A form names its object in a field. */
function formKeyIn(parameters: Answered['parameters']): string | undefined {
  const key = isMembers(parameters) ? parameters['key'] : undefined
  return typeof key === 'string' ? cut(key) : undefined
}

function isRecorded(service: string): service is keyof typeof recordedServices {
  return Object.hasOwn(recordedServices, service)
}

function askedIn(headers: ReadonlyMap<string, string>): S3Happening['asked'] {
  const asked: [string, string][] = []
  for (const name of askedHeaders) {
    const value = headers.get(name)
    if (value !== undefined) asked.push([name, cut(value)])
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

function signedBy(target: string, headers: ReadonlyMap<string, string>): S3Happening['signedBy'] {
  if (headers.has('authorization')) return 'AuthHeader'
  return /[?&](?:X-Amz-Credential|AWSAccessKeyId)=/i.test(target) ? 'QueryString' : undefined
}

function vouchedBy(need: AuthorizationNeed | undefined): Vouched {
  const valueOf = (end: string): string => {
    for (const [name, values] of need?.context ?? []) if (name.endsWith(end)) return cut(values[0] ?? '')
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
