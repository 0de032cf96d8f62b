import { AwsError } from '../base/index.ts'
import { entityName, takeCode } from '../model/index.ts'
import type { Call, Constraints } from '../protocol/index.ts'

const serialNumber = { shown: String.raw`[\w+=/:,.@-]*`, test: /^[\w+=/:,.@-]*$/ }
const digits = { shown: String.raw`[\d]*`, test: /^\d*$/ }

/** Checks the form of `SerialNumber` and `TokenCode`. */
export function checkMultiFactorForm(params: ReadonlyMap<string, string>, constraints: Constraints): void {
  constraints.check(params.get('SerialNumber'), 'serialNumber', {
    minLength: 9,
    maxLength: 256,
    pattern: serialNumber,
  })
  constraints.check(params.get('TokenCode'), 'tokenCode', { minLength: 6, maxLength: 6, pattern: digits })
}

/**
 * Checks `SerialNumber` and `TokenCode` where they were sent, and takes the code: the next call needs
 * another one.
 *
 * @returns whether the caller proved to hold the device; `false` when neither was sent
 * @throws AwsError `AccessDenied` in AWS's words, when the device is not this user's or the code is wrong
 */
export function multiFactorAuthenticated(call: Call): boolean {
  const serialNumberSent = call.params.get('SerialNumber')
  const code = call.params.get('TokenCode')
  if (serialNumberSent === undefined && code === undefined) return false
  const device = call.account.mfaDevices.get(serialNumberSent ?? '')
  const { principal } = call.caller
  const owner = principal.type === 'user' ? entityName(principal.arn).toLowerCase() : undefined
  if (code === undefined || device?.userName === undefined || device.userName.toLowerCase() !== owner) {
    throw denied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      'the MFA device is not there or not the caller’s',
    )
  }
  if (!takeCode(device, code, call.now)) {
    throw denied(
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
      'the code of the MFA device is wrong, too old, or was used before',
    )
  }
  return true
}

function denied(message: string, reason: string): AwsError {
  return new AwsError('AccessDenied', 403, message, { reason: `ImplicitlyDenied: ${reason}` })
}
