export { type Identity, type IdentityKind, whoami } from './whoami.ts'
