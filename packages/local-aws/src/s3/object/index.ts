/**
 * Objects: reading, writing, copying and deleting them.
 *
 * @module
 */
export { copyObject } from './copy-object.ts'
export { deleteObject, deleteObjects } from './delete-object.ts'
export { existingTags, found, getObject, headObject, readNeeds, readObject } from './get-object.ts'
export { getObjectAttributes } from './get-object-attributes.ts'
export { copySource, copySourceHeaders, readSource } from './copy-source.ts'
export { bypassHeader, bypassNeeds, futureDate, lockKeys, wantsBypass } from './object-lock.ts'
export { checkUsableKey, encryptionHeaders, sealedTag } from './encryption.ts'
export { describedBy, describingHeaders } from './object-headers.ts'
export { checkWritable } from './preconditions.ts'
export { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging.ts'
export { hexMd5, putObject, writeNeeds } from './put-object.ts'
