import type { Service } from '../protocol/index.ts'

/** How the events of a service are recorded. */
export interface RecordedService {
  /** What the event calls it. */
  readonly source: string
  /**
   * The members of its requests and answers whose values are secret, wherever they stand, however they are
   * capitalized.
   */
  readonly secret: { readonly request: readonly string[]; readonly response: readonly string[] }
  /** What an event is called whose action the API calls otherwise. */
  readonly eventNames?: Readonly<Record<string, string>>
  /** What the log names and no trail has. */
  readonly noEvents?: ReadonlySet<string>
  /** What of it CloudTrail counts as read-only although its name does not say so. */
  readonly isReadOnly?: (eventName: string) => boolean
  /** Whether an event is about what is in a resource, and not about the resource. Default: none is. */
  readonly isData?: (eventName: string) => boolean
  /** Whether CloudTrail has what was answered also to what is read-only. */
  readonly answersReads?: true
  /** What CloudTrail adds to error codes that have no `Exception` at their end. */
  readonly errorSuffix?: { readonly to: ReadonlySet<string> }
}

/** Every service; one that is not here cannot be dispatched to. */
export const recordedServices: Readonly<Record<Service | 'signin' | 'local', RecordedService>> = {
  sts: {
    source: 'sts.amazonaws.com',
    secret: {
      request: ['TokenCode', 'WebIdentityToken', 'SAMLAssertion'],
      response: ['SecretAccessKey', 'SessionToken', 'WebIdentityToken'],
    },
    noEvents: new Set(['IssuerDocument']),
    isReadOnly: () => true,
    answersReads: true,
  },
  iam: {
    source: 'iam.amazonaws.com',
    secret: {
      request: [
        'Password',
        'OldPassword',
        'NewPassword',
        'AuthenticationCode1',
        'AuthenticationCode2',
        'PrivateKey',
        'SAMLMetadataDocument',
      ],
      response: ['SecretAccessKey', 'Base32StringSeed', 'QRCodePNG', 'ServicePassword'],
    },
    errorSuffix: {
      to: new Set([
        'DeleteConflict',
        'EntityAlreadyExists',
        'EntityTemporarilyUnmodifiable',
        'InvalidAuthenticationCode',
        'InvalidInput',
        'LimitExceeded',
        'MalformedPolicyDocument',
        'NoSuchEntity',
        'PasswordPolicyViolation',
        'UnmodifiableEntity',
      ]),
    },
  },
  s3: {
    source: 's3.amazonaws.com',
    secret: { request: ['X-Amz-Signature', 'X-Amz-Security-Token', 'Signature'], response: [] },
    noEvents: new Set(['Preflight', 'Unknown']),
    eventNames: {
      ListObjectsV2: 'ListObjects',
      GetPublicAccessBlock: 'GetBucketPublicAccessBlock',
      PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
      DeletePublicAccessBlock: 'DeleteBucketPublicAccessBlock',
      GetBucketLifecycleConfiguration: 'GetBucketLifecycle',
      PutBucketLifecycleConfiguration: 'PutBucketLifecycle',
      PostObject: 'PutObject',
      Website: 'GetObject',
    },
    isData: (name) =>
      /^(?:Abort|Complete|Create)Multipart|^ListMultipart|^ListParts$|^UploadPart|^HeadBucket$|Objects?(?:V2|Tagging|Acl|Attributes|Versions)?$/.test(
        name,
      ),
  },
  ssm: {
    source: 'ssm.amazonaws.com',
    secret: { request: ['Value'], response: ['Value', 'SourceResult'] },
  },
  secretsmanager: {
    source: 'secretsmanager.amazonaws.com',
    secret: {
      request: ['SecretString', 'SecretBinary', 'RotationToken'],
      response: ['SecretString', 'SecretBinary', 'RandomPassword'],
    },
  },
  sqs: {
    source: 'sqs.amazonaws.com',
    secret: {
      request: ['MessageBody', 'MessageAttributes', 'ReceiptHandle'],
      response: ['Body', 'MessageAttributes', 'ReceiptHandle'],
    },
    isData: (name) => /Message/.test(name) && !/MoveTask/.test(name),
    isReadOnly: (name) => readingNames.test(name) || name === 'ReceiveMessage',
  },
  dynamodb: {
    source: 'dynamodb.amazonaws.com',
    secret: {
      request: [
        'Item',
        'ExpressionAttributeValues',
        'AttributeUpdates',
        'Expected',
        'KeyConditions',
        'QueryFilter',
        'ScanFilter',
        'ExclusiveStartKey',
      ],
      response: [
        'Attributes',
        'Item',
        'Items',
        'ItemCollectionMetrics',
        'ItemCollectionKey',
        'LastEvaluatedKey',
      ],
    },
    isData: (name) => /Items?$|^Query$|^Scan$/.test(name),
  },
  sns: {
    source: 'sns.amazonaws.com',
    secret: {
      request: ['Message', 'Subject', 'MessageAttributes', 'PublishBatchRequestEntries', 'Token'],
      response: [],
    },
    isData: (name) => name.startsWith('Publish'),
  },
  signin: {
    source: 'signin.amazonaws.com',
    secret: { request: [], response: [] },
    noEvents: new Set(['Console', 'Home', 'SignOut', 'Unknown']),
    eventNames: { Login: 'ConsoleLogin' },
    isReadOnly: () => false,
  },
  local: { source: 'local', secret: { request: [], response: [] } },
}

const readingNames = /^(?:Get|List|Head|Describe|Lookup|Simulate|Select|Search|Scan|Query|BatchGet)/

/** Whether an event changed nothing, as CloudTrail sees it. */
export function isReadOnly({ isReadOnly: own }: RecordedService, eventName: string): boolean {
  return own === undefined ? readingNames.test(eventName) : own(eventName)
}
