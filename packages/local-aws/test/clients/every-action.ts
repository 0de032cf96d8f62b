/** One call of an API, as data: the AWS SDK for JavaScript, boto3 and the AWS CLI all run it. */
export interface Step {
  readonly service: 'dynamodb' | 'iam' | 's3' | 'secretsmanager' | 'sns' | 'sqs' | 'ssm' | 'sts'
  /** As the API spells it, e.g. `CreateUser`. */
  readonly operation: string
  /** `$name` stands for a saved value, `$code:-1` for the MFA device's code one half minute ago. */
  readonly input?: Readonly<Record<string, unknown>>
  /** Remembers values of the answer, by the path to them. */
  readonly save?: Readonly<Record<string, string>>
  /** The code the call is refused with, where it is to be refused. */
  readonly error?: string
}

const account = '111122223333'
const policy = (Statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: string, more: object = { Resource: '*' }) =>
  policy({ Effect: 'Allow', Action, ...more })
const trust = allow('sts:AssumeRole', { Principal: { AWS: account } })
const roleArn = `arn:aws:iam::${account}:role/Lab`
const policyArn = `arn:aws:iam::${account}:policy/shared`
const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess'
const tag = { Key: 'team', Value: 'red' }

const iam = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  service: 'iam',
  operation,
  ...(input === undefined ? {} : { input }),
  ...more,
})
const sts = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 'sts',
})
const s3 = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 's3',
})

const ssm = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 'ssm',
})
const secretsManager = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 'secretsmanager',
})
const sns = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 'sns',
})
const sqs = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 'sqs',
})

const dynamodb = (operation: string, input?: Step['input'], more: Partial<Step> = {}): Step => ({
  ...iam(operation, input, more),
  service: 'dynamodb',
})

const user = { UserName: 'anna' }
const group = { GroupName: 'lab' }
const role = { RoleName: 'Lab' }
const profile = { InstanceProfileName: 'lab' }
const webIdentityToken = {
  Audience: ['https://api.example.com', 'other'],
  SigningAlgorithm: 'ES384',
  Tags: [tag],
}
const www = { ServerCertificateName: 'www' }
const shared = { PolicyArn: policyArn }
const inline = { PolicyName: 'own', PolicyDocument: allow('s3:*') }
const own = { PolicyName: 'own' }
const device = { SerialNumber: `arn:aws:iam::${account}:mfa/phone` }
const provider = { OpenIDConnectProviderArn: '$provider' }
const saml = { SAMLProviderArn: `arn:aws:iam::${account}:saml-provider/idp` }

const identities: readonly Step[] = [
  iam('CreateUser', { UserName: 'ann' }),
  iam('CreateUser', { UserName: 'ann' }, { error: 'EntityAlreadyExists' }),
  iam('UpdateUser', { UserName: 'ann', NewUserName: 'anna' }),
  iam('GetUser', user),
  iam('GetUser', { UserName: 'nobody' }, { error: 'NoSuchEntity' }),
  iam('ListUsers'),
  iam('TagUser', { ...user, Tags: [tag] }),
  iam('ListUserTags', user),
  iam('UntagUser', { ...user, TagKeys: ['team'] }),
  iam('PutUserPolicy', { ...user, ...inline }),
  iam('PutUserPolicy', { ...user, ...inline, PolicyDocument: '{}' }, { error: 'MalformedPolicyDocument' }),
  iam('GetUserPolicy', { ...user, ...own }),
  iam('ListUserPolicies', user),
  iam('CreateGroup', { GroupName: 'lap' }),
  iam('UpdateGroup', { GroupName: 'lap', NewGroupName: 'lab' }),
  iam('ListGroups'),
  iam('AddUserToGroup', { ...group, ...user }),
  iam('GetGroup', group),
  iam('ListGroupsForUser', user),
  iam('PutGroupPolicy', { ...group, ...inline }),
  iam('GetGroupPolicy', { ...group, ...own }),
  iam('ListGroupPolicies', group),
  iam('CreateRole', { ...role, AssumeRolePolicyDocument: trust }),
  iam('UpdateRole', { ...role, MaxSessionDuration: 7200 }),
  iam('UpdateRoleDescription', { ...role, Description: 'a lab' }),
  iam('UpdateAssumeRolePolicy', { ...role, PolicyDocument: trust }),
  iam('GetRole', role),
  iam('ListRoles'),
  iam('TagRole', { ...role, Tags: [tag] }),
  iam('ListRoleTags', role),
  iam('UntagRole', { ...role, TagKeys: ['team'] }),
  iam('PutRolePolicy', { ...role, ...inline }),
  iam('GetRolePolicy', { ...role, ...own }),
  iam('ListRolePolicies', role),
  iam('CreateInstanceProfile', { ...profile, Tags: [tag] }),
  iam('AddRoleToInstanceProfile', { ...profile, ...role }),
  iam('AddRoleToInstanceProfile', { ...profile, ...role }, { error: 'LimitExceeded' }),
  iam('ListInstanceProfilesForRole', role),
  iam('GetInstanceProfile', profile),
  iam('ListInstanceProfiles'),
  iam('TagInstanceProfile', { ...profile, Tags: [tag] }),
  iam('ListInstanceProfileTags', profile),
  iam('UntagInstanceProfile', { ...profile, TagKeys: ['team'] }),
  iam('DeleteInstanceProfile', profile, { error: 'DeleteConflict' }),
  iam('PutUserPermissionsBoundary', { ...user, PermissionsBoundary: boundary }),
  iam('PutRolePermissionsBoundary', { ...role, PermissionsBoundary: boundary }),
]

