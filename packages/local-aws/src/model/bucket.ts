import type { Content } from '../content/index.ts'
import type { PolicyDocument } from './identities.ts'
import type { Tags } from './tags.ts'

export interface Bucket {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly createdAt: Date
  policy: PolicyDocument | undefined
  tags: Tags
  /** `undefined`: it never was versioned. */
  versioning: 'Enabled' | 'Suspended' | undefined
  /** How many versions were made in it, those called `null` and delete markers among them. */
  versionsMade: number
  /** The place of the version `null` that was deleted last, by key, while there are others of that key. */
  readonly deletedNulls: Map<string, number>
  /** The current objects, by key: none where the latest version is a delete marker. */
  readonly objects: Map<string, StoredObject>
  /** What lies behind the current objects, by key, newest first. A delete marker at the front is the latest version. */
  readonly history: Map<string, ReadonlyArray<StoredObject | DeleteMarker>>
  /** Settings that were put, by the query parameter that names them. */
  readonly settings: Map<string, BucketSetting>
  /** Multipart uploads that are under way, by upload id. */
  readonly uploads: Map<string, Upload>
}

/** An element of a setting as it was put: its text, or the elements in it. */
export interface BucketSetting {
  readonly name: string
  readonly text: string
  readonly children: readonly BucketSetting[]
}

/** A multipart upload that is under way. */
export interface Upload {
  readonly id: string
  readonly key: string
  readonly initiatedAt: Date
  /** The arn of whoever began it. */
  readonly initiator: string
  /** What the object will be, apart from its body. */
  readonly described: Pick<
    StoredObject,
    | 'contentType'
    | 'metadata'
    | 'headers'
    | 'storageClass'
    | 'redirect'
    | 'tags'
    | 'retention'
    | 'legalHold'
    | 'encryption'
  >
  /** As S3's API spells it, e.g. `CRC32`; `undefined`: S3's own choice. */
  readonly checksumAlgorithm: string | undefined
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  /** By part number, 1 to 10,000. */
  readonly parts: Map<number, UploadedPart>
}

export interface UploadedPart {
  readonly content: Content
  /** Hex MD5, without quotes. */
  readonly etag: string
  readonly lastModified: Date
  /** Base64, by the upload's algorithm. */
  readonly checksum: string
}

/** What a versioned bucket keeps in place of an object that was deleted. */
export interface DeleteMarker {
  readonly content?: undefined
  readonly versionId: string
  /** When it was made, among the versions of its bucket: 1 is the first. */
  readonly place: number
  readonly lastModified: Date
}

/** The key of KMS that an object is encrypted with. */
export interface ObjectEncryption {
  readonly keyArn: string
  /** Whether it has been used by way of a key of the bucket, which makes fewer requests of KMS. */
  readonly bucketKey: boolean
}

/** Until when a version of an object cannot be deleted, and whether whoever may can pass that over. */
export interface Retention {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE'
  readonly until: Date
}

export interface StoredObject {
  /** `null` for what was put while the bucket was not versioned. */
  readonly versionId: string
  /** When it was made, among the versions of its bucket: 1 is the first. */
  readonly place: number
  readonly content: Content
  /** Hex, without quotes: the MD5 of its bytes, unless it came in parts or is encrypted with a key of KMS. */
  readonly etag: string
  readonly contentType: string
  readonly lastModified: Date
  /** `x-amz-meta-…`, by the part after the prefix. */
  readonly metadata: ReadonlyMap<string, string>
  /** `Cache-Control` and its like, as they were put. */
  readonly headers: ReadonlyMap<string, string>
  /** By header name, e.g. `x-amz-checksum-crc32`. */
  readonly checksums: ReadonlyMap<string, string>
  /** Whether the checksums are of the object or of its parts' checksums. */
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE'
  /** E.g. `STANDARD`. */
  readonly storageClass: string
  /** Where the website of the bucket would send its visitors. */
  readonly redirect: string | undefined
  tags: Tags
  /** `undefined`: with S3's own key. */
  readonly encryption?: ObjectEncryption | undefined
  /** Until when this version cannot be deleted. */
  retention?: Retention | undefined
  /** Whether it cannot be deleted for as long as nobody takes that away; `undefined`: nobody ever said so. */
  legalHold?: boolean | undefined
  /** The sizes of the parts it was uploaded in, in bytes; `undefined` for what came in one request. */
  readonly partSizes?: readonly number[]
  /** The checksums of the parts, in base64, of an upload that named an algorithm. */
  readonly partChecksums?: readonly string[]
  /** The multipart upload that it came of. */
  readonly uploadId?: string
}
