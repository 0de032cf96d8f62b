import { durationFlag, switchFlag, textFlag, textsFlag } from '../terminal/flags.ts'

/** What a set-up is made from: every `hallpass setup` command takes these. */
export interface SetupFlags {
  readonly config?: string
  readonly name?: string
  readonly sourceProfile?: string
  readonly region?: string
  readonly user?: string
  readonly role?: string
  readonly preset?: readonly string[]
  readonly bucket?: string
  readonly policy?: readonly string[]
  readonly policyArn?: readonly string[]
  readonly maxSessionDuration?: number
  readonly boundary?: string
  readonly path?: string
  readonly tag?: readonly string[]
  readonly issuerArn?: string
  readonly trustAccount?: boolean
  readonly keylessIssuer?: string
  readonly keylessAudience?: string
  readonly keylessSubject?: string
  readonly revoker?: string
  readonly externalId?: string
  readonly noExternalId?: boolean
  readonly keybase?: string
  readonly pgpKey?: string
}

export const setupFlags = {
  config: {
    ...textFlag('FILE', 'the set-up (default hallpass.config.json)'),
    optional: true,
  },
  name: { ...textFlag('NAME', "the set-up's name (default: the user's)"), optional: true },
  sourceProfile: { ...textFlag('NAME', "an administrator's profile"), optional: true },
  region: { ...textFlag('REGION', 'where clients work (as AWS tools do)'), optional: true },
  user: { ...textFlag('NAME', 'the user that vends (default instruqt)'), optional: true },
  role: { ...textFlag('NAME', 'the role (default InstruqtS3Access)'), optional: true },
  preset: textsFlag('PRESET', 's3 (default), s3-own-prefix, read-only'),
  bucket: { ...textFlag('NAME', 'the bucket of a preset; s3 takes lab-* too'), optional: true },
  policy: textsFlag('FILE', 'a policy of your own, into the role'),
  policyArn: textsFlag('ARN', 'a managed policy, attached to the role'),
  maxSessionDuration: durationFlag('--max-session-duration', 'the longest session, 1h (default) to 12h'),
  boundary: { ...textFlag('ARN', "the role's permissions boundary"), optional: true },
  path: { ...textFlag('PATH', 'of user and role (default /)'), optional: true },
  tag: textsFlag('KEY=VALUE', 'a tag on user and role'),
  issuerArn: {
    ...textFlag('ARN', 'who vends, in place of a new user'),
    optional: true,
  },
  trustAccount: switchFlag('trust the whole account, not the user alone'),
  keylessIssuer: { ...textFlag('URL', 'an OpenID Connect issuer vends'), optional: true },
  keylessAudience: { ...textFlag('AUD', 'its tokens: for whom'), optional: true },
  keylessSubject: { ...textFlag('SUB', 'its tokens: hallpass:* (default)'), optional: true },
  revoker: { ...textFlag('WHO', 'who may revoke: an ARN, or account'), optional: true },
  externalId: { ...textFlag('ID', 'what the trust asks for'), optional: true },
  noExternalId: switchFlag('issuer in the same account: ask for none'),
  keybase: { ...textFlag('USER', 'encrypt the key for a keybase user'), optional: true },
  pgpKey: { ...textFlag('FILE', 'encrypt the key for an OpenPGP key'), optional: true },
} as const

/** `hallpass setup plan` */
export interface SetupPlanFlags extends SetupFlags {
  readonly adopt?: boolean
}

/** `hallpass setup export` */
export interface SetupExportFlags extends SetupFlags {
  readonly out?: string
}

/** `hallpass setup apply` */
export interface SetupApplyFlags extends SetupFlags {
  /** Takes over what exists without our tag. */
  readonly adopt?: boolean
  /** Says what it would do, and does nothing. */
  readonly dryRun?: boolean
  /** Asks nothing. */
  readonly yes?: boolean
  readonly keybaseUrl?: string
  /** Where the key goes when it is not encrypted: a profile, a file, or the terminal. */
  readonly profile?: string
  readonly secretFile?: string
  readonly printSecret?: boolean
}

/** `hallpass setup check` */
export interface SetupCheckFlags extends SetupFlags {
  readonly json?: boolean
}

/** `hallpass setup destroy` */
export interface SetupDestroyFlags extends SetupFlags {
  readonly confirm?: string
}

/** `hallpass setup rotate` */
export interface SetupRotateFlags extends SetupFlags {
  readonly finish?: boolean
  /** Seconds. */
  readonly unusedFor?: number
  readonly keybaseUrl?: string
  readonly profile?: string
  readonly secretFile?: string
  readonly printSecret?: boolean
}

/** Where a new key goes. */
export const secretFlags = {
  keybaseUrl: { ...textFlag('URL', 'where keybase users are looked up'), optional: true },
  profile: { ...textFlag('NAME', 'put the key into this AWS profile'), optional: true },
  secretFile: { ...textFlag('FILE', 'put the key into this file'), optional: true },
  printSecret: switchFlag('print the secret key'),
} as const
