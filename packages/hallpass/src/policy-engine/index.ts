export type {
  AuthorizationRequest,
  NamedPolicy,
  Principal,
  Statement,
  StatementMismatch,
} from '@hallpass/local-aws/policy'
export { engineInstallCommand, loadPolicyEngine, type PolicyEngine } from './load-policy-engine.ts'
