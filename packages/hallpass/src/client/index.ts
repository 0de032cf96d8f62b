/**
 * A client of a Hallpass server.
 *
 * @module
 */
export {
  type ChangeOptions,
  type Client,
  type ClientOptions,
  createClient,
  type CreateOptions,
  type PageOptions,
} from './client.ts'
export { type OperationName, operations } from './operations.ts'
export type {
  Account,
  ApiToken,
  CheckFinding,
  CheckFindings,
  ContainerCredentials,
  ControlledLease,
  Health,
  Imported,
  Joined,
  Joining,
  JoinMode,
  Lease,
  LeaseState,
  LeaseToken,
  NewApiToken,
  NewLease,
  NewStaff,
  NewWebhook,
  NewWorkshop,
  Page,
  Participant,
  Passkey,
  Person,
  PersonalLink,
  PreviewRoleOptions,
  RoleCheck,
  PreviewRule,
  RolePreview,
  RoleToCheck,
  SignedInBrowser,
  Staff,
  StaffLink,
  TokenScope,
  Webhook,
  Workshop,
  WorkshopChange,
  WorkshopRole,
  WorkshopState,
} from './types.ts'
