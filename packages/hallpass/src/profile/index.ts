/** The shared credentials and config files, read as the SDKs read them and changed without harm to anything else. */
export { checkProfile, checkProfiles, type CheckProfileOptions, type WriteOutcome } from './check-profile.ts'
export {
  cleanProfiles,
  type CleanProfilesOptions,
  listOwnedProfiles,
  type ListProfilesOptions,
  type OwnedProfile,
  removeProfile,
  type RemoveProfileOptions,
} from './owned-profiles.ts'
export { isProfileName } from './profile-name.ts'
export {
  readSharedConfig,
  type ReadSharedConfigOptions,
  type SharedConfig,
  type SharedProfile,
} from './read-shared-config.ts'
export {
  type ProfileFileOptions,
  type ProfileContent,
  writeProfile,
  type WriteProfileOptions,
  writeProfiles,
  type WriteProfilesOptions,
  type WrittenProfile,
} from './write-profile.ts'
