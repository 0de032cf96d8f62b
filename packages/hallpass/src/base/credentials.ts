/** A key pair, with a session token where it is temporary. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Absent for the long-term keys of an IAM user. */
  readonly sessionToken?: string | undefined
  /** Absent where unknown or never. */
  readonly expiration?: Date | undefined
}
