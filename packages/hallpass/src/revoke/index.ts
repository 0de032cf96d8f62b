/**
 * Ending sessions before their time.
 *
 * @module
 */
export { isRevocationPolicyName } from './policy-name.ts'
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
} from './revoke.ts'
