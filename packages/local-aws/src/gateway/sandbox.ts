import type { RawResponse } from '../base/index.ts'
import { bucketOfHost } from '../s3/index.ts'

const inDocuments = new Set(['document', 'iframe', 'frame', 'embed', 'object'])

/**
 * The header that keeps a page which somebody put into a bucket from acting as the console: in path style it is
 * at the console's own origin, and whoever opens it may be signed in there. Its scripts run, as a page of
 * nobody's; on AWS the two are different hosts. What no browser shows as a page goes as S3 sends it.
 */
export function sandboxOf(
  response: RawResponse,
  headers: ReadonlyMap<string, string>,
): RawResponse['headers'] {
  const shown =
    inDocuments.has(headers.get('sec-fetch-dest') ?? '') ||
    headers.get('accept')?.includes('text/html') === true
  if (!shown || bucketOfHost(headers.get('host') ?? '') !== undefined) return []
  // The browser's own viewer, which would not open there, runs nothing of what it shows at this origin.
  const isPdf = response.headers.some(
    ([name, value]) => name.toLowerCase() === 'content-type' && /^application\/pdf\b/i.test(value),
  )
  return isPdf ? [] : [sandbox]
}

const sandbox: readonly [string, string] = [
  'Content-Security-Policy',
  'sandbox allow-scripts allow-forms allow-modals allow-popups allow-downloads',
]
