export { type Administrator, resolveAdministrator } from './account/administrator.ts'
export { applySetup, type SetupOutputs } from './apply/apply.ts'
export { checkSetup } from './check/check.ts'
export { destroySetup } from './destroy/destroy.ts'
export { type ExportFormat, exportFormats } from './export/export-formats.ts'
export { accountPlaceholder, exportFiles } from './export/export.ts'
export type { ExportedFile } from './export/exported-file.ts'
export { inputProblems } from './inputs/input-problems.ts'
export { readPolicyFile } from './inputs/read-policy-file.ts'
export { resolveInputs } from './inputs/resolve-inputs.ts'
export { createModel } from './model/create-model.ts'
export { describeModel } from './model/describe-model.ts'
export type { SetupInputs } from './model/inputs.ts'
export type { SetupModel } from './model/model.ts'
export { literalReferences } from './model/references.ts'
export { changesText, planText } from './plan/plan-text.ts'
export { planSetup, type SetupPlan } from './plan/plan.ts'
export { revokerName } from './model/revoker-role.ts'
export { findSetup, type TaggedSetup } from './find/find-setup.ts'
export { roleOptions } from './find/role-options.ts'
export { finishRotation } from './rotate/finish-rotation.ts'
export { rotateKey } from './rotate/rotate.ts'
export { keyProfilesOf } from './secret/key-profile.ts'
export {
  type HandedOverKey,
  type HandOver,
  openDestination,
  refuseHandedOver,
  type SecretDestination,
} from './secret/secret-destination.ts'
export {
  createSetup,
  setupExport,
  setupText,
  type CreateSetupOptions,
  type Setup,
} from './library/create-setup.ts'
export {
  setupApply,
  setupCheck,
  setupDestroy,
  setupPlan,
  type SetupAccountOptions,
  type SetupApplyOptions,
  type SetupDestroyOptions,
  type SetupPlanOptions,
} from './library/setup-in-account.ts'
export { setupPresets, type SetupPreset } from './library/setup-presets.ts'
export type { NewAccessKey } from './account/access-keys.ts'
export type { AppliedSetup } from './apply/apply.ts'
export type { CheckedSetup } from './check/check.ts'
export type { Difference } from './check/difference.ts'
export type { DestroyedSetup } from './destroy/destroy.ts'
export type { PlannedChange } from './plan/plan.ts'
