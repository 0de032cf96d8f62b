export { checkAgreement } from './check-agreement.ts'
export { type CommentInValue, findCommentsInValues } from './comments-in-values.ts'
export {
  expiresKey,
  optionalKeys,
  ourKeys,
  ownerKey,
  ownerValue,
  rivalKeys,
  roleKey,
  sessionKey,
  settingsKey,
  setupAccountKey,
  setupKey,
} from './credential-keys.ts'
export { malformed, parseLeniently, parseStrictly } from './decode.ts'
export { fileLocations, namesConfigFile, namesCredentialsFile } from './file-locations.ts'
export { type HeaderLine, joinLines, type Line, parseLines } from './parse-lines.ts'
export { checkProfileName, isProfileName } from './profile-name.ts'
export { leadingSpaces } from './python-space.ts'
export {
  readIfExists,
  readSharedConfig,
  type SharedConfig,
  type SharedProfile,
} from './read-shared-config.ts'
export { renewalCommand } from './renewal-command.ts'