const policies: readonly Step[] = [
  iam('CreatePolicy', { PolicyName: 'shared', PolicyDocument: allow('s3:Get*') }),
  iam('CreatePolicyVersion', { ...shared, PolicyDocument: allow('s3:List*') }),
  iam('SetDefaultPolicyVersion', { ...shared, VersionId: 'v2' }),
  iam('GetPolicy', shared),
  iam('GetPolicyVersion', { ...shared, VersionId: 'v1' }),
  iam('ListPolicyVersions', shared),
  iam('ListPolicies', { Scope: 'Local' }),
  iam('TagPolicy', { ...shared, Tags: [tag] }),
  iam('ListPolicyTags', shared),
  iam('UntagPolicy', { ...shared, TagKeys: ['team'] }),
  iam('AttachUserPolicy', { ...user, ...shared }),
  iam('AttachGroupPolicy', { ...group, ...shared }),
  iam('AttachRolePolicy', { ...role, ...shared }),
  iam('ListAttachedUserPolicies', user),
  iam('ListAttachedGroupPolicies', group),
  iam('ListAttachedRolePolicies', role),
  iam('ListEntitiesForPolicy', shared),
  iam('DeletePolicy', shared, { error: 'DeleteConflict' }),
  iam('SimulatePrincipalPolicy', {
    PolicySourceArn: roleArn,
    ActionNames: ['s3:ListBucket', 'iam:CreateUser'],
    ResourceArns: ['arn:aws:s3:::lab', 'arn:aws:s3:::other'],
    ContextEntries: [
      { ContextKeyName: 's3:prefix', ContextKeyValues: ['a', 'b'], ContextKeyType: 'stringList' },
    ],
  }),
  iam('GetContextKeysForPrincipalPolicy', { PolicySourceArn: roleArn }),
  iam('GetContextKeysForCustomPolicy', { PolicyInputList: [allow('s3:*')] }),
  iam('GetAccountSummary'),
  iam('CreateServiceLinkedRole', { AWSServiceName: 'ecs.amazonaws.com' }),
  iam('DeleteRole', { RoleName: 'AWSServiceRoleForECS' }, { error: 'UnmodifiableEntity' }),
  iam(
    'DeleteServiceLinkedRole',
    { RoleName: 'AWSServiceRoleForECS' },
    { save: { deletion: 'DeletionTaskId' } },
  ),
  iam('GetServiceLinkedRoleDeletionStatus', { DeletionTaskId: '$deletion' }),
  iam('GenerateServiceLastAccessedDetails', { Arn: roleArn }, { save: { job: 'JobId' } }),
  iam('GetServiceLastAccessedDetails', { JobId: '$job' }),
  iam('GetServiceLastAccessedDetailsWithEntities', { JobId: '$job', ServiceNamespace: 's3' }),
  iam('SimulateCustomPolicy', {
    PolicyInputList: [allow('s3:*')],
    ActionNames: ['s3:ListBucket'],
    ResourceOwner: `arn:aws:iam::444455556666:root`,
    CallerArn: `arn:aws:iam::${account}:user/anna`,
    ResourceArns: ['arn:aws:s3:::lab'],
    ResourcePolicy: allow('s3:*', { Principal: { AWS: account }, Resource: 'arn:aws:s3:::lab' }),
  }),
]

