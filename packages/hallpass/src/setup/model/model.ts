import type { PolicyDocument } from '../../iam/index.ts'

/** The tag that says which set-up a user or a role belongs to; its value is the set-up's name. */
export const ownershipTagKey = 'hallpass:setup'

/**
 * Everything that has to exist in an account, and nothing of how it comes to exist there: Terraform,
 * CloudFormation, the script, the console steps, the administrator's policy, `apply`, `check` and `destroy`
 * all read this. Made by `createModel`.
 */
export interface SetupModel {
  /** The value of the ownership tag, and what `destroy --confirm` asks for. */
  readonly name: string
  /** Where the AWS clients work; IAM itself has no region. */
  readonly region: string
  /** `aws`, `aws-cn` …: the region's. */
  readonly partition: string
  readonly issuer: SetupIssuer
  /** The IAM user that vends; `undefined` when somebody else does (`issuer.kind` is `arn` or `oidc`). */
  readonly user: SetupUser | undefined
  /** What the roles trust in place of a user or role; `undefined` unless `issuer.kind` is `oidc`. */
  readonly provider: SetupProvider | undefined
  /** The role of whoever may end sessions of the other roles, and nothing else; `undefined` unless asked for. */
  readonly revoker: SetupRole | undefined
  /** The roles that are handed out, at least one. */
  readonly roles: readonly [SetupRole, ...SetupRole[]]
}

/** Whom the roles trust. */
export type SetupIssuer =
  /** The set-up's own user, and nobody else. */
  | { readonly kind: 'user' }
  /** Everybody in the account whose own policies allow it; the set-up's own user is one of them. */
  | { readonly kind: 'account-root' }
  /** A role or a user that exists already, here or in another account. */
  | { readonly kind: 'arn'; readonly arn: string; readonly account: string }
  /** Whoever has a token of an OpenID Connect issuer: there is no long-term key then. */
  | {
      readonly kind: 'oidc'
      /** https, without a slash at the end: as the issuer writes itself into `iss`. */
      readonly url: string
      /** What `aud` has to be. */
      readonly audience: string
      /** What `sub` has to be like; `*` and `?` are wildcards. */
      readonly subject: string
    }

/** An OpenID Connect provider: by it an account knows an issuer. There is one for each issuer in an account. */
export interface SetupProvider {
  readonly url: string
  readonly audience: string
  /** With the ownership tag. */
  readonly tags: SetupTags
}

export interface SetupUser {
  readonly name: string
  /** Begins and ends with `/`. */
  readonly path: string
  /** With the ownership tag. */
  readonly tags: SetupTags
  /** The permission to assume the set-up's roles, as an inline policy. */
  readonly policy: SetupPolicy
}

export interface SetupRole {
  readonly name: string
  /** Begins and ends with `/`. */
  readonly path: string
  readonly description: string
  /** 3600 to 43200. */
  readonly maxSessionDurationSeconds: number
  /** Who may assume it. */
  readonly trust: DocumentOf
  /** What trust asks for with `sts:ExternalId`; `undefined` when it does not ask. */
  readonly externalId: ExternalId | undefined
  readonly inlinePolicies: readonly SetupPolicy[]
  readonly managedPolicyArns: readonly string[]
  readonly permissionsBoundaryArn: string | undefined
  /** With the ownership tag. */
  readonly tags: SetupTags
}

export interface ExternalId {
  readonly value: string
  /**
   * Nobody named it: it was made just now, and is another one the next time. Where a role of ours exists
   * already, the one in its trust is the one to keep (`withExternalId`).
   */
  readonly generated: boolean
}

/** An inline policy. */
export interface SetupPolicy {
  readonly name: string
  readonly document: DocumentOf
}

/** In the order in which they are written. Keys differ in more than case. */
export type SetupTags = ReadonlyArray<{ readonly key: string; readonly value: string }>

/** Every role of a set-up, in the order of creation: those that are handed out, then the revoker's. */
export function allRoles({ roles, revoker }: Pick<SetupModel, 'roles' | 'revoker'>): readonly SetupRole[] {
  return revoker ? [...roles, revoker] : roles
}

/** An issuer as IAM names it, in arns and in the keys of conditions: its URL without `https://`. */
export function providerName(url: string): string {
  return url.replace(/^https:\/\//, '')
}

/** A policy document, given how what is only known inside an account is to be written. */
export type DocumentOf = (references: References) => PolicyDocument

/**
 * How a rendering writes what is only known inside an account: digits for `apply`, an expression for
 * Terraform, CloudFormation or a shell.
 */
export interface References {
  /** 12 digits. */
  readonly account: string
  readonly partition: string
  /** The arn of the set-up's own user. */
  readonly userArn: string
  /** The arn of the set-up's OpenID Connect provider. */
  readonly providerArn: string
  /** The arn of one of the set-up's roles. */
  readonly roleArn: (roleName: string) => string
}
