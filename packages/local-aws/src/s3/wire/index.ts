/**
 * What S3's operations share: what an operation is, reading requests, and writing answers.
 *
 * @module
 */
export { asHeader } from './as-header.ts'
export {
  announcedChecksums,
  checkedChecksums,
  checksum,
  type ChecksumAlgorithm,
  checksumAlgorithm,
  checksumAlgorithms,
  checksumElements,
  checksumHeader,
  sentChecksum,
} from './checksums.ts'
export { headerNotImplemented, invalidArgument, malformedXml, noSuchKey } from './errors.ts'
export { managedKeyArn, namesManagedKey } from './managed-key.ts'
export { findBucket, s3Need } from './need.ts'
export type { S3Operation, S3Shape, S3Target } from './operation.ts'
export { canonicalUserId } from './owner.ts'
export { hasPublicAccessBlock, isPublicPolicy } from './public-policy.ts'
export { withQueryHeaders } from './query-headers.ts'
export { child, readXml, type XmlElement } from './read-xml.ts'
export { partNames, readDocument, refuseUnheeded } from './refuse-unheeded.ts'
export { contentResponse, plainResponse, s3ErrorResponse, withoutBody, xmlResponse } from './respond.ts'
export { checkedTags, readTagging, readTagSet, readTagText, taggingElements, tagSetXml } from './tag-set.ts'
export { bucketOfHost, s3Target, splitTarget } from './target.ts'
export { timeOf } from './time-of.ts'
export { plainDocument, type S3Xml, type S3XmlValue } from './xml.ts'
