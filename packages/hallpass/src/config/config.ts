/** `hallpass.config.json`. Its form is `configSchema`'s; every part may be left out. */
export interface HallpassConfig {
  readonly $schema?: string
  readonly setup?: SetupConfig
}

/** What `hallpass setup` makes. */
export interface SetupConfig {
  readonly name?: string
  readonly sourceProfile?: string
  readonly region?: string
  readonly user?: string
  readonly path?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly trust?: 'user' | 'account'
  readonly issuerArn?: string
  readonly keylessIssuer?: string
  readonly keylessAudience?: string
  readonly keylessSubject?: string
  /** `account`, or the ARN of a user or role. */
  readonly revoker?: string
  /** `false`: ask for none. */
  readonly externalId?: string | false
  readonly keybase?: string
  /** A file, from the configuration file's folder. */
  readonly pgpKey?: string
  readonly roles?: readonly RoleConfig[]
}

export interface RoleConfig {
  readonly name?: string
  readonly description?: string
  readonly maxSessionDuration?: string
  readonly boundary?: string
  readonly presets?: readonly string[]
  /** For the presets that are about S3. */
  readonly bucket?: string
  /** Policies of one's own, from the configuration file's folder. */
  readonly policies?: readonly string[]
  readonly policyArns?: readonly string[]
}

/** A configuration and where it came from. */
export interface LoadedConfig {
  /** The file's full path; `undefined` when there is none. */
  readonly path: string | undefined
  readonly config: HallpassConfig
}
