/**
 * Objects: reading, writing, copying and deleting them.
 *
 * @module
 */
export { copyObject } from './copy-object.ts'
export { deleteObject, deleteObjects } from './delete-object.ts'
export { getObject, headObject } from './get-object.ts'
export { deleteObjectTagging, getObjectTagging, putObjectTagging } from './object-tagging.ts'
export { putObject } from './put-object.ts'
