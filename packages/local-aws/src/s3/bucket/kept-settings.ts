import { AwsError } from '../../base/index.ts'
import type { Bucket, BucketSetting } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import {
  findBucket,
  headerNotImplemented,
  invalidArgument,
  malformedXml,
  namesManagedKey,
  plainResponse,
  readDocument,
  type S3Operation,
  type S3Xml,
  s3Need,
  xmlResponse,
} from '../wire/index.ts'
import { checkCors, corsElements } from './cors-elements.ts'
import { lifecycleElements } from './lifecycle-elements.ts'
import { checkLifecycle, withRuleIds } from './lifecycle-rules.ts'
import { checkLockable, checkObjectLock, objectLockElements } from './object-lock-elements.ts'
import { publicAccessElements } from './public-access.ts'
import { checkWebsite, websiteElements } from './website-elements.ts'

/** A setting of a bucket that can be put, asked for and taken away. */
interface KeptSetting {
  readonly part: string
  /** The names of its operations; some settings cannot be taken away. */
  readonly names: readonly [get: string, put: string, remove?: string]
  /** Default for taking it away: what changing it needs. */
  readonly permissions: readonly [get: `s3:${string}`, change: `s3:${string}`, remove?: `s3:${string}`]
  readonly elements: readonly [root: string, ...paths: readonly string[]]
  /** What is answered where nothing was put: a document, or an error. */
  readonly unset: S3Xml | AwsError
  /** What is answered once it was taken away. Default: what is answered before it was put. */
  readonly removed?: AwsError
  /** A header that is kept with it, and what it is where it was not sent. */
  readonly header?: readonly [name: string, otherwise: string]
  /** Refuses a document that asks for what is not done. */
  readonly check?: (document: BucketSetting) => void
  /** Refuses a bucket that cannot have it. */
  readonly fits?: (bucket: Bucket, document: BucketSetting) => void
  /** The document with what S3 adds to it. Default: as it was put. */
  readonly completed?: (document: BucketSetting, call: Call) => BucketSetting
  readonly differs?: string
}

const absent = (code: string, message: string) => new AwsError(code, 404, message)

const rule = 'ServerSideEncryptionConfiguration/Rule'

