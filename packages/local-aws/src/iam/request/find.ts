import {
  type Account,
  awsManagedPolicies,
  type Group,
  type InstanceProfile,
  type ManagedPolicy,
  type MfaDevice,
  nameKey,
  type OidcProvider,
  type Role,
  type SamlProvider,
  type ServerCertificate,
  type User,
} from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { noSuchEntity, validationError } from './errors.ts'
import { optionalName } from './parameters.ts'

/** @throws AwsError `NoSuchEntity` */
export function findUser(account: Account, name: string): User {
  const user = account.users.get(nameKey(name))
  if (!user) throw noSuchEntity(`The user with name ${name} cannot be found.`)
  return user
}

/** @throws AwsError `NoSuchEntity` */
export function findGroup(account: Account, name: string): Group {
  const group = account.groups.get(nameKey(name))
  if (!group) throw noSuchEntity(`The group with name ${name} cannot be found.`)
  return group
}

/** @throws AwsError `NoSuchEntity` */
export function findRole(account: Account, name: string): Role {
  const role = account.roles.get(nameKey(name))
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return role
}

/**
 * A managed policy of the account, or one of AWS's own.
 *
 * @throws AwsError `NoSuchEntity`
 */
export function findManagedPolicy(account: Account, arn: string): ManagedPolicy {
  const policy = account.managedPolicies.get(arn) ?? awsManagedPolicies.get(arn)
  if (!policy) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

/** @throws AwsError `NoSuchEntity` */
export function findInstanceProfile(account: Account, name: string): InstanceProfile {
  const profile = account.instanceProfiles.get(nameKey(name))
  if (!profile) throw noSuchEntity(`Instance Profile ${name} cannot be found.`)
  return profile
}

/** @throws AwsError `NoSuchEntity` */
export function findServerCertificate(account: Account, name: string): ServerCertificate {
  const certificate = account.serverCertificates.get(nameKey(name))
  if (!certificate) throw noSuchEntity(`The Server Certificate with name ${name} cannot be found.`)
  return certificate
}

/** @throws AwsError `NoSuchEntity` */
export function findMfaDevice(account: Account, serialNumber: string): MfaDevice {
  const device = account.mfaDevices.get(serialNumber)
  if (!device) throw noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} does not exist.`)
  return device
}

/** @throws AwsError `NoSuchEntity` */
export function findOidcProvider(account: Account, arn: string): OidcProvider {
  const provider = account.oidcProviders.get(arn)
  if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
  return provider
}

/** @throws AwsError `NoSuchEntity` */
export function findSamlProvider(account: Account, arn: string): SamlProvider {
  const provider = account.samlProviders.get(arn)
  if (!provider) throw noSuchEntity(`Manifest not found for arn ${arn}`)
  return provider
}

/**
 * The name of the user a call is about: `UserName`, or the caller's own where it is left out. `undefined`
 * for the root user, who has no name.
 *
 * @throws AwsError `ValidationError` when it is left out and the caller is a role's session
 */
export function userNameOf(call: Call): string | undefined {
  const named = optionalName(call, 'UserName')
  if (named !== undefined) return named
  const { principal } = call.caller
  if (principal.type === 'root') return undefined
  if (principal.type !== 'user') {
    throw validationError('Must specify userName when calling with non-User credentials')
  }
  return principal.arn.slice(principal.arn.lastIndexOf('/') + 1)
}
