/**
 * A local AWS: STS, IAM, S3, SQS, Parameter Store, Secrets Manager and the console's sign-in on one endpoint, with real
 * signatures and real policy evaluation.
 *
 * @module
 */
export type { KeyPair } from './model/index.ts'
export { type CommandIo, runCommand } from './cli/index.ts'
export { createLocalAws } from './create-local-aws.ts'
export type { LocalAccount, LocalAws, LocalAwsOptions } from './local-aws.ts'
export type { FetchDocument } from './base/index.ts'
export type { IncomingRequest, RawRequest, RawResponse } from './base/index.ts'
export type { Listening, ListenOptions } from './listen.ts'
export { formatLogEntry, type LogEntry } from './base/index.ts'
export type {
  CloudTrailEvent,
  EventFilter,
  EventResource,
  SessionContext,
  UserIdentity,
} from './trail/index.ts'
export type { WeatherOptions } from './gateway/index.ts'
export { DataError, type DataErrorCode, type Snapshot } from './snapshot/index.ts'
export {
  readWorld,
  type Seed,
  type SeedAccount,
  type SeedBucket,
  type SeedDocument,
  type SeedGlobalIndex,
  type SeedGroup,
  type SeedKey,
  type SeedLocalIndex,
  type SeedHolder,
  type SeedIdentity,
  type SeedMember,
  type SeedObject,
  type SeedOidcProvider,
  type SeedParameter,
  type SeedProjection,
  type SeedQueue,
  type SeedRole,
  type SeedSecret,
  type SeedSubscription,
  type SeedTable,
  type SeedTopic,
  type SeedUser,
  type SeedWebsite,
} from './world/index.ts'
