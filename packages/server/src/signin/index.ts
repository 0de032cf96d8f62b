export {
  type ApiTokenInput,
  apiTokenActor,
  listApiTokens,
  type MadeApiToken,
  makeApiToken,
  revokeApiToken,
} from './api-token.ts'
export { type AttemptRate, createAttemptRate } from './attempt-rate.ts'
export { type Authenticator, byApiToken, byCookie } from './authenticators.ts'
export { awayCookie, browserCookie, type SessionCookie, sessionCookie } from './cookie.ts'
export { isOwnOrigin } from './csrf.ts'
export { type JoinedMachine, joinMachine, type MachineJoining } from './join-machine.ts'
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
export { endMySession, endMySessions, mySessions, sessionId, type SignedInBrowser } from './my-sessions.ts'
export {
  addPasskey,
  attemptMs,
  beginPasskey,
  beginPasskeySignIn,
  myPasskeys,
  type NoPasskeys,
  type PasskeyAnswer,
  type PasskeyRemoval,
  type PasskeySite,
  passkeySite,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
  removeStaffPasskey,
  staffPasskeys,
} from './passkey/index.ts'
export {
  beginOpenIdSignIn,
  callbackPath,
  createOpenIdProvider,
  endSessionUrl,
  finishOpenIdSignIn,
  newBrowserSecret,
  openIdAttemptMs,
  type OpenIdProvider,
  type OpenIdSettings,
  type OpenIdSignIn,
  groupFindings,
} from './openid-connect/index.ts'
export { endSession, sessionActor, type SignedIn, startSession, type WebSession } from './web-session.ts'
