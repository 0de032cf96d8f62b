import type { NamedPolicy } from '../policy/index.ts'
import type { Tags } from './tags.ts'

/** A document as it was put (its text is what Get… returns) together with its parsed form. */
export interface PolicyDocument extends NamedPolicy {
  readonly text: string
}

/** What users, groups and roles share: inline policies by name, attached managed policies by arn. */
export interface PolicyHolder {
  readonly inlinePolicies: Map<string, PolicyDocument>
  readonly attachedPolicies: Set<string>
}

export interface User extends PolicyHolder {
  readonly name: string
  readonly path: string
  /** `AIDA…` */
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly createdAt: Date
  readonly tags: Tags
  /** Group names in lower case: keys of `Account.groups`. */
  readonly groups: Set<string>
  permissionsBoundary: string | undefined
  loginProfile?: LoginProfile | undefined
}

/** That a user has a password. */
export interface LoginProfile {
  readonly createdAt: Date
  /** Of the password; `undefined`: since the beginning. */
  readonly changedAt?: Date | undefined
  readonly salt: Uint8Array
  readonly passwordHash: Uint8Array
  readonly passwordResetRequired: boolean
}

/** What a user's password must be. */
export interface PasswordPolicy {
  readonly minimumLength: number
  readonly requireSymbols: boolean
  readonly requireNumbers: boolean
  readonly requireUppercase: boolean
  readonly requireLowercase: boolean
  readonly usersMayChange: boolean
  readonly maxAgeDays: number | undefined
  readonly reusePrevention: number | undefined
  readonly hardExpiry: boolean | undefined
}

export interface Group extends PolicyHolder {
  readonly name: string
  readonly path: string
  /** `AGPA…` */
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly createdAt: Date
}

export interface Role extends PolicyHolder {
  readonly name: string
  readonly path: string
  /** `AROA…` */
  readonly id: string
  readonly arn: string
  readonly account: string
  readonly createdAt: Date
  readonly tags: Tags
  description: string | undefined
  /** 3600 to 43200. */
  maxSessionDurationSeconds: number
  permissionsBoundary: string | undefined
  /**
   * The trust policy. Its parsed form holds unique ids where the text names a user or a role, as AWS
   * stores it: delete and re-create the user, and the trust is dead.
   */
  trust: PolicyDocument
  lastUsedAt: Date | undefined
  /** The service of AWS that it is for, where it is a service-linked role. */
  readonly linkedService?: string
}

/** What hands a role to an EC2 instance. */
export interface InstanceProfile {
  readonly name: string
  readonly path: string
  /** `AIPA…` */
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  readonly tags: Tags
  /** A key of `Account.roles`. */
  role: string | undefined
}

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  /** `ANPA…` */
  readonly id: string
  readonly arn: string
  readonly createdAt: Date
  readonly description: string | undefined
  readonly tags: Tags
  defaultVersionId: string
  /** By version id (`v1`, `v2`, …); five at most. */
  readonly versions: Map<string, { readonly createdAt: Date; readonly document: PolicyDocument }>
  /** The number of the next version: ids are never used twice. */
  nextVersion: number
  updatedAt: Date
}

export interface OidcProvider {
  readonly arn: string
  /** With its scheme, as given to CreateOpenIDConnectProvider. */
  readonly url: string
  readonly clientIds: Set<string>
  readonly thumbprints: Set<string>
  readonly createdAt: Date
  readonly tags: Tags
}

export interface SamlProvider {
  readonly arn: string
  /** What IAM calls `SAMLProviderUUID`. */
  readonly id: string
  readonly createdAt: Date
  readonly tags: Tags
  /** As it was put. */
  metadata: string
  /** The provider's `entityID`, out of the metadata, as the two below. */
  issuer: string
  /** Base64 of the DER of each certificate that it may sign with. */
  certificates: readonly string[]
  validUntil: Date
}