const settings: readonly KeptSetting[] = [
  {
    part: 'encryption',
    names: ['GetBucketEncryption', 'PutBucketEncryption', 'DeleteBucketEncryption'],
    permissions: ['s3:GetEncryptionConfiguration', 's3:PutEncryptionConfiguration'],
    elements: [
      'ServerSideEncryptionConfiguration',
      rule,
      `${rule}/ApplyServerSideEncryptionByDefault`,
      `${rule}/ApplyServerSideEncryptionByDefault/KMSMasterKeyID`,
      `${rule}/ApplyServerSideEncryptionByDefault/SSEAlgorithm`,
      `${rule}/BucketKeyEnabled`,
    ],
    unset: {
      Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    },
    check: (document) => {
      const [algorithm = '', ...others] = textsOf(document, 'SSEAlgorithm')
      if (others.length > 0 || !/^(?:AES256|aws:kms|aws:kms:dsse)$/.test(algorithm)) throw malformedXml()
      if (algorithm === 'aws:kms:dsse') throw headerNotImplemented('SSEAlgorithm')
      const [key] = textsOf(document, 'KMSMasterKeyID')
      if (key === undefined || algorithm === 'aws:kms') return
      throw invalidArgument(
        'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms',
        'ApplyServerSideEncryptionByDefault',
        key,
      )
    },
    fits: ({ region, account }, document) => {
      const keys = textsOf(document, 'KMSMasterKeyID')
      if (keys.every((key) => namesManagedKey(key, region, account))) return
      throw headerNotImplemented('KMSMasterKeyID')
    },
    differs: 'of KMS’s keys aws/s3 alone',
  },
  {
    part: 'ownershipControls',
    names: ['GetBucketOwnershipControls', 'PutBucketOwnershipControls', 'DeleteBucketOwnershipControls'],
    permissions: ['s3:GetBucketOwnershipControls', 's3:PutBucketOwnershipControls'],
    elements: ['OwnershipControls', 'OwnershipControls/Rule', 'OwnershipControls/Rule/ObjectOwnership'],
    unset: { Rule: { ObjectOwnership: 'BucketOwnerEnforced' } },
    removed: absent('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
    check: (document) => {
      const owners = textsOf(document, 'ObjectOwnership')
      if (owners.length !== 1) throw malformedXml()
      if (owners[0] !== 'BucketOwnerEnforced') throw headerNotImplemented('ObjectOwnership')
    },
    differs: 'BucketOwnerEnforced alone, as there are no ACLs',
  },
  {
    part: 'lifecycle',
    names: ['GetBucketLifecycleConfiguration', 'PutBucketLifecycleConfiguration', 'DeleteBucketLifecycle'],
    permissions: ['s3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
    elements: lifecycleElements,
    header: ['x-amz-transition-default-minimum-object-size', 'all_storage_classes_128K'],
    unset: absent('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
    check: checkLifecycle,
    completed: withRuleIds,
    differs: 'rules are kept, and nothing is ever expired or moved by them',
  },
  {
    part: 'cors',
    names: ['GetBucketCors', 'PutBucketCors', 'DeleteBucketCors'],
    permissions: ['s3:GetBucketCORS', 's3:PutBucketCORS'],
    elements: corsElements,
    unset: absent('NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
    check: checkCors,
  },
  {
    part: 'website',
    names: ['GetBucketWebsite', 'PutBucketWebsite', 'DeleteBucketWebsite'],
    permissions: ['s3:GetBucketWebsite', 's3:PutBucketWebsite', 's3:DeleteBucketWebsite'],
    elements: websiteElements,
    unset: absent('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
    check: checkWebsite,
  },
  {
    part: 'accelerate',
    names: ['GetBucketAccelerateConfiguration', 'PutBucketAccelerateConfiguration'],
    permissions: ['s3:GetAccelerateConfiguration', 's3:PutAccelerateConfiguration'],
    elements: ['AccelerateConfiguration', 'AccelerateConfiguration/Status'],
    unset: {},
    check: (document) => {
      const [status, ...others] = textsOf(document, 'Status')
      if (others.length > 0 || (status !== 'Enabled' && status !== 'Suspended')) throw malformedXml()
    },
    fits: ({ name }) => {
      if (!name.includes('.')) return
      throw new AwsError(
        'InvalidRequest',
        400,
        'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
      )
    },
  },
  {
    part: 'requestPayment',
    names: ['GetBucketRequestPayment', 'PutBucketRequestPayment'],
    permissions: ['s3:GetBucketRequestPayment', 's3:PutBucketRequestPayment'],
    elements: ['RequestPaymentConfiguration', 'RequestPaymentConfiguration/Payer'],
    unset: { Payer: 'BucketOwner' },
    check: (document) => {
      const [payer, ...others] = textsOf(document, 'Payer')
      if (others.length > 0 || (payer !== 'Requester' && payer !== 'BucketOwner')) throw malformedXml()
    },
    differs: 'answers do not have x-amz-request-charged',
  },
  {
    part: 'object-lock',
    names: ['GetObjectLockConfiguration', 'PutObjectLockConfiguration'],
    permissions: ['s3:GetBucketObjectLockConfiguration', 's3:PutBucketObjectLockConfiguration'],
    elements: objectLockElements,
    unset: absent(
      'ObjectLockConfigurationNotFoundError',
      'Object Lock configuration does not exist for this bucket',
    ),
    check: checkObjectLock,
    fits: checkLockable,
  },
  {
    part: 'publicAccessBlock',
    names: ['GetPublicAccessBlock', 'PutPublicAccessBlock', 'DeletePublicAccessBlock'],
    permissions: ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock'],
    elements: publicAccessElements,
    // S3 blocks public access to new buckets. Here nothing is blocked before it is asked for, and it says so.
    unset: absent(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
    ),
    check: (document) => {
      const fits = document.children.every(({ text }) => /^(?:true|false)$/i.test(text.trim()))
      if (!fits) throw malformedXml()
      if (document.children.length === 0) {
        throw new AwsError('InvalidRequest', 400, 'Must specify at least one configuration.')
      }
    },
    differs: 'a new bucket has none',
  },
]

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/general-purpose-buckets-features.html */
export const keptSettings: readonly S3Operation[] = settings.flatMap(operationsOf)

function operationsOf(setting: KeptSetting): readonly S3Operation[] {
  const { part, names, permissions, elements, unset, removed, header, check, fits, completed, differs } =
    setting
  const [root] = elements
  const shape = { on: 'bucket', part, ...(differs === undefined ? {} : { differs }) } as const
  const keptHeader = ({ text }: BucketSetting) => (header === undefined ? [] : [[header[0], text] as const])
  return [
    {
      ...shape,
      name: names[0],
      method: 'GET',
      needs: (call, { bucket }) => [s3Need(call, permissions[0], bucket)],
      run: (call, target) => {
        const kept = findBucket(call, target.bucket).settings.get(part)
        if (kept === takenAway && removed !== undefined) throw removed
        if (kept !== undefined && kept !== takenAway) {
          return xmlResponse(call, root, contentOf(kept), keptHeader(kept))
        }
        if (unset instanceof AwsError) throw unset
        return xmlResponse(call, root, unset)
      },
    },
    {
      ...shape,
      name: names[1],
      method: 'PUT',
      elements,
      ...(header === undefined ? {} : { heeds: [header[0]] }),
      needs: (call, { bucket }) => [s3Need(call, permissions[1], bucket)],
      run: (call, target) => {
        const bucket = findBucket(call, target.bucket)
        const document = readDocument(call, elements)
        check?.(document)
        fits?.(bucket, document)
        // The root has no text of its own.
        const text = header === undefined ? '' : (call.headers.get(header[0]) ?? header[1])
        const kept = { ...(completed?.(document, call) ?? document), text }
        bucket.settings.set(part, kept)
        return plainResponse(call, 200, keptHeader(kept))
      },
    },
    ...(names[2] === undefined
      ? []
      : [
          {
            ...shape,
            name: names[2],
            method: 'DELETE',
            needs: (call, { bucket }) => [s3Need(call, permissions[2] ?? permissions[1], bucket)],
            run: (call, target) => {
              findBucket(call, target.bucket).settings.set(part, takenAway)
              return plainResponse(call, 204)
            },
          } satisfies S3Operation,
        ]),
  ]
}

const takenAway: BucketSetting = { name: '', text: '', children: [] }

/** The content of an element, as the answer writes it. */
function contentOf({ children }: BucketSetting): S3Xml {
  const content = new Map<string, Array<S3Xml | string>>()
  for (const child of children) {
    const value = child.children.length === 0 ? child.text : contentOf(child)
    content.set(child.name, [...(content.get(child.name) ?? []), value])
  }
  return Object.fromEntries(content)
}

/** The texts of all elements of that name. */
function textsOf({ name, text, children }: BucketSetting, wanted: string): readonly string[] {
  return [...(name === wanted ? [text.trim()] : []), ...children.flatMap((child) => textsOf(child, wanted))]
}
