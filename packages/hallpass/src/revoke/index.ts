export { endOfSession } from './end-of-session.ts'
export { findRevoked } from './find-revoked.ts'
export { listRevocations, pruneRevocations, type Revocations } from './list-revocations.ts'
export { parseMoment } from './moment.ts'
export type { RevokeOptions } from './opened-role.ts'
export { isSessionDenied, type ProbeSessionOptions } from './probe-session.ts'
export { isRevocationPolicyName } from './policy-name.ts'
export { type ResumedSessions, resumeSessions, type ResumeSessionsOptions } from './resume-sessions.ts'
export type { Revocation } from './revocation.ts'
export { revokeAllBefore, type RevokeAllOptions } from './revoke-all-before.ts'
export {
  type Revoked,
  type RevokedSessions,
  revokeSession,
  type RevokeSessionOptions,
  revokeSessions,
  type RevokeSessionsOptions,
} from './revoke-sessions.ts'
export { whenFull } from './role-full.ts'
export { type RevokedName } from './who.ts'
