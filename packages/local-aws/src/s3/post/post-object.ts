import { AwsError, type RawResponse } from '../../base/index.ts'
import type { Received } from '../../content/index.ts'
import type { AuthorizationNeed, Call } from '../../protocol/index.ts'
import { putObject, writeNeeds } from '../object/index.ts'
import {
  announcedChecksums,
  asHeader,
  bucketOfHost,
  checkedChecksums,
  type ChecksumAlgorithm,
  invalidArgument,
  plainDocument,
  plainResponse,
  readTagText,
  refuseUnheeded,
  type S3Target,
} from '../wire/index.ts'
import type { UploadForm } from './form-data.ts'
import type { LengthRange } from './post-policy.ts'

/** Fields that are about the form and not about the object. */
const aboutForm =
  /^(?:key|acl|bucket|file|policy|redirect|signature|awsaccesskeyid|success_action_(?:redirect|status)|tagging|submit|x-ignore-.*|x-amz-(?:algorithm|credential|date|signature|security-token))$/
/** Fields that say what a header says. */
const likeHeaders =
  /^(?:cache-control|content-type|content-disposition|content-encoding|content-language|content-md5|expires|x-amz-.*)$/

/**
 * The fields of a form with the file's name in the place of `${filename}`, and its bucket among them.
 *
 * @throws AwsError `InvalidArgument` for a form without a key
 */
export function expandedFields(
  { fields, fileName }: UploadForm,
  bucket: string,
): ReadonlyMap<string, string> {
  const expanded = new Map(
    [...fields].map(([name, value]) => [name, value.replaceAll('${filename}', () => fileName)]),
  )
  if (!expanded.get('key')) {
    throw invalidArgument(
      "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
      'key',
      '',
    )
  }
  return expanded.set('bucket', bucket)
}

/** The headers of a PUT that would make the same object. @throws AwsError `InvalidArgument`, and what its tags are refused for */
export function headersOfFields(
  fields: ReadonlyMap<string, string>,
  sent: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const name of ['host', 'origin', 'user-agent']) {
    const value = sent.get(name)
    if (value !== undefined) headers.set(name, value)
  }
  for (const [name, value] of fields) {
    if (likeHeaders.test(name) && !aboutForm.test(name)) headers.set(...asHeader(name, value))
  }
  const acl = fields.get('acl')
  if (acl !== undefined) headers.set(...asHeader('x-amz-acl', acl))
  const tagging = fields.get('tagging')
  if (tagging !== undefined) {
    const tags = [...readTagText(tagging, 10)]
    headers.set('x-amz-tagging', new URLSearchParams(tags).toString())
  }
  return headers
}

/** What whoever signed the form must be allowed. */
export function postNeeds(call: Call, target: S3Target): readonly AuthorizationNeed[] {
  return writeNeeds(call, target)
}

/** Refuses what can be refused before the file is read, and says which checksums it needs. */
export function postReceives(call: Call, target: S3Target): ReadonlySet<ChecksumAlgorithm> {
  refuseUnheeded(call, putObject)
  const own = putObject.receives?.(call, target) ?? []
  return new Set(['MD5', ...announcedChecksums(call.headers), ...own])
}

/** The file, as long as it is no longer than the policy says; and when it ends, no shorter. */
export async function* withinRange(
  file: AsyncIterable<Uint8Array>,
  range: LengthRange | undefined,
): AsyncGenerator<Uint8Array, void> {
  let length = 0
  for await (const bytes of file) {
    length += bytes.length
    if (range !== undefined && length > range.most) {
      throw new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
        details: { ProposedSize: String(length), MaxSizeAllowed: String(range.most) },
      })
    }
    yield bytes
  }
  if (range !== undefined && length < range.least) {
    throw new AwsError(
      'EntityTooSmall',
      400,
      'Your proposed upload is smaller than the minimum allowed size',
      {
        details: { ProposedSize: String(length), MinSizeAllowed: String(range.least) },
      },
    )
  }
}

/**
 * Makes the object, and answers as the form wants it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export async function postObject(
  call: Call & { readonly received: Received },
  target: S3Target,
  fields: ReadonlyMap<string, string>,
): Promise<RawResponse> {
  checkedChecksums(call.headers, call.received)
  const put = await putObject.run(call, target)
  const etag = put.headers.find(([name]) => name === 'ETag')?.[1] ?? ''
  const path = target.key.split('/').map(encodeURIComponent).join('/')
  const host = call.headers.get('host') ?? ''
  const inHost = bucketOfHost(host) !== undefined
  const location = inHost ? `http://${host}/${path}` : `http://${host}/${target.bucket}/${path}`
  const about = put.headers.filter(([name]) => /^(?:etag|x-amz-(?!request-id|id-2))/i.test(name))
  const redirect = redirectOf(fields, target, etag)
  if (redirect !== undefined) return plainResponse(call, 303, [...about, ['Location', redirect]])
  const headers = [...about, ['Location', location]] as const
  const status = fields.get('success_action_status')
  if (status === '200') return plainResponse(call, 200, headers)
  if (status !== '201') return plainResponse(call, 204, headers)
  const document = plainDocument('PostResponse', {
    Location: location,
    Bucket: target.bucket,
    Key: target.key,
    ETag: etag,
  })
  return plainResponse(call, 201, [...headers, ['Content-Type', 'application/xml']], document)
}

/** Where the form sends its visitor, with what became of it; an address that is none is passed over. */
function redirectOf(
  fields: ReadonlyMap<string, string>,
  { bucket, key }: S3Target,
  etag: string,
): string | undefined {
  const wanted = fields.get('success_action_redirect') ?? fields.get('redirect')
  if (wanted === undefined || !URL.canParse(wanted)) return undefined
  const url = new URL(wanted)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  for (const [name, value] of Object.entries({ bucket, key, etag })) url.searchParams.append(name, value)
  return url.href
}
