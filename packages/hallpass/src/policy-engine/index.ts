export type {
  AuthorizationRequest,
  NamedPolicy,
  Principal,
  StatementMismatch,
} from '@hallpass/local-aws/policy'
export { engineInstallCommand, loadPolicyEngine, type PolicyEngine } from './load-policy-engine.ts'
