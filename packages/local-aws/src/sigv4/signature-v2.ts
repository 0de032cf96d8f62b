import { createHmac } from 'node:crypto'

import { decodeUri, type RawRequest, sameText } from '../base/index.ts'
import { parseAmzDate, parseHttpDate } from './amz-date.ts'
import { queryParameters, timesSent } from './authorization.ts'
import { maxSkewSeconds, type Refusal, s3Refusals, versionTwoRefusals } from './refusal.ts'

/** What a request signed with Signature Version 2 says about its own signature. */
interface Claim {
  readonly accessKeyId: string
  /** Base64, as sent. */
  readonly signature: string
  readonly sessionToken: string | undefined
  /** Header values by lower-case name, with those that the query carries in their place. */
  readonly headers: ReadonlyMap<string, string>
  /** `Date` or `Expires`, as it is signed. */
  readonly date: string
  readonly presigned: boolean
}

/** A verified request, as far as Version 2 says anything: neither a region nor a service is signed. */
export interface VerifiedV2<Key> {
  readonly key: Key
  readonly accessKeyId: string
  readonly signedAt: Date
  readonly presigned: boolean
}

/** The query parameters that are part of what is signed. */
const signedParameters = new Set([
  'accelerate',
  'acl',
  'cors',
  'delete',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'restore',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
])

/** Those that say no more than which part of a list is wanted: all else has to be signed. */
const unsignedParameters =
  /^(?:AWSAccessKeyId|Signature|Expires|x-id|list-type|prefix|delimiter|marker|max-keys|encoding-type|continuation-token|start-after|fetch-owner|key-marker|version-id-marker|upload-id-marker|max-uploads|max-parts|part-number-marker|max-buckets|bucket-region|x-amz-[a-z0-9-]+|content-md5|content-type)$/i

/** Whether a request is signed with Version 2, well or badly. */
export function isSignedWithV2(
  request: Omit<RawRequest, 'body'>,
  headers: ReadonlyMap<string, string>,
): boolean {
  const header = headers.get('authorization')
  if (header !== undefined) return /^AWS (?!4)/.test(header)
  return /[?&]AWSAccessKeyId=/.test(request.target) && /[?&]Expires=/.test(request.target)
}

/**
 * Verifies S3's Signature Version 2, in the `Authorization` header or in a presigned URL: what older AWS
 * CLIs and boto3 make for a presigned URL in the regions that were there before 2014. It covers neither the
 * body (but for `Content-MD5`) nor every query parameter; one that it should cover and does not is refused.
 *
 * @param bucketOfHost the bucket that a host name names, which is part of what is signed
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
export function verifySignatureV2<
  Key extends { readonly secretAccessKey: string; readonly expiresAt?: Date | undefined },
>(
  request: Omit<RawRequest, 'body'>,
  sent: ReadonlyMap<string, string>,
  options: {
    readonly lookup: (
      accessKeyId: string,
      sessionToken: string | undefined,
    ) => Key | 'InvalidToken' | undefined
    readonly now: Date
    readonly bucketOfHost: (host: string) => string | undefined
  },
): VerifiedV2<Key> | Refusal {
  const claim = claimOf(request, sent)
  if ('verified' in claim) return claim
  const { now } = options
  const signedAt = momentOf(claim)
  if (signedAt === undefined) return s3Refusals.missingDate()
  const key = options.lookup(claim.accessKeyId, claim.sessionToken)
  if (key === undefined) return s3Refusals.unknownKey(claim.accessKeyId)
  if (key === 'InvalidToken') return s3Refusals.invalidToken()
  const toSign = stringToSignV2(request, claim, options.bucketOfHost)
  const isSigned = (text: string): boolean =>
    sameText(createHmac('sha1', key.secretAccessKey).update(text, 'utf8').digest('base64'), claim.signature)
  if (!isSigned(toSign) && !isSigned(stringToSignV2(request, claim, options.bucketOfHost, '/'))) {
    const shown = toSign.replace(/(x-amz-security-token:).*/, '$1[secret]')
    return s3Refusals.signatureMismatch(claim.accessKeyId, { stringToSign: shown })
  }
  if (key.expiresAt !== undefined && key.expiresAt <= now) return s3Refusals.expiredToken()
  if (claim.presigned) {
    if (signedAt <= now) return versionTwoRefusals.expired(signedAt, now)
  } else {
    const age = (now.getTime() - signedAt.getTime()) / 1000
    if (Math.abs(age) > maxSkewSeconds) return s3Refusals.tooOld(signedAt, now)
  }
  return { key, accessKeyId: claim.accessKeyId, signedAt, presigned: claim.presigned }
}

