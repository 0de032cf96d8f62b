/** Every way Hallpass can fail, closed. docs/errors.md has an entry for each; a test compares the two. */
export const errorCodes = [
  // What was asked
  'InvalidInput',
  'UsageError',
  // The caller's own credentials and settings
  'NoCredentials',
  'CredentialsMalformed',
  'CredentialSourceFailed',
  'ProfileNotFound',
  'SettingInvalid',
  // The credentials and config files
  'ProfileFileUnreadable',
  'ProfileFileMalformed',
  'ProfileFileLocked',
  'ProfileNotOwned',
  'ProfileNameInvalid',
  // The folder that files for others go to
  'OutputUnwritable',
  // Refused by AWS
  'AccessDenied',
  'InvalidClientTokenId',
  'ExpiredToken',
  'SignatureDoesNotMatch',
  'ClockSkewed',
  'DurationOverRoleMaximum',
  'DurationOverChainedMaximum',
  'RegionDisabled',
  'MalformedPolicyDocument',
  'PackedPolicyTooLarge',
  'Throttled',
  'AwsRefused',
  'AwsUnavailable',
  // The console link
  'ConsoleUnavailable',
  'ConsoleRefused',
  // Revoking
  'PolicyNotOwned',
  'RoleFull',
  'SessionRevoked',
  // The account that is set up
  'SetupConflict',
  'NotYetEffective',
  'KeyHandedOver',
  'KeyStillInUse',
  'PgpKeyUnusable',
  // The network
  'NetworkUnreachable',
  'NetworkTimeout',
  'TlsFailed',
  'ResponseInvalid',
  'Aborted',
  // The server: what was asked of it
  'NotSignedIn',
  'Forbidden',
  'NotFound',
  'StateConflict',
  'WorkshopFull',
  'VersionConflict',
  'IdempotencyConflict',
  'RateLimited',
  // The server's own storage
  'DatabaseUnavailable',
  'DatabaseUnusable',
  'DataFolderInUse',
  'DataFolderUnusable',
  // This installation
  'DependencyMissing',
] as const

export type ErrorCode = (typeof errorCodes)[number]

// What passes by itself, or when others have finished.
const retryableCodes: ReadonlySet<ErrorCode> = new Set([
  'Throttled',
  'AwsUnavailable',
  'NetworkUnreachable',
  'NetworkTimeout',
  'NotYetEffective',
  'ProfileFileLocked',
])

/** Facts about a failure, for programs. None of them is ever a secret. */
export interface ErrorFacts {
  /** AWS's own error code, e.g. `InvalidClientTokenId`. */
  readonly awsCode?: string
  /** AWS's own sentence. */
  readonly awsMessage?: string
  /** HTTP status of the answer. */
  readonly status?: number
  readonly requestId?: string
  /** The file and its 1-based line. */
  readonly file?: string
  readonly line?: number
  /** The profile, option, flag or variable in question. */
  readonly name?: string
}

/**
 * The one error that Hallpass throws for what can go wrong outside a program's own mistakes (those are
 * `TypeError`s). Branch on `code`; show `message` and `hint` to a person.
 */
export class HallpassError extends Error {
  readonly code: ErrorCode
  /** What to do or type next. Lower case, no full stop, may span several lines. */
  readonly hint: string | undefined
  readonly facts: ErrorFacts
  /**
   * Whether the very same call may succeed later, with nothing changed by anybody: throttling, failures of the
   * network and of AWS, a file that is locked. It was tried several times already.
   */
  readonly retryable: boolean

  constructor(
    code: ErrorCode,
    message: string,
    more: { hint?: string | undefined; cause?: unknown; facts?: ErrorFacts } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause })
    this.name = 'HallpassError'
    this.code = code
    this.hint = more.hint
    this.facts = more.facts ?? {}
    this.retryable = retryableCodes.has(code)
  }
}
