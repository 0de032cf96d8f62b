export {
  type ApiTokenInput,
  apiTokenActor,
  listApiTokens,
  type MadeApiToken,
  makeApiToken,
  revokeApiToken,
} from './api-token.ts'
export { type Authenticator, byApiToken, byCookie } from './authenticators.ts'
export { type SessionCookie, sessionCookie } from './cookie.ts'
export { isOwnOrigin } from './csrf.ts'
export {
  deviceCode,
  firstAdminLink,
  type Link,
  linkUrl,
  participantLink,
  redeem,
  staffLink,
} from './one-time-link.ts'
export { type LockedOut, recoveryLink, type RecoveryLink } from './recovery-link.ts'
export { endSession, sessionActor, type SignedIn, startSession, type WebSession } from './web-session.ts'
