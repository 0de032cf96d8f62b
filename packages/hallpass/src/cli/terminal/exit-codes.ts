import type { ErrorCode } from '../../base/index.ts'

/** What the command's exit code says. docs/errors.md has the table; a test compares the two. */
export const exitCodes = {
  ok: 0,
  /** A fault of hallpass itself. */
  internal: 1,
  /** The command line or one of its values. */
  usage: 2,
  /** The caller's own credentials, profile or settings. */
  caller: 3,
  /** AWS said no. */
  refused: 4,
  /** AWS could not be reached, or did not answer properly: the same command may work later. */
  unreachable: 5,
  /** The credentials or config file, or the folder that files for others go to. */
  file: 6,
  /** Keys were issued and printed, and the console link could not be made. */
  withoutLink: 7,
  /** Of many people some were served, and others not. */
  partly: 8,
  /** The account is not as the set-up says. */
  differs: 9,
  /** `revoke`: somebody who was named is not ended. */
  notEnded: 10,
  /** `doctor` found what is wrong. */
  diagnosed: 11,
  /** `audit verify`: a row was changed or is missing. */
  brokenAudit: 12,
  /** Stopped by Ctrl-C (128 + SIGINT, as shells count). */
  interrupted: 130,
} as const

export const exitCodeOf: Readonly<Record<ErrorCode, number>> = {
  InvalidInput: exitCodes.usage,
  UsageError: exitCodes.usage,
  NoCredentials: exitCodes.caller,
  CredentialsMalformed: exitCodes.caller,
  CredentialSourceFailed: exitCodes.caller,
  ProfileNotFound: exitCodes.caller,
  SettingInvalid: exitCodes.caller,
  DependencyMissing: exitCodes.caller,
  ProfileFileUnreadable: exitCodes.file,
  ProfileFileMalformed: exitCodes.file,
  ProfileFileLocked: exitCodes.file,
  ProfileNotOwned: exitCodes.file,
  ProfileNameInvalid: exitCodes.usage,
  OutputUnwritable: exitCodes.file,
  AccessDenied: exitCodes.refused,
  InvalidClientTokenId: exitCodes.refused,
  ExpiredToken: exitCodes.refused,
  SignatureDoesNotMatch: exitCodes.refused,
  ClockSkewed: exitCodes.refused,
  DurationOverRoleMaximum: exitCodes.refused,
  DurationOverChainedMaximum: exitCodes.refused,
  RegionDisabled: exitCodes.refused,
  MalformedPolicyDocument: exitCodes.refused,
  PackedPolicyTooLarge: exitCodes.refused,
  AwsRefused: exitCodes.refused,
  ConsoleRefused: exitCodes.refused,
  ConsoleUnavailable: exitCodes.refused,
  PolicyNotOwned: exitCodes.refused,
  RoleFull: exitCodes.notEnded,
  SessionRevoked: exitCodes.refused,
  SetupConflict: exitCodes.differs,
  KeyHandedOver: exitCodes.differs,
  KeyStillInUse: exitCodes.differs,
  PgpKeyUnusable: exitCodes.usage,
  NotYetEffective: exitCodes.unreachable,
  Throttled: exitCodes.unreachable,
  AwsUnavailable: exitCodes.unreachable,
  NetworkUnreachable: exitCodes.unreachable,
  NetworkTimeout: exitCodes.unreachable,
  TlsFailed: exitCodes.unreachable,
  ResponseInvalid: exitCodes.unreachable,
  NotSignedIn: exitCodes.caller,
  Forbidden: exitCodes.refused,
  NotFound: exitCodes.refused,
  StateConflict: exitCodes.refused,
  WorkshopFull: exitCodes.refused,
  VersionConflict: exitCodes.refused,
  IdempotencyConflict: exitCodes.refused,
  RateLimited: exitCodes.unreachable,
  DatabaseUnavailable: exitCodes.unreachable,
  DatabaseUnusable: exitCodes.differs,
  DataFolderInUse: exitCodes.file,
  DataFolderUnusable: exitCodes.file,
  Aborted: exitCodes.interrupted,
}
