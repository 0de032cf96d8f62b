import { HallpassError, type ErrorCode, type ErrorFacts } from '../base/index.ts'
import type { HttpResponse } from '../wire/index.ts'
import { child, childText, parseXml, type XmlElement } from './answer-xml.ts'

/** What was asked of whom, for messages and for telling which secrets an answer must not repeat. */
export interface AskedOf {
  /** e.g. `sts:AssumeRole`. */
  readonly operation: string
  /** Host and port. */
  readonly address: string
  /** What the request carried and no message may show. */
  readonly secrets: readonly string[]
}

const codes: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: 'AccessDenied',
  AccessDeniedException: 'AccessDenied',
  UnauthorizedOperation: 'AccessDenied',
  InvalidClientTokenId: 'InvalidClientTokenId',
  InvalidAccessKeyId: 'InvalidClientTokenId',
  InvalidToken: 'InvalidClientTokenId',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ExpiredToken: 'ExpiredToken',
  ExpiredTokenException: 'ExpiredToken',
  SignatureDoesNotMatch: 'SignatureDoesNotMatch',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  RequestExpired: 'ClockSkewed',
  RequestTimeTooSkewed: 'ClockSkewed',
  RegionDisabledException: 'RegionDisabled',
  MalformedPolicyDocument: 'MalformedPolicyDocument',
  MalformedPolicyDocumentException: 'MalformedPolicyDocument',
  PackedPolicyTooLarge: 'PackedPolicyTooLarge',
  PackedPolicyTooLargeException: 'PackedPolicyTooLarge',
  Throttling: 'Throttled',
  ThrottlingException: 'Throttled',
  ThrottledException: 'Throttled',
  RequestThrottled: 'Throttled',
  RequestThrottledException: 'Throttled',
  RequestLimitExceeded: 'Throttled',
  TooManyRequestsException: 'Throttled',
  BandwidthLimitExceeded: 'Throttled',
  PriorRequestNotComplete: 'Throttled',
  SlowDown: 'Throttled',
  IDPCommunicationError: 'AwsUnavailable',
  InternalFailure: 'AwsUnavailable',
  InternalError: 'AwsUnavailable',
  ServiceUnavailable: 'AwsUnavailable',
  ServiceFailure: 'AwsUnavailable',
}

// The same code stands for several things; only the sentence tells them apart.
const sentences: readonly { awsCode: string; sentence: RegExp; code: ErrorCode }[] = [
  {
    awsCode: 'SignatureDoesNotMatch',
    sentence: /^Signature (?:expired|not yet current)/,
    code: 'ClockSkewed',
  },
  {
    awsCode: 'InvalidSignatureException',
    sentence: /^Signature (?:expired|not yet current)/,
    code: 'ClockSkewed',
  },
  { awsCode: 'ValidationError', sentence: /role chaining/, code: 'DurationOverChainedMaximum' },
  { awsCode: 'ValidationError', sentence: /MaxSessionDuration/, code: 'DurationOverRoleMaximum' },
  {
    awsCode: 'ValidationError',
    sentence: / at 'policy' failed to satisfy constraint: Member must have length less than or equal to/,
    code: 'PackedPolicyTooLarge',
  },
]

const hints: Partial<Record<ErrorCode, string>> = {
  AccessDenied:
    'the role must exist, its trust policy must allow the caller, and the caller needs permission for this call; AWS does not tell which is missing',
  InvalidClientTokenId:
    'did you replace the example values of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY? a new key also takes some seconds to work, and temporary keys need their AWS_SESSION_TOKEN',
  ExpiredToken: 'the credentials that were used have expired: get new ones and run it again',
  SignatureDoesNotMatch: 'check the secret access key: it does not belong to the access key id',
  ClockSkewed: 'set the clock of this machine: AWS takes requests within 15 minutes of its own',
  DurationOverRoleMaximum: "ask for less, or raise the role's maximum session duration",
  DurationOverChainedMaximum:
    "ask for one hour at most: AWS allows no more to a session made with a role's credentials",
  RegionDisabled: "choose another region, or have STS activated for this one in the account's settings",
  MalformedPolicyDocument: 'check the session policy: it must be JSON in the IAM policy language',
  PackedPolicyTooLarge: 'use a shorter session policy, fewer managed policies, or fewer and shorter tags',
  Throttled: 'wait a little and run it again, with fewer calls at once: an account shares 600 calls a second',
  AwsUnavailable:
    'wait a little and run it again; https://health.aws.amazon.com shows whether AWS has trouble',
}

