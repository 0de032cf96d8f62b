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
export {
  type AccessKey,
  type AccessReport,
  type Account,
  type Bucket,
  type BucketSetting,
  type CredentialReport,
  type DeleteMarker,
  type Group,
  type InstanceProfile,
  type LoginProfile,
  type ManagedPolicy,
  type MfaDevice,
  type OidcProvider,
  type Organization,
  type PasswordPolicy,
  type PolicyDocument,
  type PolicyHolder,
  type Role,
  type ServerCertificate,
  type ServiceCredential,
  type SigningCertificate,
  type SshPublicKey,
  type SamlProvider,
  type State,
  type ObjectEncryption,
  type Retention,
  type StoredObject,
  type TokenIssuer,
  type TokenKey,
  type Upload,
  type UploadedPart,
  type User,
  createState,
  dataFields,
  replaceData,
} from './state.ts'
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
