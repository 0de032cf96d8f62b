import { AwsError } from '../../base/index.ts'
import type { S3Target } from './operation.ts'

const longestKeyBytes = 1024

/**
 * Takes a request target apart: the path as it came, the query decoded. A parameter without a value has the
 * empty one; of a parameter sent twice the first counts.
 *
 * @throws AwsError `InvalidURI`
 */
export function splitTarget(target: string): {
  readonly path: string
  readonly params: ReadonlyMap<string, string>
} {
  const question = target.indexOf('?')
  const path = question < 0 ? target : target.slice(0, question)
  const params = new Map<string, string>()
  for (const pair of question < 0 ? [] : target.slice(question + 1).split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals < 0 ? pair : pair.slice(0, equals))
    if (!params.has(name)) params.set(name, equals < 0 ? '' : decode(pair.slice(equals + 1)))
  }
  return { path, params }
}

/**
 * Bucket and key of a request, from its host or its path.
 *
 * @param path still encoded
 * @throws AwsError `InvalidURI`, `KeyTooLongError`
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
export function s3Target(path: string, host: string): S3Target {
  const bucketInHost = bucketOfHost(host)
  const rest = path.replace(/^\//, '')
  const slash = rest.indexOf('/')
  const bucket = bucketInHost ?? decode(slash < 0 ? rest : rest.slice(0, slash))
  const key = bucketInHost === undefined ? (slash < 0 ? '' : rest.slice(slash + 1)) : rest
  const decoded = decode(key)
  if (Buffer.byteLength(decoded) > longestKeyBytes) {
    throw new AwsError('KeyTooLongError', 400, 'Your key is too long', {
      details: {
        Size: String(Buffer.byteLength(decoded)),
        MaxSizeAllowed: String(longestKeyBytes),
      },
    })
  }
  return { bucket, key: decoded }
}

// Lazy throughout: `s3.localhost` is the endpoint, not a bucket `s3`.
const endpointHost =
  /^(?:(?<bucket>.+?)\.)??(?:(?:s3\.)?localhost|s3(?:[.-][a-z0-9.-]*)?\.amazonaws\.com(?:\.cn)?)$/

/** The bucket that a host name names, as in `bucket.s3.amazonaws.com` and `bucket.localhost`. */
export function bucketOfHost(host: string): string | undefined {
  const name = host.toLowerCase().replace(/:\d{1,5}$/, '')
  return name.length > 253 ? undefined : endpointHost.exec(name)?.groups?.bucket
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AwsError('InvalidURI', 400, "Couldn't parse the specified URI.", { details: { URI: text } })
  }
}