const notAwsHint =
  'check the endpoint URL, and whether a proxy or a log-in page of this network answered in place of AWS'

/** The error that an answer with another status than 2xx stands for. */
export function refusalError(response: HttpResponse, asked: AskedOf): HallpassError {
  const { status } = response
  const error = errorElement(response)
  const awsCode = childText(error, 'Code')?.trim()
  if (!error || awsCode === undefined || !/^[\w.:-]{1,128}$/.test(awsCode))
    return withoutReason(response, asked)
  const awsMessage = presentable(
    childText(error, 'Message') ?? childText(error, 'message') ?? '',
    asked.secrets,
  )
  const code = codeOf(awsCode, awsMessage, status)
  const facts: ErrorFacts = { awsCode, awsMessage, status, ...requestIdOf(response) }
  const because = awsMessage === '' ? awsCode : `${awsCode}: ${awsMessage.replace(/\.$/, '')}`
  return new HallpassError(code, `AWS refused ${asked.operation}: ${because}`, { hint: hints[code], facts })
}

/** The error for an answer that no AWS service gives. Of its body nothing is kept. */
export function notFromAws(response: HttpResponse, asked: AskedOf, cause?: unknown): HallpassError {
  const type = /^[\w.+/-]{1,80}/.exec(response.headers['content-type'] ?? '')?.[0]
  return new HallpassError(
    'ResponseInvalid',
    `${asked.address} answered ${asked.operation} with something that AWS does not send (status ${response.status}, ${type ?? 'no content type'})`,
    { hint: notAwsHint, cause, facts: { status: response.status } },
  )
}

function withoutReason(response: HttpResponse, asked: AskedOf): HallpassError {
  const { status } = response
  if (status !== 429 && status < 500) return notFromAws(response, asked)
  const code = status === 429 ? 'Throttled' : 'AwsUnavailable'
  return new HallpassError(code, `${asked.address} could not serve ${asked.operation} (status ${status})`, {
    hint: hints[code],
    facts: { status, ...requestIdOf(response) },
  })
}

/** `<ErrorResponse><Error>` of the Query protocol, `<Error>` alone of S3, `<…><Errors><Error>` of EC2. */
function errorElement(response: HttpResponse): XmlElement | undefined {
  let root: XmlElement
  try {
    root = parseXml(response.body)
  } catch {
    return undefined
  }
  return root.name === 'Error' ? root : (child(root, 'Error') ?? child(child(root, 'Errors'), 'Error'))
}

function codeOf(awsCode: string, awsMessage: string, status: number): ErrorCode {
  const found = sentences.find((entry) => entry.awsCode === awsCode && entry.sentence.test(awsMessage))
  if (found) return found.code
  if (Object.hasOwn(codes, awsCode)) return codes[awsCode] ?? 'AwsRefused'
  return status === 429 ? 'Throttled' : status >= 500 ? 'AwsUnavailable' : 'AwsRefused'
}

/**
 * AWS's sentence on one line. A validation error repeats the value that it refuses, of any length and number of
 * lines, before it says why. A signature error repeats below its first line what should have been signed,
 * session token included.
 */
function presentable(message: string, secrets: readonly string[]): string {
  let text = message.trim()
  // Before anything is shortened: a part of a secret would not be recognised.
  for (const secret of secrets) {
    if (secret !== '') text = text.replaceAll(secret, '[not shown]')
  }
  text = text.replaceAll(/Value '([^]*?)' at '/g, (_, value: string) => `Value '${beginning(value)}' at '`)
  let line = text.split('\n', 1)[0] ?? ''
  // A signature is 64 hexadecimal digits.
  line = line.replaceAll(/(?<![\da-f])[\da-f]{64}(?![\da-f])/gi, '[not shown]')
  return line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 1_000)
}

function beginning(value: string): string {
  const line = value.split('\n', 1)[0] ?? ''
  return line === value && line.length <= 80 ? value : `${line.slice(0, 40)}…`
}

function requestIdOf(response: HttpResponse): { requestId?: string } {
  const id =
    response.headers['x-amzn-requestid'] ?? response.headers['x-amz-request-id'] ?? bodyRequestId(response)
  return id !== undefined && /^[\w-]{1,64}$/.test(id) ? { requestId: id } : {}
}

function bodyRequestId(response: HttpResponse): string | undefined {
  return /<RequestId>([\w-]{1,64})<\/RequestId>/.exec(response.body)?.[1]
}
