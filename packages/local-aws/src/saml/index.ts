/**
 * SAML 2.0, as far as IAM and STS read it: a provider's metadata, and the responses that it signs.
 *
 * @module
 */
export { readSamlMetadata, type SamlMetadata } from './metadata.ts'
export { readSamlResponse, type SamlAssertion, type SamlProblem } from './saml-response.ts'
