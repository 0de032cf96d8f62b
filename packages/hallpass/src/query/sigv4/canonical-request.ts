import { uriDecode, uriEncode } from './uri-encode.ts'

/** The parts of a request that its signature covers. */
export interface CanonicalParts {
  readonly method: string
  /** Path and query as on the wire. */
  readonly target: string
  /** Every header of the request, names in any case; those that may change on their way are left out. */
  readonly headers: Readonly<Record<string, string>>
  /** Lower-case hexadecimal SHA-256 of the body, or `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string
  /** `s3` takes the path as it is; every other service normalises it and encodes it once more. */
  readonly service: string
}

/** A canonical request, with the list of headers that went into it. */
export interface CanonicalRequest {
  readonly text: string
  /** Names in lower case, sorted, joined with `;`. */
  readonly signedHeaders: string
}

// Proxies and clients may add, change or drop these: a signature over them would break on the way.
const unsignable =
  /^(?:authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|(?:proxy|sec)-.*)$/

/**
 * Puts a request into the one form that both sides sign.
 *
 * Source: "Create a signed AWS API request", step 1, IAM User Guide.
 */
export function canonicalRequest(parts: CanonicalParts): CanonicalRequest {
  const [path, query] = splitTarget(parts.target)
  const headers = canonicalHeaders(parts.headers)
  const signedHeaders = headers.map(([name]) => name).join(';')
  const text = [
    parts.method,
    canonicalUri(path, parts.service),
    canonicalQuery(query),
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaders,
    parts.payloadHash,
  ].join('\n')
  return { text, signedHeaders }
}

/** Path and query of a request target; the query without its `?`. */
function splitTarget(target: string): [path: string, query: string] {
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

function canonicalUri(path: string, service: string): string {
  if (path === '/' || path === '') return '/'
  // A key of S3 may hold dots and empty segments that mean themselves.
  if (service === 's3') {
    return path
      .split('/')
      .map((segment) => uriEncode(uriDecode(segment)))
      .join('/')
  }
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(uriEncode(segment))
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`
}

function canonicalQuery(query: string): string {
  if (query === '') return ''
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      const name = equals < 0 ? pair : pair.slice(0, equals)
      const value = equals < 0 ? '' : pair.slice(equals + 1)
      return [queryEncode(name), queryEncode(value)] as const
    })
    .toSorted(([nameA, valueA], [nameB, valueB]) => order(nameA, nameB) || order(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

// A plus on the wire is a space to the servers that verify.
function queryEncode(encoded: string): string {
  return uriEncode(uriDecode(encoded.replaceAll('+', ' ')))
}

function canonicalHeaders(headers: Readonly<Record<string, string>>): [name: string, value: string][] {
  return Object.entries(headers)
    .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim().replace(/\s+/g, ' ')])
    .filter(([name]) => !unsignable.test(name))
    .toSorted(([a], [b]) => order(a, b))
}

// By code unit and not by locale: both sides must come to the same order.
function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
