import type { RolePermissions } from 'hallpass'

/** What the inline policies of a role may have together, white space apart. Source: IAM and STS quotas. */
export const mostPolicyCharacters = 10_240

/** How many characters are free in a role for denials; nothing where its inline policies could not all be read. */
export function roomLeft(permissions: RolePermissions): number | undefined {
  const unread = permissions.unread.some(
    ({ part, name }) =>
      part === 'inline policies' || (part === 'policy' && name?.startsWith('arn:') !== true),
  )
  if (unread) return undefined
  const used = permissions.policies
    .filter(({ kind }) => kind === 'inline')
    .reduce((sum, { document }) => sum + document.replaceAll(/\s/g, '').length, 0)
  return mostPolicyCharacters - used
}
