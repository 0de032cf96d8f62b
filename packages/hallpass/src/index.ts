/**
 * Temporary AWS access for people who are only visiting.
 *
 * @module
 */
export type { CallerOptions, Wire } from './aws/caller-options.ts'
export type { Credentials, CredentialSource } from './aws/credentials/credentials.ts'
export type { Endpoint } from './aws/endpoint.ts'
export type { Environment } from './aws/settings.ts'
export type { ExchangeOptions, HttpRequest, HttpResponse, Transport } from './aws/http.ts'
export type { Sleep } from './aws/retry.ts'
export type { SessionCredentials } from './aws/sts.ts'
export { createTransport, type TransportOptions } from './aws/transport.ts'
export {
  consoleLink,
  type ConsoleLink,
  type ConsoleLinkOptions,
  type ConsoleWire,
} from './console/console-link.ts'
export {
  createTokenBucket,
  issueEach,
  type IssueEachOptions,
  type IssueEachResult,
  type Permit,
  type TokenBucket,
  type TokenBucketOptions,
} from './each/index.ts'
export { errorCodes, HallpassError, type ErrorCode, type ErrorFacts } from './errors.ts'
export { issue, type IssueOptions } from './issue/issue.ts'
export {
  createIssuer,
  type IssueCallOptions,
  type IssuedSession,
  type Issuer,
  type IssuerOptions,
  type SessionRequest,
} from './issue/issuer.ts'
export type { SessionParameters } from './issue/session-parameters.ts'
export type { SessionTags } from './issue/session-tags.ts'
export { formats, type Format } from './format/format-names.ts'
export { formatCredentials } from './format/format.ts'
export type { FormatInput } from './format/variables.ts'
export {
  cleanProfiles,
  type CleanProfilesOptions,
  listOwnedProfiles,
  type ListProfilesOptions,
  type OwnedProfile,
  type ProfileContent,
  type ProfileFileOptions,
  removeProfile,
  type RemoveProfileOptions,
  type WriteOutcome,
  writeProfile,
  writeProfiles,
  type WriteProfileOptions,
  type WriteProfilesOptions,
  type WrittenProfile,
} from './profile/index.ts'
export {
  pruneRevocations,
  revokeAllBefore,
  revokeSession,
  type Pruned,
  type Revocation,
  type RevokeAllOptions,
  type Revoked,
  type RevokeOptions,
  type RevokeSessionOptions,
} from './revoke/index.ts'
export { type Identity, type IdentityKind, whoami } from './whoami/whoami.ts'
export { version } from './version.ts'
