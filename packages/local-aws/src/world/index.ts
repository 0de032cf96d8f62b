/**
 * What is there from the start: its shape, a file that has it, and how it is made.
 *
 * @module
 */
export { checkFirst, worldClock } from './first-things.ts'
export { plantSeed, type SeedPlace, seededAccounts } from './plant-seed.ts'
export { inFile, readWorld, WorldError } from './read-world.ts'
export { worldDigest } from './world-digest.ts'
export type {
  Seed,
  SeedAccount,
  SeedBucket,
  SeedDocument,
  SeedGlobalIndex,
  SeedGroup,
  SeedKey,
  SeedLocalIndex,
  SeedHolder,
  SeedIdentity,
  SeedMember,
  SeedObject,
  SeedOidcProvider,
  SeedParameter,
  SeedProjection,
  SeedQueue,
  SeedRole,
  SeedSecret,
  SeedSubscription,
  SeedTable,
  SeedTopic,
  SeedUser,
  SeedWebsite,
} from './seed.ts'
