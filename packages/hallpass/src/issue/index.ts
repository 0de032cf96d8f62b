export { checkVia, type Via, type ViaRole } from './chain.ts'
export { plainCredentials } from './conceal-secrets.ts'
export {
  checkDuration,
  checkSessionDuration,
  consoleDurationBounds,
  formatDuration,
  parseDuration,
  sessionDurationBounds,
} from './duration.ts'
export { issue, issueBeside, type IssueOptions } from './issue.ts'
export {
  createIssuer,
  type IssueCallOptions,
  type IssuedSession,
  type Issuer,
  type IssuerOptions,
  openIssuer,
} from './issuer.ts'
export { checkSessionName } from './session-name.ts'
export { checkSessionParameters, checkSessionPolicy, type SessionParameters } from './session-parameters.ts'
export type { SessionRequest } from './session-request.ts'
export type { SessionTags } from './session-tags.ts'
