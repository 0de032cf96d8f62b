import { HallpassError, type ErrorCode } from '../base/index.ts'

/** Watches results as they come, and tells when there is no use in going on. */
export interface FailureWatch {
  /** Takes the next result, and returns the error that everyone else would meet too, or `undefined` to go on. */
  saw(
    result: { readonly outcome: 'issued' } | { readonly outcome: 'failed'; readonly error: unknown },
  ): HallpassError | undefined
  /** Whether anyone has been issued a session. */
  anyIssued(): boolean
}

// Whose cause lies with the issuer or the machine: the next person would meet it too.
const everyones: ReadonlySet<ErrorCode> = new Set([
  'NoCredentials',
  'CredentialSourceFailed',
  'ProfileNotFound',
  'SettingInvalid',
  'DependencyMissing',
  'InvalidClientTokenId',
  'ExpiredToken',
  'SignatureDoesNotMatch',
  'ClockSkewed',
  'RegionDisabled',
  'TlsFailed',
  'ProfileFileUnreadable',
  'ProfileFileMalformed',
  'ProfileFileLocked',
  'OutputUnwritable',
])

// Whose cause lies with the network: before anyone was served it is as good as certain to be everyone's.
const unreachable: ReadonlySet<ErrorCode> = new Set([
  'NetworkUnreachable',
  'NetworkTimeout',
  'AwsUnavailable',
  'ResponseInvalid',
])

// A person's own: says nothing about the next one.
const personal: ReadonlySet<ErrorCode> = new Set(['InvalidInput', 'ProfileNotOwned', 'ProfileNameInvalid'])

const inARowBeforeAnyIssued = 5
const inARowAfterwards = 25

/**
 * What stops at once: the issuer's own credentials, settings, files. A network failure, while nobody has been
 * served. Any other failure, when it is the same five times in a row while nobody has been served, or 25 times
 * in a row later on.
 */
export function createFailureWatch(): FailureWatch {
  let any = false
  let inARow = 0
  let last: ErrorCode | undefined
  return {
    anyIssued: () => any,
    saw: (result) => {
      if (result.outcome === 'issued') {
        any = true
        inARow = 0
        return undefined
      }
      const { error } = result
      if (!(error instanceof HallpassError) || personal.has(error.code)) return undefined
      inARow = error.code === last ? inARow + 1 : 1
      last = error.code
      if (everyones.has(error.code) || (!any && unreachable.has(error.code))) return error
      return inARow >= (any ? inARowAfterwards : inARowBeforeAnyIssued) ? error : undefined
    },
  }
}
