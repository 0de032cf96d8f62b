export {
  callerPartition,
  type IdentifiedCaller,
  identifyCaller,
  identityKind,
  type IdentityKind,
} from './identify-caller.ts'
export { type Identity, whoami } from './whoami.ts'
