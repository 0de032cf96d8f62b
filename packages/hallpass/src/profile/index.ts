export { checkProfile, checkProfiles, refuseRivals, type WriteOutcome } from './check-profile.ts'
export { hardLinkedFiles, type HardLinkedFile } from './hard-links.ts'
export {
  checkConfigProfile,
  type ConfigProfile,
  listConfigProfiles,
  removeConfigProfiles,
  writeConfigProfile,
} from './config-profile.ts'
export {
  cleanProfiles,
  type CleanProfilesOptions,
  listOwnedProfiles,
  type ListProfilesOptions,
  type OwnedProfile,
  removeProfile,
  type RemoveProfileOptions,
} from './owned-profiles.ts'
export { putSections } from './put-section.ts'
export { sectionsOf, valueOf } from './section-lines.ts'
export type { ProfileContent, ProfileOfKeys, ProfileOfSession } from './profile-content.ts'
export {
  type ProfileFileOptions,
  writeProfile,
  type WriteProfileOptions,
  writeProfiles,
  type WriteProfilesOptions,
  type WrittenProfile,
} from './write-profile.ts'
