/**
 * AWS Signature Version 4, verified over the request as it was sent: the steps under the specification's
 * names, and `verifySignature` which puts them together.
 *
 * @module
 */
export {
  canonicalHeaders,
  canonicalQueryString,
  canonicalRequest,
  type CanonicalRequestInput,
  canonicalUri,
} from './canonical-request.ts'
export { type Payload, readPayload } from './payload.ts'
export type { PayloadReader } from './payload-reader.ts'
export { type VerifiedForm, verifyPostPolicy } from './post-policy-signature.ts'
export type { Refusal } from './refusal.ts'
export { isSignedWithV2 } from './signature-v2.ts'
export { rememberSigningKeys, signature, signingKey, type SigningKeys } from './signing-key.ts'
export { algorithm, type CredentialScope, credentialScope, stringToSign } from './string-to-sign.ts'
export {
  type RequestHead,
  type Secret,
  unsignedPayload,
  type Verified,
  type VerifiedHead,
  verifySignature,
  verifySignedHead,
  type VerifyOptions,
} from './verify-signature.ts'
export type { RawRequest } from '../base/index.ts'