const secrets: readonly Step[] = [
  iam('CreateAccessKey', user, { save: { key: 'AccessKey.AccessKeyId' } }),
  iam('ListAccessKeys', user),
  iam('UpdateAccessKey', { ...user, AccessKeyId: '$key', Status: 'Inactive' }),
  iam('GetAccessKeyLastUsed', { AccessKeyId: '$key' }),
  iam('GenerateCredentialReport'),
  iam('GetCredentialReport'),
  iam('GetAccountAuthorizationDetails', { Filter: ['User', 'AWSManagedPolicy'] }),
  iam('GetAccountAuthorizationDetails', { MaxItems: 2 }),
  iam('ListPoliciesGrantingServiceAccess', { Arn: roleArn, ServiceNamespaces: ['s3'] }),
  sts('GetWebIdentityToken', webIdentityToken, {
    error: 'OutboundWebIdentityFederationDisabledException',
  }),
  iam('GetOutboundWebIdentityFederationInfo', {}, { error: 'FeatureDisabled' }),
  iam('EnableOutboundWebIdentityFederation'),
  iam('EnableOutboundWebIdentityFederation', {}, { error: 'FeatureEnabled' }),
  iam('GetOutboundWebIdentityFederationInfo'),
  sts('GetWebIdentityToken', webIdentityToken),
  sts('GetWebIdentityToken', { ...webIdentityToken, SigningAlgorithm: 'RS256', DurationSeconds: 60 }),
  iam('DisableOutboundWebIdentityFederation'),
  iam('DisableOutboundWebIdentityFederation', {}, { error: 'FeatureDisabled' }),
  iam('SetSecurityTokenServicePreferences', { GlobalEndpointTokenVersion: 'v2Token' }),
  iam(
    'UploadServerCertificate',
    { ServerCertificateName: 'old', CertificateBody: '$certificate', PrivateKey: '$otherKey' },
    { error: 'KeyPairMismatch' },
  ),
  iam('UploadServerCertificate', {
    ServerCertificateName: 'old',
    Path: '/lab/',
    CertificateBody: '$certificate',
    CertificateChain: '$certificate',
    PrivateKey: '$privateKey',
    Tags: [tag],
  }),
  iam('UpdateServerCertificate', {
    ServerCertificateName: 'old',
    NewServerCertificateName: 'www',
    NewPath: '/www/',
  }),
  iam('GetServerCertificate', www),
  iam('ListServerCertificates', { PathPrefix: '/www/' }),
  iam('TagServerCertificate', { ...www, Tags: [tag] }),
  iam('ListServerCertificateTags', www),
  iam('UntagServerCertificate', { ...www, TagKeys: ['team'] }),
  iam('DeleteServerCertificate', www),
  iam('DeleteServerCertificate', www, { error: 'NoSuchEntity' }),
  iam('UploadSigningCertificate', { ...user, CertificateBody: 'none' }, { error: 'MalformedCertificate' }),
  iam(
    'UploadSigningCertificate',
    { ...user, CertificateBody: '$certificate' },
    { save: { signing: 'Certificate.CertificateId' } },
  ),
  iam('UpdateSigningCertificate', { ...user, CertificateId: '$signing', Status: 'Inactive' }),
  iam('ListSigningCertificates', user),
  iam('DeleteSigningCertificate', { ...user, CertificateId: '$signing' }),
  iam(
    'UploadSSHPublicKey',
    { ...user, SSHPublicKeyBody: 'ssh-ed25519 AAAA' },
    { error: 'UnrecognizedPublicKeyEncoding' },
  ),
  iam(
    'UploadSSHPublicKey',
    { ...user, SSHPublicKeyBody: '$sshKey' },
    { save: { ssh: 'SSHPublicKey.SSHPublicKeyId' } },
  ),
  iam('GetSSHPublicKey', { ...user, SSHPublicKeyId: '$ssh', Encoding: 'PEM' }),
  iam('UpdateSSHPublicKey', { ...user, SSHPublicKeyId: '$ssh', Status: 'Inactive' }),
  iam('ListSSHPublicKeys', user),
  iam('DeleteUser', user, { error: 'DeleteConflict' }),
  iam('DeleteSSHPublicKey', { ...user, SSHPublicKeyId: '$ssh' }),
  iam(
    'CreateServiceSpecificCredential',
    { ...user, ServiceName: 'codecommit.amazonaws.com' },
    { save: { git: 'ServiceSpecificCredential.ServiceSpecificCredentialId' } },
  ),
  iam('ListServiceSpecificCredentials', { ...user, ServiceName: 'codecommit.amazonaws.com' }),
  iam('ResetServiceSpecificCredential', { ...user, ServiceSpecificCredentialId: '$git' }),
  iam('UpdateServiceSpecificCredential', {
    ...user,
    ServiceSpecificCredentialId: '$git',
    Status: 'Inactive',
  }),
  iam('DeleteServiceSpecificCredential', { ...user, ServiceSpecificCredentialId: '$git' }),
  iam('CreateAccountAlias', { AccountAlias: 'lab-seven' }),
  iam('ListAccountAliases'),
  iam('DeleteAccountAlias', { AccountAlias: 'lab-seven' }),
  iam('UpdateAccountPasswordPolicy', { MinimumPasswordLength: 12, MaxPasswordAge: 90, HardExpiry: true }),
  iam('GetAccountPasswordPolicy'),
  iam('CreateLoginProfile', { ...user, Password: 'short' }, { error: 'PasswordPolicyViolation' }),
  iam('CreateLoginProfile', { ...user, Password: 'Correct-Horse-1' }),
  iam('UpdateLoginProfile', { ...user, PasswordResetRequired: true }),
  iam('GetLoginProfile', user),
  iam('DeleteLoginProfile', user),
  iam('GetLoginProfile', user, { error: 'NoSuchEntity' }),
  iam('CreateLoginProfile', { UserName: 'admin', Password: 'Correct-Horse-1' }),
  iam(
    'ChangePassword',
    { OldPassword: 'Wrong-Horse-1', NewPassword: 'Battery-Staple-2' },
    { error: 'AccessDenied' },
  ),
  iam('ChangePassword', { OldPassword: 'Correct-Horse-1', NewPassword: 'Battery-Staple-2' }),
  iam('DeleteLoginProfile', { UserName: 'admin' }),
  iam('DeleteAccountPasswordPolicy'),
  iam(
    'CreateVirtualMFADevice',
    { VirtualMFADeviceName: 'phone', Tags: [tag] },
    { save: { seed: 'VirtualMFADevice.Base32StringSeed' } },
  ),
  iam('EnableMFADevice', {
    UserName: 'admin',
    ...device,
    AuthenticationCode1: '$code:-2',
    AuthenticationCode2: '$code:-1',
  }),
  iam(
    'ResyncMFADevice',
    { UserName: 'admin', ...device, AuthenticationCode1: '000000', AuthenticationCode2: '000001' },
    { error: 'InvalidAuthenticationCode' },
  ),
  iam('GetMFADevice', device),
  iam('TagMFADevice', { ...device, Tags: [tag] }),
  iam('ListMFADeviceTags', device),
  iam('UntagMFADevice', { ...device, TagKeys: ['team'] }),
  iam('ListMFADevices', { UserName: 'admin' }),
  iam('ListVirtualMFADevices'),
  iam(
    'CreateOpenIDConnectProvider',
    { Url: '$issuer', ClientIDList: ['hallpass'], ThumbprintList: ['0'.repeat(40)] },
    { save: { provider: 'OpenIDConnectProviderArn' } },
  ),
  iam('GetOpenIDConnectProvider', provider),
  iam('ListOpenIDConnectProviders'),
  iam('AddClientIDToOpenIDConnectProvider', { ...provider, ClientID: 'other' }),
  iam('RemoveClientIDFromOpenIDConnectProvider', { ...provider, ClientID: 'other' }),
  iam('UpdateOpenIDConnectProviderThumbprint', { ...provider, ThumbprintList: ['1'.repeat(40)] }),
  iam('TagOpenIDConnectProvider', { ...provider, Tags: [tag] }),
  iam('ListOpenIDConnectProviderTags', provider),
  iam('UntagOpenIDConnectProvider', { ...provider, TagKeys: ['team'] }),
  iam('CreateSAMLProvider', { Name: 'idp', SAMLMetadataDocument: '$metadata', Tags: [tag] }),
  iam(
    'CreateSAMLProvider',
    { Name: 'other', SAMLMetadataDocument: 'x'.repeat(1000) },
    { error: 'InvalidInput' },
  ),
  iam('GetSAMLProvider', saml),
  iam('ListSAMLProviders'),
  iam('UpdateSAMLProvider', { ...saml, SAMLMetadataDocument: '$metadata' }),
  iam('TagSAMLProvider', { ...saml, Tags: [tag] }),
  iam('ListSAMLProviderTags', saml),
  iam('UntagSAMLProvider', { ...saml, TagKeys: ['team'] }),
]

