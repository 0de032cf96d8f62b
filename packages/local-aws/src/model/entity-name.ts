/** The key of a user, group or role in the account's maps: IAM names are unique without regard to case. */
export function nameKey(name: string): string {
  return name.toLowerCase()
}

/** The name at the end of a user's, group's or role's arn, after its path. */
export function entityName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1)
}
