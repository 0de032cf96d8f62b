import { amzDate } from './amz-date.ts'

/** Why a request's signature was not accepted, in AWS's own code and words. Holds no secret and no signature. */
export interface Refusal {
  readonly verified: false
  readonly code: string
  /** HTTP status. */
  readonly status: number
  readonly message: string
  /** Further elements of S3's error document. */
  readonly details: Readonly<Record<string, string>>
}

/** How far a clock may be off, either way. */
export const maxSkewSeconds = 900

/** Everything that can be wrong with a signed request. S3 and the other services word it differently. */
export interface Refusals {
  readonly missingAuthentication: () => Refusal
  readonly severalMechanisms: () => Refusal
  readonly unsupportedAlgorithm: (name: string) => Refusal
  readonly missingParameters: (names: readonly string[]) => Refusal
  readonly malformedCredential: (value: string) => Refusal
  readonly missingDate: () => Refusal
  readonly malformedDate: (text: string) => Refusal
  /** Of a presigned URL. */
  readonly missingQueryParameters: (names: readonly string[]) => Refusal
  readonly malformedExpires: (problem: 'not a number' | 'negative' | 'over a week') => Refusal
  readonly scopeDateMismatch: (scopeDate: string, timestamp: string) => Refusal
  readonly wrongService: (expected: string) => Refusal
  readonly headersNotSigned: (names: readonly string[]) => Refusal
  readonly unknownKey: (accessKeyId: string) => Refusal
  readonly invalidToken: () => Refusal
  readonly expiredToken: () => Refusal
  readonly tooOld: (at: Date, now: Date) => Refusal
  readonly tooNew: (at: Date, now: Date) => Refusal
  readonly presignedExpired: (at: Date, expiresSeconds: number, now: Date) => Refusal
  /** `signed`: what was signed here, to compare with what the caller signed; without session tokens. */
  readonly signatureMismatch: (
    accessKeyId: string,
    signed?: { readonly stringToSign: string; readonly canonicalRequest?: string },
  ) => Refusal
}

const refusal = (
  code: string,
  status: number,
  message: string,
  details: Record<string, string> = {},
): Refusal => ({ verified: false, code, status, message, details })

const incomplete = (message: string): Refusal => refusal('IncompleteSignature', 400, message)
const mismatch = (message: string): Refusal => refusal('SignatureDoesNotMatch', 403, message)

const shifted = (date: Date, bySeconds: number): string =>
  amzDate(new Date(date.getTime() + bySeconds * 1000))

