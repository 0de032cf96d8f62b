import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { AwsError } from '../base/index.ts'

const prefix = 'x-amz-checksum-'

/** How each checksum is made. The other two that S3 knows are kept and given back, not verified. */
const algorithms: Readonly<Record<string, ((body: Uint8Array) => string) | undefined>> = {
  crc32: (body) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(crc32(body))
    return bytes.toString('base64')
  },
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
  crc32c: undefined,
  crc64nvme: undefined,
}

/**
 * The checksums a request was sent with, by header name. `Content-MD5`, CRC32, SHA-1 and SHA-256 are
 * compared with the body.
 *
 * @throws AwsError `InvalidDigest` or `InvalidRequest` for a value of the wrong form, `BadDigest` for one that
 * does not match
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checkedChecksums(
  headers: ReadonlyMap<string, string>,
  body: Uint8Array,
): ReadonlyMap<string, string> {
  const md5 = headers.get('content-md5')
  if (md5 !== undefined) {
    if (!/^[A-Za-z0-9+/]{22}==$/.test(md5)) {
      throw new AwsError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.')
    }
    if (createHash('md5').update(body).digest('base64') !== md5) {
      throw new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.')
    }
  }
  const checksums = new Map<string, string>()
  for (const [algorithm, digest] of Object.entries(algorithms)) {
    const header = prefix + algorithm
    const value = headers.get(header)
    if (value === undefined) continue
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
      throw new AwsError('InvalidRequest', 400, `Value for ${header} header is invalid.`)
    }
    if (digest && digest(body) !== value) {
      throw new AwsError(
        'BadDigest',
        400,
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      )
    }
    checksums.set(header, value)
  }
  return checksums
}
