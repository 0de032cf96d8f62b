import { AwsError, type RawResponse } from '../../base/index.ts'
import type { BucketSetting } from '../../model/index.ts'
import type { Call } from '../../protocol/index.ts'
import { readNeeds, readObject } from '../object/index.ts'
import { child, findBucket, plainResponse, type S3Target, withoutBody } from '../wire/index.ts'
import { encodedPath, redirectAll, redirectTo, ruleRedirect } from './redirect.ts'
import { websiteErrorResponse } from './website-error.ts'

/**
 * What a bucket's website answers: the object or the index document of its folder where the visitor may read it,
 * a redirect, or the error document.
 *
 * @param key decoded, without the slash it begins with
 * @throws AwsError what there is no page of the bucket's own for
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
 */
export function serveWebsite(call: Call, { bucket: name, key }: S3Target): RawResponse {
  if (call.request.method !== 'GET' && call.request.method !== 'HEAD') {
    throw new AwsError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.')
  }
  const website = findBucket(call, name).settings.get('website')
  if (website === undefined || website.children.length === 0) {
    throw new AwsError(
      'NoSuchWebsiteConfiguration',
      404,
      'The specified bucket does not have a website configuration',
      { details: { BucketName: name } },
    )
  }
  const all = child(website, 'RedirectAllRequestsTo')
  if (all !== undefined) return asAsked(call, redirectAll(call, all))
  return asAsked(call, ruleRedirect(call, website, key, undefined) ?? page(call, website, name, key))
}

function page(call: Call, website: BucketSetting, bucket: string, key: string): RawResponse {
  const suffix = textIn(website, 'IndexDocument') ?? ''
  const isFolder = key === '' || key.endsWith('/')
  const answer = read(call, { bucket, key: isFolder ? key + suffix : key })
  if (!(answer instanceof AwsError)) return answer
  if (!isFolder && !(read(call, { bucket, key: `${key}/${suffix}` }) instanceof AwsError)) {
    return redirectTo(call, 302, `/${encodedPath(key)}/`)
  }
  return ruleRedirect(call, website, key, answer.status) ?? errorPage(call, website, bucket, answer)
}

/** The error document, under the status of the error. */
function errorPage(call: Call, website: BucketSetting, bucket: string, error: AwsError): RawResponse {
  const key = textIn(website, 'ErrorDocument')
  const document = key === undefined || error.status < 400 ? error : readWhole(call, { bucket, key })
  if (document instanceof AwsError) return websiteErrorResponse(error, call.request, call.requestId)
  return { ...document, status: error.status }
}

/** The object, to a visitor who may have it. */
function read(call: Call, target: S3Target): RawResponse | AwsError {
  for (const need of readNeeds(call, target)) {
    const refusal = call.refusalOf(need)
    if (refusal !== undefined) return refusal
  }
  const object = findBucket(call, target.bucket).objects.get(target.key)
  if (object?.redirect !== undefined) {
    return plainResponse(call, 301, [['Location', object.redirect]])
  }
  try {
    return readObject(call, target)
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

/** Conditions and ranges are about what was asked for, not about the page that says it is not there. */
function readWhole(call: Call, target: S3Target): RawResponse | AwsError {
  return read({ ...call, headers: new Map() }, target)
}

function textIn(website: BucketSetting, document: 'IndexDocument' | 'ErrorDocument'): string | undefined {
  return child(website, document)?.children.at(0)?.text
}

function asAsked(call: Call, response: RawResponse): RawResponse {
  return call.request.method === 'HEAD' ? withoutBody(response) : response
}
