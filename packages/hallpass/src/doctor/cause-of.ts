import { type ErrorCode, HallpassError } from '../base/index.ts'
import type { Cause } from './causes.ts'
import { type CheckName, type Finding, WrongFound } from './diagnosis.ts'

const causeOfCode: Partial<Record<ErrorCode, Cause>> = {
  UsageError: 'request-invalid',
  SettingInvalid: 'setting-invalid',
  NoCredentials: 'credentials-missing',
  ProfileNotFound: 'profile-missing',
  CredentialsMalformed: 'credentials-malformed',
  CredentialSourceFailed: 'credentials-source-failed',
  DependencyMissing: 'credentials-source-unknown',
  ProfileFileUnreadable: 'file-unreadable',
  ProfileFileMalformed: 'file-malformed',
  NetworkUnreachable: 'network-unreachable',
  NetworkTimeout: 'network-timeout',
  TlsFailed: 'tls-untrusted',
  ResponseInvalid: 'not-aws',
  AwsUnavailable: 'aws-unavailable',
  Throttled: 'aws-unavailable',
  RegionDisabled: 'region-disabled',
  InvalidClientTokenId: 'key-unknown',
  SignatureDoesNotMatch: 'secret-wrong',
  ExpiredToken: 'credentials-expired',
  ClockSkewed: 'clock-skewed',
  DurationOverRoleMaximum: 'duration-over-role',
  DurationOverChainedMaximum: 'duration-over-chain',
  MalformedPolicyDocument: 'session-policy-malformed',
  PackedPolicyTooLarge: 'session-policy-too-large',
  SessionRevoked: 'session-revoked',
  ConsoleUnavailable: 'console-unavailable',
  ConsoleRefused: 'console-refused',
}

/** By the name of the input. */
const causeOfInput: Readonly<Record<string, Cause>> = {
  region: 'region-invalid',
  AWS_REGION: 'region-invalid',
  AWS_DEFAULT_REGION: 'region-invalid',
  policy: 'session-policy-malformed',
  '--policy': 'session-policy-malformed',
}

/** The finding that an error of ours is; `undefined` for one that has no cause by itself, as AccessDenied. */
export function findingOf(error: HallpassError): Finding | undefined {
  const cause =
    error.code === 'InvalidInput'
      ? (causeOfInput[error.facts.name ?? ''] ?? 'request-invalid')
      : causeOfCode[error.code]
  return cause === undefined ? undefined : { cause, saw: error.message, hint: error.hint }
}

/** Does one step of the walk: an error that has a cause ends the walk, any other goes through. */
export async function step<T>(check: CheckName, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const finding = error instanceof HallpassError ? findingOf(error) : undefined
    throw finding === undefined ? error : new WrongFound(check, finding)
  }
}
