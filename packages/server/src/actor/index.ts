export { accountOf } from './account-of.ts'
export { type Actor, type ActorKind, ownerKey, type Scope, scopes, systemActor } from './actor.ts'
export { authorize, isOwn, notFound, type Subject } from './authorize.ts'
export { type Operation, operations, type Reach, reach } from './operations.ts'