const federated = { RoleArn: `arn:aws:iam::${account}:role/Visitor`, RoleSessionName: 'anna' }
const guest = { RoleArn: `arn:aws:iam::${account}:role/Guest`, PrincipalArn: saml.SAMLProviderArn }
const visitorTrust = (Principal: object) => allow('sts:AssumeRoleWithWebIdentity', { Principal })

const sessions: readonly Step[] = [
  sts('GetCallerIdentity'),
  sts('GetAccessKeyInfo', { AccessKeyId: '$key' }),
  sts('AssumeRole', { RoleArn: roleArn, RoleSessionName: 'anna', DurationSeconds: 7200 }),
  sts('AssumeRole', { RoleArn: `${roleArn}Absent`, RoleSessionName: 'anna' }, { error: 'AccessDenied' }),
  sts(
    'AssumeRole',
    { RoleArn: roleArn, RoleSessionName: 'anna', Policy: '{' },
    { error: 'MalformedPolicyDocument' },
  ),
  sts(
    'AssumeRole',
    { RoleArn: roleArn, RoleSessionName: 'anna', Policy: policy([randomStatement(1500)]) },
    { error: 'PackedPolicyTooLarge' },
  ),
  sts('GetSessionToken', { ...device, TokenCode: '$code:0' }),
  sts('GetSessionToken', { ...device, TokenCode: '$code:0' }, { error: 'AccessDenied' }),
  sts('GetFederationToken', { Name: 'guest', Policy: allow('s3:*') }),
  iam('CreateRole', {
    RoleName: 'Visitor',
    AssumeRolePolicyDocument: visitorTrust({ Federated: '$provider' }),
  }),
  sts('AssumeRoleWithWebIdentity', { ...federated, WebIdentityToken: '$token' }),
  sts(
    'AssumeRoleWithWebIdentity',
    { ...federated, WebIdentityToken: '$expired' },
    { error: 'ExpiredTokenException' },
  ),
  sts(
    'AssumeRoleWithWebIdentity',
    { ...federated, WebIdentityToken: 'a.b.c' },
    { error: 'InvalidIdentityToken' },
  ),
  sts(
    'AssumeRoleWithWebIdentity',
    { ...federated, WebIdentityToken: '$rejected' },
    { error: 'IDPRejectedClaim' },
  ),
  iam('CreateRole', {
    RoleName: 'Guest',
    AssumeRolePolicyDocument: allow('sts:AssumeRoleWithSAML', {
      Principal: { Federated: saml.SAMLProviderArn },
    }),
  }),
  sts('AssumeRoleWithSAML', { ...guest, SAMLAssertion: '$assertion' }),
  sts('AssumeRoleWithSAML', { ...guest, SAMLAssertion: '$oldAssertion' }, { error: 'ExpiredTokenException' }),
  sts('AssumeRoleWithSAML', { ...guest, SAMLAssertion: 'abcd' }, { error: 'InvalidIdentityToken' }),
  iam('CreateOpenIDConnectProvider', { Url: 'http://127.0.0.1:1', ClientIDList: ['hallpass'] }),
  sts(
    'AssumeRoleWithWebIdentity',
    { ...federated, WebIdentityToken: '$unreachable' },
    { error: 'IDPCommunicationError' },
  ),
]

const bucket = { Bucket: 'every-action' }
const object = { ...bucket, Key: 'notes.txt' }
const locked = { Bucket: 'every-action-locked' }
const exam = { ...locked, Key: 'exam.txt' }
const upload = { ...bucket, Key: 'large' }

