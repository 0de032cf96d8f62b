/**
 * Temporary AWS access for people who are only visiting.
 *
 * @module
 */
export {
  type Credentials,
  type Environment,
  errorCodes,
  type EndpointOfKeys,
  HallpassError,
  type ErrorCode,
  type ErrorFacts,
  type IssuedKeys,
  printable,
  printableJson,
  version,
} from './base/index.ts'
export {
  auditLine,
  type ChainedRow,
  type ChainFinding,
  parseAuditLine,
  verifyAuditChain,
} from './audit-chain/index.ts'
export type {
  CallerOptions,
  CredentialSource,
  MfaSessionKeeper,
  MfaSessionRequest,
  Wire,
} from './caller/index.ts'
export {
  consoleLink,
  type ConsoleLink,
  type ConsoleLinkForKeys,
  type ConsoleLinkForSession,
  type ConsoleLinkOptions,
  type ConsoleLinkSettings,
  type ConsoleWire,
} from './console/index.ts'
export {
  type Cause as DoctorCause,
  type Check as DoctorCheck,
  diagnose,
  type DiagnoseOptions,
  type Diagnosis,
  type Finding as DoctorFinding,
} from './doctor/index.ts'
export {
  createTokenBucket,
  issueEach,
  type IssueEachOptions,
  type IssueEachResult,
  type Permit,
  type TokenBucket,
  type TokenBucketOptions,
} from './each/index.ts'
export { formats, type Format, formatCredentials, type FormatInput } from './format/index.ts'
export {
  issue,
  plainCredentials,
  type IssueOptions,
  createIssuer,
  type IssueCallOptions,
  type IssuedSession,
  type Issuer,
  type IssuerOptions,
  type SessionRequest,
  type SessionParameters,
  type SessionTags,
  type Via,
  type ViaRole,
} from './issue/index.ts'
export {
  mendedProblems,
  mostPastedCharacters,
  type OtherPaste,
  type Pasted,
  type PastedField,
  type PastedForm,
  type PastedKeys,
  type PasteProblem,
  pasteProblems,
  readPaste,
} from './paste/index.ts'
export {
  type ColumnUse,
  type ListColumn,
  type ListEncoding,
  type PeopleList,
  type Person,
  readPeople,
  type ReadPeopleOptions,
  type RowProblem,
} from './people/index.ts'
export {
  cleanProfiles,
  type CleanProfilesOptions,
  listOwnedProfiles,
  type ListProfilesOptions,
  type OwnedProfile,
  type ProfileContent,
  type ProfileOfKeys,
  type ProfileOfSession,
  type ProfileFileOptions,
  removeProfile,
  type RemoveProfileOptions,
  type WriteOutcome,
  writeProfile,
  writeProfiles,
  type WriteProfileOptions,
  type WriteProfilesOptions,
  type WrittenProfile,
} from './profile/index.ts'
export type { SessionCredentials } from './query/index.ts'
export {
  endOfSession,
  isSessionDenied,
  type ProbeSessionOptions,
  listRevocations,
  pruneRevocations,
  type ResumedSessions,
  resumeSessions,
  type ResumeSessionsOptions,
  type Revocation,
  type Revocations,
  revokeAllBefore,
  type RevokeAllOptions,
  type Revoked,
  type RevokedName,
  type RevokedSessions,
  type RevokeOptions,
  revokeSession,
  type RevokeSessionOptions,
  revokeSessions,
  type RevokeSessionsOptions,
} from './revoke/index.ts'
export {
  type ListedRole,
  listRoles,
  type ListRolesOptions,
  readRole,
  type ReadRoleCaller,
  type ReadRoleOptions,
  type RolePermissions,
  type RolePolicy,
  type UnreadPart,
} from './role/index.ts'
export type { RoleConfig, SetupConfig } from './config/index.ts'
export {
  createSetup,
  planText,
  setupApply,
  setupCheck,
  setupDestroy,
  setupExport,
  setupPlan,
  setupPresets,
  setupText,
  type AppliedSetup,
  type CheckedSetup,
  type CreateSetupOptions,
  type DestroyedSetup,
  type Difference,
  type ExportedFile,
  type ExportFormat,
  type NewAccessKey,
  type PlannedChange,
  type Setup,
  type SetupAccountOptions,
  type SetupApplyOptions,
  type SetupDestroyOptions,
  type SetupInputs,
  type SetupModel,
  type SetupPlan,
  type SetupPlanOptions,
  type SetupPreset,
} from './setup/index.ts'
export { fileReason, fileText, readRegularFile, type ReadRegularFileOptions } from './safe-file/index.ts'
export type { Endpoint } from './settings/index.ts'
export { type Identity, type IdentityKind, whoami } from './whoami/index.ts'
export {
  type ExchangeOptions,
  type HttpRequest,
  type HttpResponse,
  type Transport,
  type Sleep,
  createTransport,
  proxyFromEnvironment,
  type TransportOptions,
} from './wire/index.ts'
