import type { Call } from '../action.ts'
import { AwsError } from '../aws-error.ts'
import { entityName } from '../request-context.ts'
import { isTotp } from './totp.ts'

/**
 * Checks `SerialNumber` and `TokenCode` where they were sent.
 *
 * @returns whether the caller proved to hold the device; `false` when neither was sent
 * @throws AwsError `AccessDenied` in AWS's words, when the device is not this user's or the code is wrong
 */
export function multiFactorAuthenticated(call: Call): boolean {
  const serialNumber = call.params.get('SerialNumber')
  const code = call.params.get('TokenCode')
  if (serialNumber === undefined && code === undefined) return false
  const device = call.account.mfaDevices.get(serialNumber ?? '')
  const { principal } = call.caller
  const owner = principal.type === 'user' ? entityName(principal.arn).toLowerCase() : undefined
  if (code === undefined || device?.userName === undefined || device.userName.toLowerCase() !== owner) {
    throw new AwsError(
      'AccessDenied',
      403,
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
  }
  if (!isTotp(device.seed, code, call.now)) {
    throw new AwsError(
      'AccessDenied',
      403,
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    )
  }
  return true
}