const storage: readonly Step[] = [
  s3('CreateBucket', bucket),
  s3('HeadBucket', bucket),
  s3('ListBuckets'),
  s3('GetBucketLocation', bucket),
  s3('PutBucketPolicy', {
    ...bucket,
    Policy: allow('s3:GetObject', {
      Principal: { AWS: account },
      Resource: 'arn:aws:s3:::every-action/*',
    }),
  }),
  s3('GetBucketPolicy', bucket),
  s3('GetBucketPolicyStatus', bucket),
  s3('DeleteBucketPolicy', bucket),
  s3('GetBucketPolicy', bucket, { error: 'NoSuchBucketPolicy' }),
  s3('PutBucketAccelerateConfiguration', { ...bucket, AccelerateConfiguration: { Status: 'Enabled' } }),
  s3('GetBucketAccelerateConfiguration', bucket),
  s3('GetBucketAcl', bucket),
  s3('PutBucketAcl', { ...bucket, ACL: 'public-read' }, { error: 'AccessControlListNotSupported' }),
  s3('PutBucketAcl', { ...bucket, ACL: 'bucket-owner-full-control' }),
  s3('GetBucketCors', bucket, { error: 'NoSuchCORSConfiguration' }),
  s3('PutBucketCors', {
    ...bucket,
    CORSConfiguration: {
      CORSRules: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['https://lab.example.com'] }],
    },
  }),
  s3('GetBucketCors', bucket),
  s3('DeleteBucketCors', bucket),
  s3('GetBucketEncryption', bucket),
  s3('PutBucketEncryption', {
    ...bucket,
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
  }),
  s3('DeleteBucketEncryption', bucket),
  s3('GetBucketLifecycleConfiguration', bucket, { error: 'NoSuchLifecycleConfiguration' }),
  s3('PutBucketLifecycleConfiguration', {
    ...bucket,
    LifecycleConfiguration: {
      Rules: [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 7 } }],
    },
  }),
  s3('GetBucketLifecycleConfiguration', bucket),
  s3('DeleteBucketLifecycle', bucket),
  s3('GetBucketLogging', bucket),
  s3('GetBucketOwnershipControls', bucket),
  s3('PutBucketOwnershipControls', {
    ...bucket,
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  }),
  s3('DeleteBucketOwnershipControls', bucket),
  s3('GetBucketReplication', bucket, { error: 'ReplicationConfigurationNotFoundError' }),
  s3('PutBucketRequestPayment', { ...bucket, RequestPaymentConfiguration: { Payer: 'Requester' } }),
  s3('GetBucketRequestPayment', bucket),
  s3('PutBucketRequestPayment', { ...bucket, RequestPaymentConfiguration: { Payer: 'BucketOwner' } }),
  s3('ListBucketAnalyticsConfigurations', bucket),
  s3('GetBucketAnalyticsConfiguration', { ...bucket, Id: 'none' }, { error: 'NoSuchConfiguration' }),
  s3('ListBucketIntelligentTieringConfigurations', bucket),
  s3('GetBucketIntelligentTieringConfiguration', { ...bucket, Id: 'none' }, { error: 'NoSuchConfiguration' }),
  s3('ListBucketInventoryConfigurations', bucket),
  s3('GetBucketInventoryConfiguration', { ...bucket, Id: 'none' }, { error: 'NoSuchConfiguration' }),
  s3('ListBucketMetricsConfigurations', bucket),
  s3('GetBucketMetricsConfiguration', { ...bucket, Id: 'none' }, { error: 'NoSuchConfiguration' }),
  s3('GetBucketTagging', bucket, { error: 'NoSuchTagSet' }),
  s3('PutBucketTagging', { ...bucket, Tagging: { TagSet: [tag] } }),
  s3('GetBucketTagging', bucket),
  s3('DeleteBucketTagging', bucket),
  s3('GetBucketVersioning', bucket),
  s3('GetBucketWebsite', bucket, { error: 'NoSuchWebsiteConfiguration' }),
  s3('PutBucketWebsite', {
    ...bucket,
    WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } },
  }),
  s3('GetBucketWebsite', bucket),
  s3('DeleteBucketWebsite', bucket),
  s3('GetObjectLockConfiguration', bucket, { error: 'ObjectLockConfigurationNotFoundError' }),
  s3('GetPublicAccessBlock', bucket, { error: 'NoSuchPublicAccessBlockConfiguration' }),
  s3('PutPublicAccessBlock', { ...bucket, PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }),
  s3('GetPublicAccessBlock', bucket),
  s3('DeletePublicAccessBlock', bucket),
  s3('PutObject', { ...object, Body: 'hello' }),
  s3('HeadObject', object),
  s3('GetObject', object),
  s3('GetObject', { ...bucket, Key: 'absent' }, { error: 'NoSuchKey' }),
  s3('GetObjectAcl', object),
  s3('PutObjectAcl', { ...object, ACL: 'private' }, { error: 'AccessControlListNotSupported' }),
  s3('PutObjectAcl', { ...object, ACL: 'bucket-owner-full-control' }),
  s3('GetObjectAttributes', {
    ...object,
    ObjectAttributes: ['ETag', 'Checksum', 'ObjectParts', 'StorageClass', 'ObjectSize'],
  }),
  s3('PutObjectTagging', { ...object, Tagging: { TagSet: [tag] } }),
  s3('GetObjectTagging', object),
  s3('DeleteObjectTagging', object),
  s3('CopyObject', { ...bucket, Key: 'copy', CopySource: 'every-action/notes.txt' }),
  s3('CreateMultipartUpload', upload, { save: { upload: 'UploadId' } }),
  s3(
    'UploadPart',
    { ...upload, UploadId: '$upload', PartNumber: 1, Body: 'hello' },
    { save: { part: 'ETag' } },
  ),
  s3('UploadPartCopy', {
    ...upload,
    UploadId: '$upload',
    PartNumber: 2,
    CopySource: 'every-action/notes.txt',
  }),
  s3('ListParts', { ...upload, UploadId: '$upload' }),
  s3('ListMultipartUploads', bucket),
  s3('CompleteMultipartUpload', {
    ...upload,
    UploadId: '$upload',
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '$part' }] },
  }),
  s3('AbortMultipartUpload', { ...upload, UploadId: '$upload' }, { error: 'NoSuchUpload' }),
  s3('DeleteObject', upload),
  s3('ListObjects', bucket),
  s3('ListObjectsV2', bucket),
  s3('PutBucketVersioning', { ...bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  s3('PutObject', { ...object, Body: 'hello again' }, { save: { version: 'VersionId' } }),
  s3('GetObject', { ...object, VersionId: '$version' }),
  s3('GetObject', { ...object, VersionId: 'null' }),
  s3('GetObjectTagging', { ...object, VersionId: '$version' }),
  s3('DeleteObject', object, { save: { marker: 'VersionId' } }),
  s3('GetObject', object, { error: 'NoSuchKey' }),
  s3('ListObjectVersions', bucket),
  s3(
    'CopyObject',
    { ...object, CopySource: 'every-action/notes.txt?versionId=null' },
    { save: { back: 'VersionId' } },
  ),
  s3('DeleteObject', { ...object, VersionId: '$back' }),
  s3('DeleteObject', { ...object, VersionId: '$marker' }),
  s3('DeleteObject', { ...object, VersionId: '$version' }),
  s3('PutBucketVersioning', { ...bucket, VersioningConfiguration: { Status: 'Suspended' } }),
  s3('DeleteBucket', bucket, { error: 'BucketNotEmpty' }),
  s3('DeleteObject', { ...object, VersionId: 'null' }),
  s3('DeleteObjects', { ...bucket, Delete: { Objects: [{ Key: 'copy', VersionId: 'null' }] } }),
  s3('DeleteBucket', bucket),
  s3('CreateBucket', { ...locked, ObjectLockEnabledForBucket: true }),
  s3('PutObjectLockConfiguration', {
    ...locked,
    ObjectLockConfiguration: {
      ObjectLockEnabled: 'Enabled',
      Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 1 } },
    },
  }),
  s3('GetObjectLockConfiguration', locked),
  s3('PutObject', { ...exam, Body: 'hello' }, { save: { exam: 'VersionId' } }),
  s3('GetObjectRetention', exam),
  s3('GetObjectLegalHold', exam, { error: 'NoSuchObjectLockConfiguration' }),
  s3('PutObjectLegalHold', { ...exam, LegalHold: { Status: 'ON' } }),
  s3('GetObjectLegalHold', exam),
  s3('DeleteObject', { ...exam, VersionId: '$exam' }, { error: 'AccessDenied' }),
  s3('PutObjectLegalHold', { ...exam, LegalHold: { Status: 'OFF' } }),
  s3('PutObjectRetention', { ...exam, Retention: {} }, { error: 'AccessDenied' }),
  s3('PutObjectRetention', { ...exam, Retention: {}, BypassGovernanceRetention: true }),
  s3('DeleteObject', { ...exam, VersionId: '$exam' }),
  s3('DeleteBucket', locked),
]

