/**
 * Tokens that an account issues to its own principals, and the documents by which anybody can verify them.
 *
 * @module
 */
export { createTokenKeys } from './token-keys.ts'
export { type SigningAlgorithm, signingAlgorithms, signToken } from './sign-token.ts'
export { issuerDocument } from './issuer-document.ts'
export { isIssuerUrl, issuerUrl } from './issuer-url.ts'
