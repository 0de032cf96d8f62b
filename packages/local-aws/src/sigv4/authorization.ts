import { decodeUri, type RawRequest } from '../base/index.ts'
import { amzDate, parseAmzDate, parseHttpDate } from './amz-date.ts'
import { queryRefusals, type Refusal, type Refusals, s3Refusals } from './refusal.ts'
import { algorithm, type CredentialScope } from './string-to-sign.ts'

/** What a request says about its own signature, before any of it has been checked. */
export interface Authorization {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** Lower-case names, in the order sent. */
  readonly signedHeaders: readonly string[]
  /** Hex, as sent. */
  readonly signature: string
  readonly signedAt: Date
  readonly sessionToken: string | undefined
  /** Set for a presigned URL: how long it is valid from `signedAt`, 1 to 604,800 seconds. */
  readonly expiresSeconds: number | undefined
}

type Parameters = ReadonlyMap<string, string>

const queryNames = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
] as const

const headerParameters = ['Credential', 'Signature', 'SignedHeaders'] as const

/** The decoded query parameters of a request target; of a repeated one, the last. */
export function queryParameters(target: string): Map<string, string> {
  const parameters = new Map<string, string>()
  const question = target.indexOf('?')
  if (question === -1) return parameters
  for (const part of target.slice(question + 1).split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = equals === -1 ? part : part.slice(0, equals)
    const value = equals === -1 ? '' : part.slice(equals + 1)
    parameters.set(decodeUri(name.replaceAll('+', ' ')), decodeUri(value.replaceAll('+', ' ')))
  }
  return parameters
}

/**
 * Reads the `Authorization` header, or the `X-Amz-…` query parameters of a presigned URL.
 *
 * @param service whose words a refusal is in, where the request does not say it; default from the scope
 */
export function parseAuthorization(
  request: Omit<RawRequest, 'body'>,
  headers: Parameters,
  service: string | undefined,
): Authorization | Refusal {
  const header = headers.get('authorization')
  const query = request.target.includes('X-Amz-') ? queryParameters(request.target) : undefined
  const presigned =
    query !== undefined && ['Algorithm', 'Credential', 'Signature'].some((name) => query.has(`X-Amz-${name}`))
  const unscoped = refusalsOf(service)
  if (header !== undefined) {
    if (presigned || timesSent(request, 'authorization') > 1) return unscoped.severalMechanisms()
    return fromHeader(header, headers, service)
  }
  if (presigned) return fromQuery(query, service)
  // Signature Version 2, with which boto3 still presigns unless told otherwise.
  if (/[?&]AWSAccessKeyId=/.test(request.target)) return unscoped.unsupportedAlgorithm('AWS')
  return unscoped.missingAuthentication()
}

/** How often a header was sent: `headerValues` joins the values. */
export function timesSent(request: Omit<RawRequest, 'body'>, header: string): number {
  return request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header).length
}

/** The words in which the service of a credential scope refuses. */
export function refusalsOf(service: string | undefined): Refusals {
  return service === 's3' ? s3Refusals : queryRefusals
}

function fromHeader(
  header: string,
  headers: Parameters,
  service: string | undefined,
): Authorization | Refusal {
  const space = header.indexOf(' ')
  const name = space === -1 ? header : header.slice(0, space)
  const parameters = new Map<string, string>()
  for (const part of space === -1 ? [] : header.slice(space + 1).split(',')) {
    const equals = part.indexOf('=')
    if (equals !== -1) parameters.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim())
  }
  const scope = parseScope(parameters.get('Credential'))
  const refusals = refusalsOf(service ?? scope?.service)
  // Not the whole text: whatever was sent here, it may be somebody's secret.
  if (name !== algorithm)
    return refusals.unsupportedAlgorithm(/^AWS4?[A-Z0-9-]{0,32}$/.test(name) ? name : '')
  const missing = headerParameters.filter((parameter) => (parameters.get(parameter) ?? '') === '')
  if (missing.length > 0) return refusals.missingParameters(missing)
  const text = headers.get('x-amz-date')
  const fallback = headers.get('date')
  if (text === undefined && fallback === undefined) return refusals.missingDate()
  const signedAt = text === undefined ? parseHttpDate(fallback ?? '') : parseAmzDate(text)
  if (signedAt === undefined) return refusals.malformedDate(text ?? fallback ?? '')
  return finish(parameters, '', scope, signedAt, headers.get('x-amz-security-token'), undefined, refusals)
}

function fromQuery(query: Parameters, service: string | undefined): Authorization | Refusal {
  const scope = parseScope(query.get('X-Amz-Credential'))
  const refusals = refusalsOf(service ?? scope?.service)
  const absent = queryNames.filter((parameter) => (query.get(parameter) ?? '') === '')
  if (absent.length > 0) return refusals.missingQueryParameters(absent)
  const name = query.get('X-Amz-Algorithm') ?? ''
  if (name !== algorithm)
    return refusals.unsupportedAlgorithm(/^AWS4?[A-Z0-9-]{0,32}$/.test(name) ? name : '')
  const date = query.get('X-Amz-Date') ?? ''
  const signedAt = parseAmzDate(date)
  if (signedAt === undefined) return refusals.malformedDate(date)
  const expires = query.get('X-Amz-Expires') ?? ''
  if (!/^-?\d{1,15}$/.test(expires)) return refusals.malformedExpires('not a number')
  const expiresSeconds = Number(expires)
  if (expiresSeconds < 0) return refusals.malformedExpires('negative')
  if (expiresSeconds > 604_800) return refusals.malformedExpires('over a week')
  return finish(query, 'X-Amz-', scope, signedAt, query.get('X-Amz-Security-Token'), expiresSeconds, refusals)
}

function finish(
  parameters: Parameters,
  prefix: '' | 'X-Amz-',
  scope: (CredentialScope & { readonly accessKeyId: string }) | undefined,
  signedAt: Date,
  sessionToken: string | undefined,
  expiresSeconds: number | undefined,
  refusals: Refusals,
): Authorization | Refusal {
  if (scope === undefined) return refusals.malformedCredential(parameters.get(`${prefix}Credential`) ?? '')
  const timestamp = amzDate(signedAt)
  if (!timestamp.startsWith(scope.date)) return refusals.scopeDateMismatch(scope.date, timestamp)
  return {
    accessKeyId: scope.accessKeyId,
    scope: { date: scope.date, region: scope.region, service: scope.service },
    signedHeaders: (parameters.get(`${prefix}SignedHeaders`) ?? '').toLowerCase().split(';'),
    signature: parameters.get(`${prefix}Signature`) ?? '',
    signedAt,
    sessionToken,
    expiresSeconds,
  }
}

/** `AKID/YYYYMMDD/region/service/aws4_request`; `undefined` for anything else. */
export function parseScope(
  credential: string | undefined,
): (CredentialScope & { accessKeyId: string }) | undefined {
  const [accessKeyId, date, region, service, term, ...rest] = (credential ?? '').split('/')
  if (accessKeyId === undefined || date === undefined || region === undefined || service === undefined) {
    return undefined
  }
  if (term !== 'aws4_request' || rest.length > 0) return undefined
  if (!/^\w{1,128}$/.test(accessKeyId) || !/^\d{8}$/.test(date)) return undefined
  if (!/^[a-z0-9-]{1,64}$/.test(region) || !/^[a-z0-9-]{1,64}$/.test(service)) return undefined
  return { accessKeyId, date, region, service }
}
