export { type ListedRole, listRoles, type ListRolesOptions } from './list-roles.ts'
export {
  readRole,
  type ReadRoleOptions,
  type RolePermissions,
  type RolePolicy,
  type UnreadPart,
} from './read-role.ts'
export { openIam, type ReadRoleCaller } from './open-iam.ts'
