/**
 * AWS's managed policies as data, a file for each family.
 *
 * @module
 */
import { computeAndNetwork } from './compute-and-network.ts'
import type { Definition } from './definition.ts'
import { identity } from './identity.ts'
import { integrationAndOperations } from './integration-and-operations.ts'
import { jobFunctions } from './job-functions.ts'
import { serviceRoles } from './service-roles.ts'
import { storageAndData } from './storage-and-data.ts'

export type { Definition } from './definition.ts'

/** Every policy under `arn:aws:iam::aws:policy/` that the local AWS knows. */
export const definitions: readonly Definition[] = [
  ...jobFunctions,
  ...identity,
  ...storageAndData,
  ...computeAndNetwork,
  ...integrationAndOperations,
  ...serviceRoles,
]