const endings: readonly Step[] = [
  iam('DeleteRole', { RoleName: 'Visitor' }),
  iam('DeleteRole', { RoleName: 'Guest' }),
  iam('DeleteOpenIDConnectProvider', provider),
  iam('DeleteSAMLProvider', saml),
  iam('DeactivateMFADevice', { UserName: 'admin', ...device }),
  iam('DeleteVirtualMFADevice', device),
  iam('DeleteAccessKey', { ...user, AccessKeyId: '$key' }),
  iam('DetachUserPolicy', { ...user, ...shared }),
  iam('DetachGroupPolicy', { ...group, ...shared }),
  iam('DetachRolePolicy', { ...role, ...shared }),
  iam('DeletePolicyVersion', { ...shared, VersionId: 'v1' }),
  iam('DeletePolicy', shared),
  iam('DeleteUserPolicy', { ...user, ...own }),
  iam('DeleteGroupPolicy', { ...group, ...own }),
  iam('DeleteRolePolicy', { ...role, ...own }),
  iam('DeleteUserPermissionsBoundary', user),
  iam('DeleteRolePermissionsBoundary', role),
  iam('RemoveUserFromGroup', { ...group, ...user }),
  iam('DeleteGroup', group),
  iam('DeleteUser', user),
  iam('RemoveRoleFromInstanceProfile', { ...profile, ...role }),
  iam('DeleteInstanceProfile', profile),
  iam('DeleteRole', role),
]

const parameter = { Name: '/lab/name' }
const taggedParameter = { ResourceType: 'Parameter', ResourceId: '/lab/name' }

const parameters: readonly Step[] = [
  ssm('GetParameter', parameter, { error: 'ParameterNotFound' }),
  ssm('PutParameter', { ...parameter, Value: 'one', Type: 'String', Tags: [tag] }),
  ssm('PutParameter', { ...parameter, Value: 'one', Type: 'String' }, { error: 'ParameterAlreadyExists' }),
  ssm('PutParameter', { ...parameter, Value: 'two', Overwrite: true }),
  ssm('PutParameter', { Name: 'a b', Value: 'one', Type: 'String' }, { error: 'ValidationException' }),
  ssm('GetParameter', { ...parameter, WithDecryption: true }),
  ssm('GetParameters', { Names: ['/lab/name', 'none'] }),
  ssm('GetParametersByPath', { Path: '/lab', Recursive: true }),
  ssm('DescribeParameters', { ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: ['/lab'] }] }),
  ssm('GetParameterHistory', parameter),
  ssm('LabelParameterVersion', { ...parameter, ParameterVersion: 1, Labels: ['first'] }),
  ssm('GetParameter', { Name: '/lab/name:none' }, { error: 'ParameterVersionNotFound' }),
  ssm('UnlabelParameterVersion', { ...parameter, ParameterVersion: 1, Labels: ['first'] }),
  ssm('AddTagsToResource', { ...taggedParameter, Tags: [tag] }),
  ssm('ListTagsForResource', taggedParameter),
  ssm('RemoveTagsFromResource', { ...taggedParameter, TagKeys: ['team'] }),
  ssm('DeleteParameter', parameter),
  ssm('DeleteParameters', { Names: ['/lab/name'] }),
]

const secret = { SecretId: 'lab/db' }
const ownPolicy = allow('secretsmanager:GetSecretValue', {
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Resource: '*',
})

const managedSecrets: readonly Step[] = [
  secretsManager('GetSecretValue', secret, { error: 'ResourceNotFoundException' }),
  secretsManager('GetRandomPassword', { PasswordLength: 24 }),
  secretsManager(
    'CreateSecret',
    { Name: 'lab/db', SecretString: 'hush', Tags: [tag] },
    { save: { firstVersion: 'VersionId' } },
  ),
  secretsManager('CreateSecret', { Name: 'lab/db' }, { error: 'ResourceExistsException' }),
  secretsManager('GetSecretValue', secret),
  secretsManager(
    'PutSecretValue',
    { ...secret, SecretString: 'hush again', VersionStages: ['AWSPENDING'] },
    { save: { secondVersion: 'VersionId' } },
  ),
  secretsManager('UpdateSecretVersionStage', {
    ...secret,
    VersionStage: 'AWSCURRENT',
    RemoveFromVersionId: '$firstVersion',
    MoveToVersionId: '$secondVersion',
  }),
  secretsManager('UpdateSecret', { ...secret, Description: 'a lab’s' }),
  secretsManager('DescribeSecret', secret),
  secretsManager('ListSecrets', { Filters: [{ Key: 'name', Values: ['lab/'] }] }),
  secretsManager('ListSecretVersionIds', { ...secret, IncludeDeprecated: true }),
  secretsManager('BatchGetSecretValue', { SecretIdList: ['lab/db', 'none'] }),
  secretsManager('TagResource', { ...secret, Tags: [tag] }),
  secretsManager('UntagResource', { ...secret, TagKeys: ['team'] }),
  secretsManager('ValidateResourcePolicy', { ...secret, ResourcePolicy: ownPolicy }),
  secretsManager('PutResourcePolicy', { ...secret, ResourcePolicy: ownPolicy }),
  secretsManager(
    'PutResourcePolicy',
    { ...secret, ResourcePolicy: '{}' },
    { error: 'MalformedPolicyDocumentException' },
  ),
  secretsManager('GetResourcePolicy', secret),
  secretsManager('DeleteResourcePolicy', secret),
  secretsManager('DeleteSecret', { ...secret, RecoveryWindowInDays: 7 }),
  secretsManager('GetSecretValue', secret, { error: 'InvalidRequestException' }),
  secretsManager('RestoreSecret', secret),
  secretsManager('DeleteSecret', { ...secret, ForceDeleteWithoutRecovery: true }),
]

