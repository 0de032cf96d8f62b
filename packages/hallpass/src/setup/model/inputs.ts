import type { ExternalId, SetupIssuer, SetupPolicy } from './model.ts'

/** What a set-up is made from: flags and configuration file put together, defaults filled in, all checked. */
export interface SetupInputs {
  readonly name: string
  readonly region: string
  readonly issuer: SetupIssuer
  readonly userName: string
  readonly path: string
  readonly tags: Readonly<Record<string, string>>
  readonly externalId: ExternalId | undefined
  readonly revoker: RevokerInputs | undefined
  readonly roles: readonly [RoleInputs, ...RoleInputs[]]
  /** The AWS profile to work with, where one is named. */
  readonly awsProfile: string | undefined
  /** Who the secret key is encrypted for; at most one of the two. */
  readonly keybase: string | undefined
  readonly pgpKeyFile: string | undefined
}

/** One role that is handed out. */
export interface RoleInputs {
  readonly name: string
  readonly description: string
  readonly maxSessionDurationSeconds: number
  readonly permissionsBoundaryArn: string | undefined
  readonly managedPolicyArns: readonly string[]
  readonly inlinePolicies: readonly SetupPolicy[]
  /** A preset lets it into every bucket of the account, for nobody named one. */
  readonly opensEveryBucket: boolean
  /** The presets among them, in words. */
  readonly presets: ReadonlyArray<{ readonly name: string; readonly summary: string }>
}

/** Who may end sessions, by a role of its own. */
export interface RevokerInputs {
  /** The role's name. */
  readonly name: string
  /** The user or role that may take it; `undefined` for everybody in the account whose own policies allow it. */
  readonly principalArn: string | undefined
}
