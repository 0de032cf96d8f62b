/** What the caller names; stronger than the configuration file. */
export interface SetupArguments {
  readonly name?: string | undefined
  readonly sourceProfile?: string | undefined
  readonly region?: string | undefined
  readonly user?: string | undefined
  readonly role?: string | undefined
  readonly preset?: readonly string[] | undefined
  readonly bucket?: string | undefined
  readonly policy?: readonly string[] | undefined
  readonly policyArn?: readonly string[] | undefined
  readonly maxSessionDuration?: number | undefined
  readonly boundary?: string | undefined
  readonly path?: string | undefined
  /** `KEY=VALUE` */
  readonly tag?: readonly string[] | undefined
  readonly issuerArn?: string | undefined
  readonly trustAccount?: boolean | undefined
  /** The https URL of an OpenID Connect issuer. */
  readonly keylessIssuer?: string | undefined
  readonly keylessAudience?: string | undefined
  readonly keylessSubject?: string | undefined
  /** `account`, or the ARN of a user or role. */
  readonly revoker?: string | undefined
  readonly externalId?: string | undefined
  readonly noExternalId?: boolean | undefined
  readonly keybase?: string | undefined
  readonly pgpKey?: string | undefined
}
