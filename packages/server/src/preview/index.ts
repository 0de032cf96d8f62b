export {
  type PolicyText,
  type Preview,
  previewPermissions,
  type PreviewInput,
} from './preview-permissions.ts'
export { previewWords, type PreviewWords } from './preview-words.ts'
export { type Warning, warningCodes } from './warnings.ts'
export { createRoles, type RolesOptions } from './create-roles.ts'
export { type HandedOut, previewRole, type RolePreview } from './preview-role.ts'
