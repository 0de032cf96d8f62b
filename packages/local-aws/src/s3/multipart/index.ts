/**
 * Multipart uploads.
 *
 * @module
 */
export { abortMultipartUpload } from './abort-multipart-upload.ts'
export { completeMultipartUpload } from './complete-multipart-upload.ts'
export { createMultipartUpload } from './create-multipart-upload.ts'
export { listMultipartUploads } from './list-multipart-uploads.ts'
export { listParts } from './list-parts.ts'
export { uploadPart, uploadPartCopy } from './upload-part.ts'