/**
 * The words of STS, IAM and the other services behind AWS's common front end.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export const queryRefusals: Refusals = {
  missingAuthentication: () =>
    refusal('MissingAuthenticationToken', 403, 'Request is missing Authentication Token'),
  severalMechanisms: () =>
    incomplete('Only one of the Authorization header and the query may sign a request.'),
  unsupportedAlgorithm: (name) => incomplete(`Unsupported AWS 'algorithm': '${name}'.`),
  missingParameters: (names) =>
    incomplete(names.map((name) => `Authorization header requires '${name}' parameter.`).join(' ')),
  malformedCredential: (value) =>
    incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${value.slice(0, 200)}'`,
    ),
  missingDate: () =>
    incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."),
  malformedDate: (text) => incomplete(`Date must be in ISO-8601 'basic format'. Got '${text.slice(0, 40)}'.`),
  missingQueryParameters: (names) =>
    incomplete(names.map((name) => `AWS query-string parameters must include '${name}'.`).join(' ')),
  malformedExpires: (problem) => incomplete(expiresMessage[problem]),
  scopeDateMismatch: (scopeDate, timestamp) =>
    mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scopeDate}' != '${timestamp.slice(0, 8)}', from '${timestamp}'.`,
    ),
  wrongService: (expected) => mismatch(`Credential should be scoped to correct service: '${expected}'. `),
  headersNotSigned: (names) =>
    mismatch(
      names.includes('host')
        ? "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
        : `'${names[0] ?? ''}' must be a 'SignedHeader' in the AWS Authorization.`,
    ),
  unknownKey: () =>
    refusal('InvalidClientTokenId', 403, 'The security token included in the request is invalid.'),
  invalidToken: () =>
    refusal('InvalidClientTokenId', 403, 'The security token included in the request is invalid.'),
  expiredToken: () => refusal('ExpiredToken', 403, 'The security token included in the request is expired'),
  tooOld: (at, now) =>
    mismatch(
      `Signature expired: ${amzDate(at)} is now earlier than ${shifted(now, -maxSkewSeconds)} (${amzDate(now)} - 15 min.)`,
    ),
  tooNew: (at, now) =>
    mismatch(
      `Signature not yet current: ${amzDate(at)} is still later than ${shifted(now, maxSkewSeconds)} (${amzDate(now)} + 15 min.)`,
    ),
  presignedExpired: (at, expiresSeconds, now) =>
    mismatch(
      `Signature expired: ${amzDate(at)} is now earlier than ${shifted(now, -expiresSeconds)} (${amzDate(now)} - ${expiresSeconds} sec.)`,
    ),
  signatureMismatch: () =>
    mismatch(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    ),
}

const expiresMessage = {
  'not a number': 'X-Amz-Expires should be a number',
  negative: 'X-Amz-Expires must be non-negative',
  'over a week':
    'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
} as const

const malformedHeader = (problem: string): Refusal =>
  refusal('AuthorizationHeaderMalformed', 400, `The authorization header is malformed; ${problem}`)

const notSigned = 'There were headers present in the request which were not signed'

/**
 * The words of S3.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export const s3Refusals: Refusals = {
  missingAuthentication: () => refusal('AccessDenied', 403, 'Access Denied'),
  severalMechanisms: () =>
    refusal(
      'InvalidArgument',
      400,
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    ),
  unsupportedAlgorithm: (name) =>
    name.startsWith('AWS')
      ? refusal(
          'InvalidRequest',
          400,
          'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
        )
      : refusal('InvalidArgument', 400, 'Unsupported Authorization Type'),
  missingParameters: () =>
    malformedHeader(
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    ),
  malformedCredential: () =>
    malformedHeader(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ),
  missingDate: () =>
    refusal('AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header'),
  malformedDate: () =>
    refusal('AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header'),
  missingQueryParameters: () =>
    refusal(
      'AuthorizationQueryParametersError',
      400,
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    ),
  malformedExpires: (problem) => refusal('AuthorizationQueryParametersError', 400, expiresMessage[problem]),
  scopeDateMismatch: (scopeDate, timestamp) =>
    malformedHeader(
      `Invalid credential date "${scopeDate}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    ),
  wrongService: (expected) => malformedHeader(`incorrect service. This endpoint belongs to "${expected}".`),
  headersNotSigned: (names) =>
    refusal('AccessDenied', 403, notSigned, { HeadersNotSigned: names.join(', ') }),
  unknownKey: (accessKeyId) =>
    refusal('InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.', {
      AWSAccessKeyId: accessKeyId,
    }),
  invalidToken: () => refusal('InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'),
  expiredToken: () => refusal('ExpiredToken', 400, 'The provided token has expired.'),
  tooOld: skewed,
  tooNew: skewed,
  presignedExpired: (at, expiresSeconds, now) =>
    refusal('AccessDenied', 403, 'Request has expired', {
      'X-Amz-Expires': String(expiresSeconds),
      Expires: wholeSeconds(new Date(at.getTime() + expiresSeconds * 1000)),
      ServerTime: wholeSeconds(now),
    }),
  signatureMismatch: (accessKeyId, signed) =>
    refusal(
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      {
        AWSAccessKeyId: accessKeyId,
        ...(signed === undefined ? {} : { StringToSign: signed.stringToSign }),
        ...(signed?.canonicalRequest === undefined ? {} : { CanonicalRequest: signed.canonicalRequest }),
      },
    ),
}

function skewed(at: Date, now: Date): Refusal {
  return refusal(
    'RequestTimeTooSkewed',
    403,
    'The difference between the request time and the current time is too large.',
    {
      RequestTime: amzDate(at),
      ServerTime: wholeSeconds(now),
      MaxAllowedSkewMilliseconds: String(maxSkewSeconds * 1000),
    },
  )
}

function wholeSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** What can be wrong with an S3 body, once the signature over its announced hash is right. */
export const payloadRefusals = {
  missingHash: (): Refusal =>
    refusal('InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256'),
  malformedHash: (): Refusal =>
    refusal(
      'InvalidArgument',
      400,
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      { ArgumentName: 'x-amz-content-sha256' },
    ),
  hashMismatch: (announced: string, computed: string): Refusal =>
    refusal(
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { ClientComputedContentSHA256: announced, S3ComputedContentSHA256: computed },
    ),
  missingLength: (): Refusal =>
    refusal('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.'),
  malformedTrailer: (): Refusal =>
    refusal(
      'MalformedTrailerError',
      400,
      'The request contained trailing data that was not well-formed or did not conform to our published schema.',
    ),
  incompleteBody: (): Refusal => refusal('IncompleteBody', 400, 'The request body terminated unexpectedly'),
}

/** What can be wrong with the fields of a form alone. */
export const formRefusals = {
  missingField: (name: string): Refusal =>
    refusal(
      'InvalidArgument',
      400,
      `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
      { ArgumentName: name, ArgumentValue: '' },
    ),
  wrongAlgorithm: (): Refusal =>
    refusal('InvalidArgument', 400, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"', {
      ArgumentName: 'X-Amz-Algorithm',
    }),
}

/** What can be wrong with Signature Version 2 alone. */
export const versionTwoRefusals = {
  malformed: (): Refusal =>
    refusal(
      'InvalidArgument',
      400,
      'AWS authorization header is invalid. Expected AwsAccessKeyId:signature',
      {
        ArgumentName: 'Authorization',
      },
    ),
  incompleteQuery: (): Refusal =>
    refusal(
      'AccessDenied',
      403,
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    ),
  expired: (at: Date, now: Date): Refusal =>
    refusal('AccessDenied', 403, 'Request has expired', {
      Expires: wholeSeconds(at),
      ServerTime: wholeSeconds(now),
    }),
  uncovered: (name: string): Refusal =>
    refusal(
      'InvalidRequest',
      400,
      `Signature Version 2 does not cover the parameter ${name.slice(0, 64)}. Please use AWS4-HMAC-SHA256.`,
    ),
}
