import { errorCode, HallpassError, type ErrorCode } from '../base/index.ts'

interface Failure {
  readonly code: ErrorCode
  readonly what: (address: string) => string
  readonly hint: string
}

const connectionHint = 'check the network, the region and any endpoint URL setting, then run it again'
const certificateHint =
  'behind a proxy that opens TLS, name its certificate in AWS_CA_BUNDLE; otherwise check the endpoint URL and the clock'

const failures: Readonly<Record<string, Failure>> = {
  ECONNREFUSED: unreachable((address) => `nothing listens on ${address}: connection refused`),
  ENOTFOUND: unreachable(
    (address) => `no address is known for ${address}`,
    'check the spelling of the region or endpoint URL, and the DNS of this network',
  ),
  EAI_AGAIN: unreachable(
    (address) => `the name of ${address} could not be looked up`,
    'check that this machine is on line and its DNS answers, then run it again',
  ),
  ENETUNREACH: unreachable((address) => `there is no route to ${address}`),
  EHOSTUNREACH: unreachable((address) => `there is no route to ${address}`),
  ECONNRESET: unreachable((address) => `${address} broke the connection off before its answer was complete`),
  EPIPE: unreachable((address) => `${address} closed the connection while it was being asked`),
  ETIMEDOUT: {
    code: 'NetworkTimeout',
    what: (address) => `${address} did not take the connection in time`,
    hint: connectionHint,
  },
  CERT_HAS_EXPIRED: untrusted('has expired'),
  CERT_NOT_YET_VALID: untrusted('is not valid yet'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('is signed by itself'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('leads to an authority that this machine does not trust'),
  UNABLE_TO_GET_ISSUER_CERT: untrusted('leads to an authority that this machine does not trust'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted('leads to an authority that this machine does not trust'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('leads to an authority that this machine does not trust'),
  ERR_TLS_CERT_ALTNAME_INVALID: untrusted('is for another name'),
  EPROTO: {
    code: 'TlsFailed',
    what: (address) => `${address} does not speak TLS that this machine understands`,
    hint: 'check that the endpoint URL and its port are meant for https',
  },
}

/**
 * Says in Hallpass's words what went wrong between here and `address` (host and port). Of the error itself
 * only its code is looked at and kept: its text may carry addresses and headers.
 */
export function networkError(error: unknown, address: string): HallpassError {
  if (error instanceof HallpassError) return error
  const code = errorCode(error)
  const failure = failures[code] ?? byPrefix(code)
  return new HallpassError(failure.code, failure.what(address), {
    hint: failure.hint,
    cause: cause(error, code),
  })
}

function byPrefix(code: string): Failure {
  if (code.startsWith('HPE_')) {
    return {
      code: 'ResponseInvalid',
      what: (address) => `${address} answered something that is not HTTP`,
      hint: 'check the scheme, host and port of the endpoint URL',
    }
  }
  if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    return {
      code: 'TlsFailed',
      what: (address) => `no TLS connection to ${address} could be made`,
      hint: 'check that the endpoint URL and its port are meant for https',
    }
  }
  if (/CERT|CRL|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH/.test(code)) {
    return untrusted('is not one that this machine trusts')
  }
  return unreachable((address) => `${address} could not be reached${code === '' ? '' : ` (${code})`}`)
}

function unreachable(what: (address: string) => string, hint = connectionHint): Failure {
  return { code: 'NetworkUnreachable', what, hint }
}

function untrusted(why: string): Failure {
  return {
    code: 'TlsFailed',
    what: (address) => `the certificate of ${address} ${why}`,
    hint: certificateHint,
  }
}

function cause(error: unknown, code: string): { code: string; syscall?: string } | undefined {
  if (code === '') return undefined
  const syscall =
    error instanceof Error && 'syscall' in error && typeof error.syscall === 'string'
      ? error.syscall
      : undefined
  return syscall === undefined ? { code } : { code, syscall }
}
