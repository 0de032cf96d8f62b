import type { Bucket, BucketSetting } from '../../model/index.ts'

/** What a page of another origin asks for. */
export interface CrossOrigin {
  readonly origin: string
  readonly method: string
  /** The names of the headers it will send, in lower case. */
  readonly headers: readonly string[]
}

/**
 * The headers by which the first rule of a bucket that fits lets a page read the answer; `undefined` where
 * none does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export function corsHeaders(
  bucket: Bucket | undefined,
  asked: CrossOrigin,
): ReadonlyArray<readonly [name: string, value: string]> | undefined {
  const rule = bucket?.settings.get('cors')?.children.find((one) => fits(one, asked))
  if (rule === undefined) return undefined
  const everybody = textsOf(rule, 'AllowedOrigin').includes('*')
  const exposed = textsOf(rule, 'ExposeHeader')
  const [maxAge] = textsOf(rule, 'MaxAgeSeconds')
  return [
    ['Access-Control-Allow-Origin', everybody ? '*' : asked.origin],
    ['Access-Control-Allow-Methods', textsOf(rule, 'AllowedMethod').join(', ')],
    ...(asked.headers.length === 0
      ? []
      : [['Access-Control-Allow-Headers', asked.headers.join(', ')] as const]),
    ...(exposed.length === 0 ? [] : [['Access-Control-Expose-Headers', exposed.join(', ')] as const]),
    ...(maxAge === undefined ? [] : [['Access-Control-Max-Age', maxAge] as const]),
    ...(everybody ? [] : [['Access-Control-Allow-Credentials', 'true'] as const]),
    ['Vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'],
  ]
}

function fits(rule: BucketSetting, { origin, method, headers }: CrossOrigin): boolean {
  const allowed = textsOf(rule, 'AllowedHeader').map((name) => name.toLowerCase())
  return (
    textsOf(rule, 'AllowedMethod').includes(method) &&
    textsOf(rule, 'AllowedOrigin').some((pattern) => matches(pattern, origin)) &&
    headers.every((header) => allowed.some((pattern) => matches(pattern, header)))
  )
}

/** One `*` at most, which stands for any characters. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*')
  if (star < 0) return pattern === text
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after)
}

function textsOf({ children }: BucketSetting, wanted: string): readonly string[] {
  return children.filter(({ name }) => name === wanted).map(({ text }) => text.trim())
}
