import type { RawRequest } from '../base/index.ts'
import { parseForm, type QueryService, queryServices } from '../protocol/index.ts'
import { isSignedWithV2 } from '../sigv4/index.ts'

export function isQueryService(service: string | undefined): service is QueryService {
  return service !== undefined && Object.hasOwn(queryServices, service)
}

/** Whether the request carries an AWS signature, good or bad. */
export function isSigned(request: RawRequest, headers: ReadonlyMap<string, string>): boolean {
  return (
    headers.has('authorization') ||
    /[?&](?:X-Amz-(?:Algorithm|Signature|Credential)|AWSAccessKeyId|Signature)=/.test(request.target)
  )
}

/** The service that a signature is scoped to, before anything is verified. Version 2 is S3's alone here. */
export function scopedService(request: RawRequest, headers: ReadonlyMap<string, string>): string | undefined {
  if (isSignedWithV2(request, headers)) return 's3'
  const header = /Credential=[^/,]*\/\d*\/[\w-]*\/([a-z0-9-]{1,64})\//.exec(
    headers.get('authorization') ?? '',
  )
  if (header !== null) return header[1]
  return /[?&]X-Amz-Credential=\w*(?:%2F|\/)\d*(?:%2F|\/)[\w-]*(?:%2F|\/)([a-z0-9-]{1,64})(?:%2F|\/)/i.exec(
    request.target,
  )?.[1]
}

/** The fields of a query-protocol request: of its query, and of its body, which counts first. */
export function queryFields(request: RawRequest, headers: ReadonlyMap<string, string>): Map<string, string> {
  const question = request.target.indexOf('?')
  const query = parseForm(question === -1 ? '' : request.target.slice(question + 1))
  const type = headers.get('content-type') ?? ''
  if (request.method !== 'POST' || !/^application\/x-www-form-urlencoded(?:;|$)/i.test(type.trim()))
    return query
  // Latin-1 keeps every byte: what is percent-encoded and what is not are then read as one.
  const form = parseForm(Buffer.from(request.body).toString('latin1'))
  return query.size === 0 ? form : new Map([...query, ...form])
}

/** In whose protocol a request without (readable) signature is, judged by what it looks like. */
export function guessedService(
  request: RawRequest,
  headers: ReadonlyMap<string, string>,
  fields: ReadonlyMap<string, string>,
): QueryService | 's3' {
  if (fields.has('Action')) {
    const version = fields.get('Version')
    const named = Object.entries(queryServices).find(([, service]) => service.version === version)?.[0]
    return isQueryService(named) ? named : 'sts'
  }
  return request.method === 'POST' && (headers.get('content-type') ?? '').includes('x-www-form-urlencoded')
    ? 'sts'
    : 's3'
}
