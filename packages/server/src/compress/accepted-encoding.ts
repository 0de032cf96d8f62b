/** How an answer may be compressed, the better one first. Browsers offer `br` over https, and to this machine. */
const encodings = ['br', 'gzip'] as const
export type Encoding = (typeof encodings)[number]

/**
 * The best way of compressing that a request accepts; nothing where it accepts none, or says nothing.
 *
 * Source: RFC 9110, section 12.5.3; a weight of 0 is a refusal, `*` is whatever is not named.
 */
export function acceptedEncoding(request: Request): Encoding | undefined {
  const weights = new Map<string, number>()
  for (const part of (request.headers.get('accept-encoding') ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((one) => one.trim())
    const weight = parameters.find((one) => one.startsWith('q='))?.slice(2)
    weights.set(name, weight === undefined ? 1 : Number(weight))
  }
  const weightOf = (encoding: Encoding): number => weights.get(encoding) ?? weights.get('*') ?? 0
  const [best] = encodings.toSorted((one, other) => weightOf(other) - weightOf(one))
  return best !== undefined && weightOf(best) > 0 ? best : undefined
}
