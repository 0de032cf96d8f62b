import type { IncomingRequest, RawResponse } from '../base/index.ts'
import { parseForm } from '../protocol/index.ts'
import type { Caller } from '../protocol/index.ts'
import { child, readForm, readXml, type XmlElement } from '../s3/index.ts'
import { bucketPage, type Listed, refusedPage } from './bucket-page.ts'
import { safetyHeaders } from './html.ts'

/** What is asked of S3 for a page. */
export interface Asked {
  readonly method: 'GET' | 'PUT' | 'DELETE'
  /** By path, encoded: `/bucket/key?query`. */
  readonly target: string
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: IncomingRequest['body']
}

/** Asks S3 as somebody: its answer, and of a refusal the sentence. */
export type AskS3 = (
  caller: Caller,
  asked: Asked,
) => Promise<{ readonly response: RawResponse; readonly refusal: string | undefined }>

export interface ConsoleVisit {
  readonly caller: Caller
  readonly who: string
  /** Where the session's pages are, e.g. `/console/s/111122223333-k3v9q2xd`. */
  readonly base: string
  readonly ask: AskS3
}

/** The buckets' names; or the sentence that refuses them. */
export async function listBuckets({
  caller,
  ask,
}: ConsoleVisit): Promise<readonly string[] | { readonly refusal: string }> {
  const { response, refusal } = await ask(caller, { method: 'GET', target: '/' })
  if (refusal !== undefined) return { refusal }
  const buckets = child(readXml(Buffer.from(response.body)), 'Buckets')
  return (buckets?.children ?? []).map((bucket) => textOf(bucket, 'Name'))
}

const keysOnPage = 100

/**
 * `/s3/BUCKET…` of a session: the objects of a bucket, a hundred at a time, and what may be done with them: get one, put
 * one, delete one. `undefined` for what is none of it.
 */
export async function visitBucket(
  request: IncomingRequest,
  visit: ConsoleVisit,
): Promise<RawResponse | undefined> {
  const question = request.target.indexOf('?')
  const path = question === -1 ? request.target : request.target.slice(0, question)
  const params = parseForm(question === -1 ? '' : request.target.slice(question + 1))
  const [, bucket = '', what = ''] =
    /^\/s3\/([a-z0-9.-]{3,63})(?:\/(object|upload|delete))?$/.exec(path.slice(visit.base.length)) ?? []
  if (bucket === '') return undefined
  switch (`${request.method === 'HEAD' ? 'GET' : request.method} ${what}`) {
    case 'GET ':
      return showBucket(bucket, params, visit)
    case 'GET object':
      return download(bucket, params.get('key') ?? '', visit)
    case 'POST delete':
      return deleteObject(bucket, request, visit)
    case 'POST upload':
      return upload(bucket, request, visit)
    default:
      return undefined
  }
}

async function showBucket(
  bucket: string,
  params: ReadonlyMap<string, string>,
  visit: ConsoleVisit,
): Promise<RawResponse> {
  const prefix = params.get('prefix') ?? ''
  const after = params.get('after') ?? ''
  const query = new URLSearchParams({
    'list-type': '2',
    delimiter: '/',
    'max-keys': String(keysOnPage),
    'encoding-type': 'url',
    prefix,
  })
  if (after !== '') query.set('continuation-token', after)
  // As a form would write it, a space is a plus; S3 reads it as one.
  const target = `/${bucket}?${query.toString().replaceAll('+', '%20')}`
  const { response, refusal } = await visit.ask(visit.caller, { method: 'GET', target })
  const listed = refusal === undefined ? listedIn(readXml(Buffer.from(response.body))) : undefined
  return bucketPage(refusal === undefined ? 200 : response.status, {
    who: visit.who,
    base: visit.base,
    bucket,
    prefix,
    isFirst: after === '',
    found: listed ?? { refusal: refusal ?? '' },
  })
}

