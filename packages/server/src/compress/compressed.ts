import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { acceptedEncoding, type Encoding } from './accepted-encoding.ts'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** Less fits into a packet or two as it is. */
const leastBytes = 1024

/**
 * Compresses bytes, beside what else the server does. `once`: as small as it gets, for what is kept and sent often;
 * else as well as is quick.
 */
export function compressBytes(
  encoding: Encoding,
  bytes: Uint8Array,
  { once = false }: { readonly once?: boolean } = {},
): Promise<Uint8Array> {
  if (encoding === 'gzip') return zip(bytes, { level: once ? 9 : 6 })
  return brotli(bytes, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: once ? constants.BROTLI_MAX_QUALITY : 5,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
    },
  })
}

/**
 * An answer that is known as a whole, compressed as the request accepts it. Only for answers that hold no secret: the
 * length of a compressed text tells whoever sees it pass what is alike in it, and with a text of his own choice in it
 * he could guess a secret letter by letter.
 *
 * An answer with an `ETag` stays as it is: the tag would have to be another one.
 *
 * @see https://www.breachattack.com
 */
export async function compressed(request: Request, response: Response): Promise<Response> {
  if (response.body === null || response.headers.has('etag') || response.headers.has('content-encoding')) {
    return response
  }
  response.headers.append('vary', 'accept-encoding')
  const encoding = acceptedEncoding(request)
  if (encoding === undefined) return response
  const { status, headers } = response
  const bytes = new Uint8Array(await response.arrayBuffer())
  headers.delete('content-length')
  if (bytes.byteLength < leastBytes) return new Response(bytes, { status, headers })
  headers.set('content-encoding', encoding)
  return new Response(await compressBytes(encoding, bytes), { status, headers })
}
