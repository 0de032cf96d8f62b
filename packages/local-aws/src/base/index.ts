/**
 * What every other room stands on, and what knows nothing of them: errors, requests as bytes, ids, randomness.
 *
 * @module
 */
export { AwsError } from './aws-error.ts'
export { parseClock } from './clock.ts'
export { parseDuration } from './duration.ts'
export { type FetchDocument, fetchDocument } from './fetch-document.ts'
export { headerValues } from './header-values.ts'
export { hidden } from './hidden.ts'
export type { IncomingRequest, RawRequest, RawResponse } from './http.ts'
export { accessKeyId, accountOfAccessKeyId, base32, uniqueId } from './ids.ts'
export { checkKnownNames, type KnownNames } from './known-names.ts'
export { type LogEntry, formatLogEntry } from './log-entry.ts'
export { nearestName } from './nearest-name.ts'
export { pooledRandomBytes } from './pooled-random-bytes.ts'
export { requestId } from './request-id.ts'
export { sameText } from './same-text.ts'
export { decodeUri, percentDecode, uriEncode } from './uri-encode.ts'