/**
 * `StringToSign` of Version 2.
 *
 * @param afterBucket what a path that is a bucket alone ends with: botocore signs a slash that it does not send
 */
function stringToSignV2(
  request: Omit<RawRequest, 'body'>,
  { headers, date, presigned }: Claim,
  bucketOfHost: (host: string) => string | undefined,
  afterBucket: '' | '/' = '',
): string {
  const question = request.target.indexOf('?')
  const path = question === -1 ? request.target : request.target.slice(0, question)
  const bucket = bucketOfHost(headers.get('host') ?? '')
  const isBucket = bucket === undefined && /^\/[^/]+$/.test(path)
  const own = [...headers]
    .filter(([name]) => name.startsWith('x-amz-'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value.replace(/[ \t]*\r?\n[ \t]*/g, ' ').trim()}\n`)
  const parameters = question === -1 ? '' : canonicalParameters(request.target.slice(question + 1))
  return [
    request.method,
    headers.get('content-md5') ?? '',
    headers.get('content-type') ?? '',
    // An `x-amz-date` is signed among the others, and counts in place of `Date`.
    !presigned && headers.has('x-amz-date') ? '' : date,
    `${own.join('')}${bucket === undefined ? '' : `/${bucket}`}${path}${isBucket ? afterBucket : ''}${parameters}`,
  ].join('\n')
}

function canonicalParameters(query: string): string {
  const signed = query
    .split('&')
    .map((part) => part.split(/=(.*)/s))
    .filter(([name = '']) => signedParameters.has(decodeUri(name)))
    .map(([name = '', value]) => (value === undefined ? name : `${name}=${decodeUri(value)}`))
    .toSorted((a, b) => (a < b ? -1 : 1))
  return signed.length === 0 ? '' : `?${signed.join('&')}`
}

function claimOf(request: Omit<RawRequest, 'body'>, sent: ReadonlyMap<string, string>): Claim | Refusal {
  const query = queryParameters(request.target)
  const header = sent.get('authorization')
  const inQuery = query.has('AWSAccessKeyId') || query.has('Signature')
  const several = query.has('X-Amz-Algorithm') || query.has('X-Amz-Signature')
  if (several || (header !== undefined && (inQuery || timesSent(request, 'authorization') > 1))) {
    return s3Refusals.severalMechanisms()
  }
  const uncovered = [...query.keys()].find(
    (name) => !signedParameters.has(name) && !unsignedParameters.test(name),
  )
  if (uncovered !== undefined) return versionTwoRefusals.uncovered(uncovered)
  if (header !== undefined) {
    const [, accessKeyId, signature] = /^AWS ([A-Za-z0-9]{1,128}):([A-Za-z0-9+/=]{1,64})$/.exec(header) ?? []
    if (accessKeyId === undefined || signature === undefined) return versionTwoRefusals.malformed()
    return {
      accessKeyId,
      signature,
      sessionToken: sent.get('x-amz-security-token'),
      headers: sent,
      date: sent.get('date') ?? '',
      presigned: false,
    }
  }
  const accessKeyId = query.get('AWSAccessKeyId') ?? ''
  const signature = query.get('Signature') ?? ''
  const expires = query.get('Expires') ?? ''
  if (accessKeyId === '' || signature === '' || !/^\d{1,11}$/.test(expires))
    return versionTwoRefusals.incompleteQuery()
  const moved = [...query]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') || name === 'content-md5' || name === 'content-type')
  const headers = new Map([...moved, ...sent])
  return {
    accessKeyId,
    signature,
    sessionToken: headers.get('x-amz-security-token'),
    headers,
    date: expires,
    presigned: true,
  }
}

/** When it was signed; for a presigned URL, until when it is good. */
function momentOf({ headers, date, presigned }: Claim): Date | undefined {
  if (presigned) return new Date(Number(date) * 1000)
  const own = headers.get('x-amz-date') ?? date
  return parseAmzDate(own) ?? parseHttpDate(own.replace(/\+0000$/, 'GMT'))
}
