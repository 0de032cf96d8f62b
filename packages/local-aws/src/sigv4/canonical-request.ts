import { percentDecode, uriEncode } from '../base/index.ts'

export interface CanonicalRequestInput {
  readonly method: string
  /** Path and query as sent, still encoded. */
  readonly target: string
  /** Header values by lower-case name, repeated ones joined with a comma. */
  readonly headers: ReadonlyMap<string, string>
  /** Lower-case names, in any order. */
  readonly signedHeaders: readonly string[]
  /** `HashedPayload`: hex SHA-256 of the body, or one of S3's markers such as `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string
  /** Remove dot segments and encode the path a second time: for every service but S3. */
  readonly normalizePath: boolean
}

/**
 * Step 1 of Signature Version 4.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
 */
export function canonicalRequest(input: CanonicalRequestInput): string {
  const question = input.target.indexOf('?')
  const path = question === -1 ? input.target : input.target.slice(0, question)
  const query = question === -1 ? '' : input.target.slice(question + 1)
  const names = input.signedHeaders.toSorted()
  return [
    input.method,
    canonicalUri(path, input.normalizePath),
    canonicalQueryString(query),
    canonicalHeaders(input.headers, names),
    names.join(';'),
    input.payloadHash,
  ].join('\n')
}

/** `CanonicalURI` of a path as sent. S3 takes the path as it is, and encodes it once. */
export function canonicalUri(path: string, normalizePath: boolean): string {
  if (path === '' || path === '/') return '/'
  // Segment by segment: an encoded slash is part of an object's key, and stays encoded.
  if (!normalizePath)
    return path
      .split('/')
      .map((segment) => uriEncode(percentDecode(segment)))
      .join('/')
  return removeDotSegments(path).split('/').map(uriEncode).join('/')
}

/**
 * `CanonicalQueryString` of a query as sent, without its `?`: names and values encoded anew, sorted by name,
 * then by value. `X-Amz-Signature` is left out, since it cannot sign itself.
 */
export function canonicalQueryString(query: string): string {
  if (query === '') return ''
  const parameters: Array<readonly [name: string, value: string]> = []
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = reencode(equals === -1 ? part : part.slice(0, equals))
    if (name === 'X-Amz-Signature') continue
    parameters.push([name, equals === -1 ? '' : reencode(part.slice(equals + 1))])
  }
  parameters.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
  return parameters.map(([name, value]) => `${name}=${value}`).join('&')
}

/** `CanonicalHeaders`: one line for each signed header, values trimmed and runs of spaces made one. */
export function canonicalHeaders(headers: ReadonlyMap<string, string>, names: readonly string[]): string {
  let lines = ''
  for (const name of names)
    lines += `${name}:${(headers.get(name) ?? '').replace(/[ \t\r\n]+/g, ' ').trim()}\n`
  return lines
}

function removeDotSegments(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `/${kept.join('/')}${kept.length > 0 && path.endsWith('/') ? '/' : ''}`
}

function reencode(text: string): string {
  return uriEncode(percentDecode(text.includes('+') ? text.replaceAll('+', ' ') : text))
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
