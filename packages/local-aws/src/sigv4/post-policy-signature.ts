import { createHmac } from 'node:crypto'

import { sameText } from '../base/index.ts'
import { amzDate, parseAmzDate } from './amz-date.ts'
import { parseScope } from './authorization.ts'
import { formRefusals, maxSkewSeconds, type Refusal, s3Refusals } from './refusal.ts'
import { signature, signingKey } from './signing-key.ts'
import { algorithm, type CredentialScope } from './string-to-sign.ts'
import type { Secret, VerifyOptions } from './verify-signature.ts'

/** A form whose policy was signed with `key`'s secret. */
export interface VerifiedForm<Key extends Secret> {
  readonly verified: true
  readonly key: Key
  readonly accessKeyId: string
  readonly scope: CredentialScope
  readonly version: 2 | 4
}

/** No signing key is good for longer. */
const longestSeconds = 604_800

/**
 * Verifies the signature over the policy of a form that uploads to S3, Version 4 or 2.
 *
 * @param fields of the form, by lower-case name
 * @returns who signed; `undefined` where nobody did
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 */
export function verifyPostPolicy<Key extends Secret>(
  fields: ReadonlyMap<string, string>,
  options: Pick<VerifyOptions<Key>, 'lookup' | 'now' | 'region'>,
): VerifiedForm<Key> | Refusal | undefined {
  const policy = fields.get('policy')
  const four = ['x-amz-signature', 'x-amz-credential', 'x-amz-algorithm'].some((name) => fields.has(name))
  const two = fields.has('signature') || fields.has('awsaccesskeyid')
  if (policy === undefined) return four || two ? formRefusals.missingField('policy') : undefined
  if (four && two) return s3Refusals.severalMechanisms()
  return four ? verifyFour(policy, fields, options) : verifyTwo(policy, fields, options)
}

function verifyFour<Key extends Secret>(
  policy: string,
  fields: ReadonlyMap<string, string>,
  { lookup, now }: Pick<VerifyOptions<Key>, 'lookup' | 'now'>,
): VerifiedForm<Key> | Refusal {
  const names = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Signature']
  const missing = names.find((name) => !fields.has(name.toLowerCase()))
  if (missing !== undefined) return formRefusals.missingField(missing)
  if (fields.get('x-amz-algorithm') !== algorithm) return formRefusals.wrongAlgorithm()
  const credential = parseScope(fields.get('x-amz-credential'))
  if (credential === undefined) return s3Refusals.malformedCredential('')
  const { accessKeyId, ...scope } = credential
  if (scope.service !== 's3') return s3Refusals.wrongService('s3')
  const date = fields.get('x-amz-date') ?? ''
  const signedAt = parseAmzDate(date)
  if (signedAt === undefined) return s3Refusals.malformedDate(date)
  if (!amzDate(signedAt).startsWith(scope.date)) {
    return s3Refusals.scopeDateMismatch(scope.date, amzDate(signedAt))
  }
  const age = (now.getTime() - signedAt.getTime()) / 1000
  if (age < -maxSkewSeconds) return s3Refusals.tooNew(signedAt, now)
  if (age >= longestSeconds) return s3Refusals.presignedExpired(signedAt, longestSeconds, now)
  const key = lookup(accessKeyId, fields.get('x-amz-security-token'))
  if (key === undefined) return s3Refusals.unknownKey(accessKeyId)
  if (key === 'InvalidToken') return s3Refusals.invalidToken()
  const expected = signature(signingKey(key.secretAccessKey, scope), policy)
  if (!sameText(expected, fields.get('x-amz-signature') ?? '')) {
    return s3Refusals.signatureMismatch(accessKeyId, { stringToSign: policy })
  }
  if (key.expiresAt !== undefined && key.expiresAt <= now) return s3Refusals.expiredToken()
  return { verified: true, key, accessKeyId, scope, version: 4 }
}

function verifyTwo<Key extends Secret>(
  policy: string,
  fields: ReadonlyMap<string, string>,
  { lookup, now, region = 'us-east-1' }: Pick<VerifyOptions<Key>, 'lookup' | 'now' | 'region'>,
): VerifiedForm<Key> | Refusal {
  const accessKeyId = fields.get('awsaccesskeyid')
  const given = fields.get('signature')
  if (accessKeyId === undefined) return formRefusals.missingField('AWSAccessKeyId')
  if (given === undefined) return formRefusals.missingField('signature')
  const key = lookup(accessKeyId, fields.get('x-amz-security-token'))
  if (key === undefined) return s3Refusals.unknownKey(accessKeyId.slice(0, 128))
  if (key === 'InvalidToken') return s3Refusals.invalidToken()
  const expected = createHmac('sha1', key.secretAccessKey).update(policy, 'utf8').digest('base64')
  if (!sameText(expected, given)) {
    return s3Refusals.signatureMismatch(accessKeyId, { stringToSign: policy })
  }
  if (key.expiresAt !== undefined && key.expiresAt <= now) return s3Refusals.expiredToken()
  const scope = { date: amzDate(now).slice(0, 8), region, service: 's3' }
  return { verified: true, key, accessKeyId, scope, version: 2 }
}
