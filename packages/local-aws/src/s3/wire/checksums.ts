import { AwsError } from '../../base/index.ts'
import { createDigest, type DigestAlgorithm, digestAlgorithms, type Received } from '../../content/index.ts'
import { headerNotImplemented, malformedTrailer } from './errors.ts'

const prefix = 'x-amz-checksum-'

export { digestAlgorithms as checksumAlgorithms } from '../../content/index.ts'
export type ChecksumAlgorithm = DigestAlgorithm

const digestBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
  SHA512: 64,
  MD5: 16,
}

/** In base64, as headers carry it. */
export function checksum(algorithm: ChecksumAlgorithm, bytes: Uint8Array): string {
  const digest = createDigest(algorithm)
  digest.update(bytes)
  return digest.value()
}

/** E.g. `x-amz-checksum-crc32`. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return prefix + algorithm.toLowerCase()
}

/**
 * The algorithm a request names.
 *
 * @throws AwsError `InvalidRequest` for one that S3 does not have, `NotImplemented` for the XXHash family
 */
export function checksumAlgorithm(header: string, name: string): ChecksumAlgorithm {
  const upper = name.toUpperCase()
  const known = digestAlgorithms.find((algorithm) => algorithm === upper)
  if (known !== undefined) return known
  if (/^XXHASH(?:3|64|128)$/.test(upper)) throw headerNotImplemented(header)
  throw new AwsError('InvalidRequest', 400, 'Checksum algorithm provided is unsupported.')
}

/** The elements of an answer that hold an object's checksums, e.g. `ChecksumCRC32`, and their type. */
export function checksumElements(object: {
  readonly checksums: ReadonlyMap<string, string>
  readonly checksumType: string
}): Readonly<Record<string, string>> {
  const elements = [...object.checksums].map(([header, value]) => [
    `Checksum${header.slice(prefix.length).toUpperCase()}`,
    value,
  ])
  return object.checksums.size === 0
    ? {}
    : Object.fromEntries([...elements, ['ChecksumType', object.checksumType]])
}

/**
 * The one checksum a request names in a header, not yet compared with anything.
 *
 * @throws AwsError `InvalidRequest` for several, `NotImplemented` for the XXHash family
 */
export function sentChecksum(
  headers: ReadonlyMap<string, string>,
): { readonly algorithm: ChecksumAlgorithm; readonly header: string; readonly value: string } | undefined {
  const names = [...headers.keys()].filter(
    (name) => name.startsWith(prefix) && !/^(?:algorithm|mode|type)$/.test(name.slice(prefix.length)),
  )
  const [header] = names
  if (header === undefined) return undefined
  if (names.length > 1) {
    throw new AwsError(
      'InvalidRequest',
      400,
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    )
  }
  const algorithm = checksumAlgorithm(header, header.slice(prefix.length))
  return { algorithm, header, value: headers.get(header) ?? '' }
}

/**
 * The checksums that have to be made of a body while it comes in, to be compared with what the request says in
 * a header or is going to say behind the body.
 *
 * @throws AwsError `InvalidRequest` for one that S3 does not have, `NotImplemented` for the XXHash family
 */
export function announcedChecksums(headers: ReadonlyMap<string, string>): readonly ChecksumAlgorithm[] {
  const sent = sentChecksum(headers)
  const trailing = announcedTrailers(headers)
    .filter((name) => name.startsWith(prefix))
    .map((name) => checksumAlgorithm(name, name.slice(prefix.length)))
  return sent === undefined ? trailing : [sent.algorithm, ...trailing]
}

function announcedTrailers(headers: ReadonlyMap<string, string>): readonly string[] {
  const names = (headers.get('x-amz-trailer') ?? '').split(',').map((name) => name.trim().toLowerCase())
  return names.filter((name) => name !== '')
}

/**
 * The checksum a request was sent with, by header name, compared with the body as `Content-MD5` is.
 *
 * @param headers those that came behind the body among them
 * @throws AwsError `InvalidDigest` or `InvalidRequest` for a value of the wrong form, `BadDigest` for one that
 * does not match, `MalformedTrailerError` where one was announced to come behind the body and did not
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function checkedChecksums(
  headers: ReadonlyMap<string, string>,
  { content, digest }: Received,
): ReadonlyMap<string, string> {
  checkMd5(headers.get('content-md5'), () => digest('MD5'))
  // Only a body in chunks has trailers; a form, for one, has none.
  if (announcedTrailers(headers).some((name) => !headers.has(name))) throw malformedTrailer()
  const sent = sentChecksum(headers)
  const named = headers.get('x-amz-sdk-checksum-algorithm')
  if (named !== undefined && content.length > 0) {
    const algorithm = checksumAlgorithm('x-amz-sdk-checksum-algorithm', named)
    if (sent?.algorithm !== algorithm && !(sent === undefined && headers.has('content-md5'))) {
      throw new AwsError(
        'InvalidRequest',
        400,
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      )
    }
  }
  if (sent === undefined) return new Map()
  const { algorithm, header, value } = sent
  if (
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value) ||
    Buffer.from(value, 'base64').length !== digestBytes[algorithm]
  ) {
    throw new AwsError('InvalidRequest', 400, `Value for ${header} header is invalid.`)
  }
  if (digest(algorithm) !== value) {
    throw new AwsError(
      'BadDigest',
      400,
      `The ${algorithm} you specified did not match the calculated checksum.`,
    )
  }
  return new Map([[header, value]])
}

function checkMd5(md5: string | undefined, made: () => string): void {
  if (md5 === undefined) return
  if (!/^[A-Za-z0-9+/]{22}==$/.test(md5)) {
    throw new AwsError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.')
  }
  if (made() !== md5) {
    throw new AwsError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.')
  }
}