const queue = { QueueUrl: '$queue' }
const queueArn = `arn:aws:sqs:us-east-1:${account}:lab`
const deadLetters = { SourceArn: queueArn }
const message = { ...queue, MessageBody: 'hello' }
const receipt = { ReceiptHandle: '$receipt' }

const queues: readonly Step[] = [
  sqs('CreateQueue', { QueueName: 'lab', tags: { team: 'red' } }, { save: { queue: 'QueueUrl' } }),
  sqs('CreateQueue', { QueueName: 'lab', Attributes: { Color: 'red' } }, { error: 'InvalidAttributeName' }),
  sqs('GetQueueUrl', { QueueName: 'lab' }),
  sqs('ListQueues', { QueueNamePrefix: 'l' }),
  sqs('SetQueueAttributes', { ...queue, Attributes: { VisibilityTimeout: '60' } }),
  sqs('GetQueueAttributes', { ...queue, AttributeNames: ['All'] }),
  sqs('TagQueue', { ...queue, Tags: { stage: 'test' } }),
  sqs('ListQueueTags', queue),
  sqs('UntagQueue', { ...queue, TagKeys: ['team'] }),
  sqs('AddPermission', { ...queue, Label: 'all', AWSAccountIds: [account], Actions: ['SendMessage'] }),
  sqs('RemovePermission', { ...queue, Label: 'all' }),
  sqs('ListDeadLetterSourceQueues', queue),
  sqs('SendMessage', {
    ...message,
    MessageAttributes: { team: { DataType: 'String', StringValue: 'red' } },
  }),
  sqs('SendMessage', { ...message, MessageBody: '\u0000' }, { error: 'InvalidParameterValue' }),
  sqs('ReceiveMessage', queue, { save: { receipt: 'Messages.0.ReceiptHandle' } }),
  sqs('ChangeMessageVisibility', { ...queue, ...receipt, VisibilityTimeout: 100 }),
  sqs('ChangeMessageVisibilityBatch', {
    ...queue,
    Entries: [{ Id: 'one', ...receipt, VisibilityTimeout: 100 }],
  }),
  sqs('DeleteMessage', { ...queue, ...receipt }),
  sqs('DeleteMessage', { ...queue, ReceiptHandle: 'none' }, { error: 'ReceiptHandleIsInvalid' }),
  sqs('SendMessageBatch', { ...queue, Entries: [{ Id: 'one', MessageBody: 'hello' }] }),
  sqs('ReceiveMessage', queue, { save: { receipt: 'Messages.0.ReceiptHandle' } }),
  sqs('DeleteMessageBatch', { ...queue, Entries: [{ Id: 'one', ...receipt }] }),
  sqs('PurgeQueue', queue),
  sqs('StartMessageMoveTask', deadLetters, { error: 'InvalidParameterValue' }),
  sqs('CreateQueue', {
    QueueName: 'source',
    Attributes: {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queueArn, maxReceiveCount: 1 }),
    },
  }),
  // At one in a second the task lasts for longer than what is done with it.
  sqs('SendMessageBatch', {
    ...queue,
    Entries: Array.from({ length: 10 }, (_, at) => ({ Id: `m${at}`, MessageBody: 'hello' })),
  }),
  sqs(
    'StartMessageMoveTask',
    {
      ...deadLetters,
      DestinationArn: queueArn.replace('lab', 'source'),
      MaxNumberOfMessagesPerSecond: 1,
    },
    { save: { task: 'TaskHandle' } },
  ),
  sqs('ListMessageMoveTasks', { ...deadLetters, MaxResults: 10 }),
  sqs('CancelMessageMoveTask', { TaskHandle: '$task' }),
  sqs('CancelMessageMoveTask', { TaskHandle: 'none' }, { error: 'InvalidParameterValue' }),
  sqs('ListMessageMoveTasks', { SourceArn: `${queueArn}2` }, { error: 'ResourceNotFoundException' }),
  sqs('DeleteQueue', queue),
]

const music = { TableName: 'Music' }
const musicArn = { ResourceArn: `arn:aws:dynamodb:us-east-1:${account}:table/Music` }
const song = { Artist: { S: 'No One You Know' }, SongTitle: { S: 'Call Me Today' } }