function listedIn(list: XmlElement): Listed {
  const elements = (name: string): readonly XmlElement[] => list.children.filter((one) => one.name === name)
  return {
    folders: elements('CommonPrefixes').map((one) => decoded(textOf(one, 'Prefix'))),
    objects: elements('Contents').map((one) => ({
      key: decoded(textOf(one, 'Key')),
      size: Number(textOf(one, 'Size')),
      lastModified: textOf(one, 'LastModified'),
    })),
    next: child(list, 'NextContinuationToken')?.text,
  }
}

async function download(bucket: string, key: string, visit: ConsoleVisit): Promise<RawResponse> {
  const { response, refusal } = await visit.ask(visit.caller, {
    method: 'GET',
    target: objectTarget(bucket, key),
  })
  if (refusal !== undefined)
    return refusedPage(response.status, { bucket, base: visit.base, what: `Get ${key}`, refusal })
  const name = key.slice(key.lastIndexOf('/') + 1)
  const kept = response.headers.filter(([header]) =>
    /^(?:content-length|content-type|etag|last-modified)$/i.test(header),
  )
  return {
    ...response,
    headers: [
      ...kept,
      // Saved, never shown: at this origin it would be a page of the console's.
      ['Content-Disposition', `attachment; filename*=UTF-8''${encodeRfc8187(name)}`],
      ...safetyHeaders,
    ],
  }
}

async function deleteObject(
  bucket: string,
  request: IncomingRequest,
  visit: ConsoleVisit,
): Promise<RawResponse> {
  const form = parseForm(
    request.body instanceof Uint8Array ? Buffer.from(request.body).toString('latin1') : '',
  )
  const key = decoded(form.get('key') ?? '')
  if (key === '')
    return refusedPage(400, {
      bucket,
      base: visit.base,
      what: 'Delete',
      refusal: 'The form names no object.',
    })
  const { response, refusal } = await visit.ask(visit.caller, {
    method: 'DELETE',
    target: objectTarget(bucket, key),
  })
  if (refusal !== undefined)
    return refusedPage(response.status, { bucket, base: visit.base, what: `Delete ${key}`, refusal })
  return backTo(visit.base, bucket, key)
}

async function upload(bucket: string, request: IncomingRequest, visit: ConsoleVisit): Promise<RawResponse> {
  const type = contentTypeOf(request)
  const { fields, fileName, file } = await readForm(type, inPieces(request.body))
  if (fileName === '')
    return refusedPage(400, { bucket, base: visit.base, what: 'Upload', refusal: 'No file was chosen.' })
  const key = decoded(fields.get('prefix') ?? '') + fileName
  const { response, refusal } = await visit.ask(visit.caller, {
    method: 'PUT',
    target: objectTarget(bucket, key),
    headers: [
      // How long a file in a form is, is known at its end.
      ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD'],
      ['content-type', 'application/octet-stream'],
    ],
    body: file,
  })
  if (refusal !== undefined)
    return refusedPage(response.status, { bucket, base: visit.base, what: `Upload ${key}`, refusal })
  return backTo(visit.base, bucket, key)
}

/** To the folder that the object is in. */
function backTo(base: string, bucket: string, key: string): RawResponse {
  const prefix = key.slice(0, key.lastIndexOf('/') + 1)
  const query = prefix === '' ? '' : `?prefix=${encodeURIComponent(prefix)}`
  return { status: 303, headers: [['Location', `${base}/s3/${bucket}${query}`], ...safetyHeaders], body: '' }
}

/** Every byte that means something in a path is encoded, the slash among them: no `..` is left to anybody. */
function objectTarget(bucket: string, key: string): string {
  return `/${bucket}/${encodeURIComponent(key)}`
}

function encodeRfc8187(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    return text
  }
}

function textOf(element: XmlElement, name: string): string {
  return child(element, name)?.text ?? ''
}

function contentTypeOf({ rawHeaders }: IncomingRequest): string {
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type')
  return at === -1 ? '' : (rawHeaders[at + 1] ?? '')
}

async function* inPieces(body: IncomingRequest['body']): AsyncGenerator<Uint8Array, void> {
  if (body instanceof Uint8Array) yield body
  else yield* body
}
