export { callerCredentials } from './caller-credentials.ts'
export { type CallerOptions, callerOptionNames, type Wire } from './caller-options.ts'
export { type Caller, resolveCaller, sessionCaller, webIdentityCaller } from './caller.ts'
export { type MfaSessionKeeper, type MfaSessionRequest, withSecondFactor } from './credentials/mfa-session.ts'
export { type Place, resolvePlace } from './connection.ts'
export {
  awsSentence,
  explainCallerRefusal,
  isMfaRefusal,
  type RefusedCaller,
} from './credentials/caller-refusal.ts'
export { aboutCaller } from './credentials/denied-caller.ts'
export { runCommandLine } from './credentials/run-command-line.ts'
export type { CredentialSource } from './credentials/credentials.ts'
export { chainingProfile, ownMfaDevice } from './credentials/resolve.ts'
