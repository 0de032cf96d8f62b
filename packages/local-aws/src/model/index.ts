/**
 * What the local AWS knows: accounts with their users, roles and policies, and buckets.
 *
 * @module
 */
export { accountIds } from './account-ids.ts'
export { addAccessKey, type KeyPair, allowEverything, createAdmin } from './admin.ts'
export { awsManagedPolicies } from './aws-managed-policies.ts'
export { checkData } from './check-data.ts'
export { entityName, nameKey } from './entity-name.ts'
export { managedPolicyDocument } from './managed-policy-document.ts'
export { accessRoleArn, createAccessRole, fullAwsAccess, organizationPath } from './organization.ts'
export { hasLabel, withoutLabel, withStatements } from './labelled-statements.ts'
export { textWithArns, withUniqueIds } from './principal-ids.ts'
export type {
  Bucket,
  BucketSetting,
  DeleteMarker,
  ObjectEncryption,
  Retention,
  StoredObject,
  Upload,
  UploadedPart,
} from './bucket.ts'
export type {
  AccessKey,
  AccessReport,
  CredentialReport,
  MfaDevice,
  ServerCertificate,
  ServiceCredential,
  SigningCertificate,
  SshPublicKey,
  TokenIssuer,
  TokenKey,
} from './credentials.ts'
export type {
  Group,
  InstanceProfile,
  LoginProfile,
  ManagedPolicy,
  OidcProvider,
  PasswordPolicy,
  PolicyDocument,
  PolicyHolder,
  Role,
  SamlProvider,
  User,
} from './identities.ts'
export { type Account, type Organization, type State, createState, dataFields, replaceData } from './state.ts'
export {
  type Parameter,
  type ParameterVersion,
  type Region,
  regionAt,
  regionOf,
  type Secret,
  type SecretVersion,
} from './region.ts'
export type {
  KeyType,
  OnDemandThroughput,
  Table,
  TableIndex,
  TableKey,
  TableStream,
  Throughput,
} from './table.ts'
export type { Tags } from './tags.ts'
export type { MoveTask, Queue, QueueMessage, QueueMessageAttribute, SentMessage } from './queue.ts'
export type { PublishedMessage, Subscription, Topic } from './topic.ts'
export { takeCode, takeConsecutiveCodes } from './totp.ts'
