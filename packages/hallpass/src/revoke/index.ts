export { parseMoment } from './moment.ts'
export { isRevocationPolicyName } from './policy-name.ts'
export {
  type Pruned,
  pruneRevocations,
  type Revocation,
  revokeAllBefore,
  type RevokeAllOptions,
  type Revoked,
  type RevokeOptions,
  revokeSession,
  type RevokeSessionOptions,
} from './revoke.ts'
