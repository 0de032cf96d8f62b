/**
 * Access control lists, as far as S3 has them where a bucket belongs to its owner alone.
 *
 * @module
 */
export { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from './access-control-lists.ts'
