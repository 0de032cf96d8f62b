/**
 * Who a key belongs to: long-term keys from the state, temporary ones from their own sealed token.
 *
 * @module
 */
export {
  type Authenticate,
  type CallerKey,
  callerOfSession,
  createAuthenticate,
  keyProblem,
} from './authenticate.ts'
export { type Seal, createSeal } from './seal.ts'
export { type SessionClaims, type Sessions, type TemporaryCredentials, createSessions } from './sessions.ts'