const tables: readonly Step[] = [
  dynamodb('CreateTable', {
    ...music,
    AttributeDefinitions: [
      { AttributeName: 'Artist', AttributeType: 'S' },
      { AttributeName: 'SongTitle', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'Artist', KeyType: 'HASH' },
      { AttributeName: 'SongTitle', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    Tags: [{ Key: 'team', Value: 'red' }],
  }),
  dynamodb('DescribeTable', music),
  dynamodb('DescribeTable', { TableName: 'absent' }, { error: 'ResourceNotFoundException' }),
  dynamodb('ListTables'),
  dynamodb('UpdateTable', { ...music, DeletionProtectionEnabled: true }),
  dynamodb('DeleteTable', music, { error: 'ValidationException' }),
  dynamodb('UpdateTable', { ...music, DeletionProtectionEnabled: false }),
  dynamodb('UpdateTimeToLive', {
    ...music,
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' },
  }),
  dynamodb('DescribeTimeToLive', music),
  dynamodb('UpdateContinuousBackups', {
    ...music,
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  }),
  dynamodb('DescribeContinuousBackups', music),
  dynamodb('TagResource', { ...musicArn, Tags: [{ Key: 'stage', Value: 'test' }] }),
  dynamodb('ListTagsOfResource', musicArn),
  dynamodb('UntagResource', { ...musicArn, TagKeys: ['team'] }),
  dynamodb('PutResourcePolicy', {
    ...musicArn,
    Policy: allow('dynamodb:GetItem', {
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Resource: musicArn.ResourceArn,
    }),
  }),
  dynamodb('GetResourcePolicy', musicArn),
  dynamodb('DeleteResourcePolicy', musicArn),
  dynamodb('DescribeLimits'),
  dynamodb('DescribeEndpoints'),
  dynamodb('PutItem', { ...music, Item: { ...song, Awards: { N: '1' } } }),
  dynamodb(
    'PutItem',
    { ...music, Item: song, ConditionExpression: 'attribute_not_exists(Artist)' },
    { error: 'ConditionalCheckFailedException' },
  ),
  dynamodb('GetItem', { ...music, Key: song }),
  dynamodb('UpdateItem', {
    ...music,
    Key: song,
    UpdateExpression: 'ADD Awards :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  }),
  dynamodb('Query', {
    ...music,
    KeyConditionExpression: 'Artist = :a',
    ExpressionAttributeValues: { ':a': song.Artist },
  }),
  dynamodb('Scan', music),
  dynamodb('BatchWriteItem', {
    RequestItems: { Music: [{ PutRequest: { Item: { ...song, SongTitle: { S: 'Howdy' } } } }] },
  }),
  dynamodb('BatchGetItem', { RequestItems: { Music: { Keys: [song] } } }),
  dynamodb('TransactWriteItems', { TransactItems: [{ Put: { ...music, Item: song } }] }),
  dynamodb(
    'TransactWriteItems',
    {
      TransactItems: [{ Put: { ...music, Item: song, ConditionExpression: 'attribute_not_exists(Artist)' } }],
    },
    { error: 'TransactionCanceledException' },
  ),
  dynamodb('TransactGetItems', { TransactItems: [{ Get: { ...music, Key: song } }] }),
  dynamodb('DeleteItem', { ...music, Key: song }),
  dynamodb('DeleteTable', music),
]

const topic = { TopicArn: '$topic' }
const subscription = { SubscriptionArn: '$subscription' }

const topics: readonly Step[] = [
  sns(
    'CreateTopic',
    { Name: 'lab', Attributes: { DisplayName: 'Lab' }, Tags: [tag] },
    { save: { topic: 'TopicArn' } },
  ),
  sns('CreateTopic', { Name: 'lab', Attributes: { DisplayName: 'Other' } }, { error: 'InvalidParameter' }),
  sns('ListTopics'),
  sns('SetTopicAttributes', { ...topic, AttributeName: 'DisplayName', AttributeValue: 'The lab' }),
  sns('GetTopicAttributes', topic),
  sns('GetTopicAttributes', { TopicArn: `arn:aws:sns:us-east-1:${account}:none` }, { error: 'NotFound' }),
  sns('TagResource', { ResourceArn: '$topic', Tags: [{ Key: 'stage', Value: 'test' }] }),
  sns('ListTagsForResource', { ResourceArn: '$topic' }),
  sns('UntagResource', { ResourceArn: '$topic', TagKeys: ['team'] }),
  sns('AddPermission', { ...topic, Label: 'all', AWSAccountId: [account], ActionName: ['Publish'] }),
  sns('RemovePermission', { ...topic, Label: 'all' }),
  sns(
    'Subscribe',
    {
      ...topic,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: 'true' },
      ReturnSubscriptionArn: true,
    },
    { save: { subscription: 'SubscriptionArn' } },
  ),
  sns('Subscribe', { ...topic, Protocol: 'sqs', Endpoint: 'none' }, { error: 'InvalidParameter' }),
  sns('ConfirmSubscription', { ...topic, Token: 'none' }, { error: 'InvalidParameter' }),
  sns('SetSubscriptionAttributes', {
    ...subscription,
    AttributeName: 'FilterPolicy',
    AttributeValue: '{"team":["red"]}',
  }),
  sns('GetSubscriptionAttributes', subscription),
  sns('ListSubscriptions'),
  sns('ListSubscriptionsByTopic', topic),
  sns('Publish', {
    ...topic,
    Message: 'hello',
    Subject: 'greeting',
    MessageAttributes: { team: { DataType: 'String', StringValue: 'red' } },
  }),
  sns('PublishBatch', { ...topic, PublishBatchRequestEntries: [{ Id: 'one', Message: 'hello' }] }),
  sns(
    'PublishBatch',
    {
      ...topic,
      PublishBatchRequestEntries: [
        { Id: 'one', Message: 'hello' },
        { Id: 'one', Message: 'hello' },
      ],
    },
    { error: 'BatchEntryIdsNotDistinct' },
  ),
  sns('Unsubscribe', subscription),
  sns('DeleteTopic', topic),
]

/** Every action the local AWS has, in an order in which each finds what it needs, and refusals of each kind. */
export const everyAction: readonly Step[] = [
  ...identities,
  ...policies,
  ...secrets,
  ...sessions,
  ...storage,
  ...parameters,
  ...managedSecrets,
  ...queues,
  ...tables,
  ...topics,
  ...endings,
]

/** A statement that does not compress: the same each time, but without a pattern. */
function randomStatement(length: number): object {
  let state = 42
  let text = ''
  while (text.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    text += 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'[(state >> 8) % 62]
  }
  return { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${text}` }
}
