import type { RolePermissions } from 'hallpass'

/** A role that an issuer may hand out, as far as its trust tells. */
export interface AssumableRole {
  readonly roleArn: string
  readonly description: string | undefined
}

/** What is known of the roles of an account. What was read is remembered for some minutes. */
export interface Roles {
  /**
   * The policies of a role, as far as this server may read them.
   *
   * @throws HallpassError `AwsRefused` where there is no such role; as `readRole()`
   */
  permissions(issuer: string, roleArn: string): Promise<RolePermissions>
  /** Drops what it remembers of a role: the next who asks reads it anew. */
  forget(roleArn: string): void
  /** The roles whose trust allows the issuer; empty where the server may not list them. */
  assumable(issuer: string): Promise<readonly AssumableRole[]>
}
