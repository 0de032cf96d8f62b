import { AwsError, type IncomingRequest, type RawRequest } from '../base/index.ts'
import { jsonFormOf } from '../protocol/index.ts'
import { unbroken } from './receive.ts'
import { guessedService, scopedService } from './service-of.ts'
import type { Trace } from './trace.ts'

/** The longest body that is taken of whatever is no object and no part of one, 16 MiB. */
const maxBodyBytes = 16 * 1024 * 1024
/** All of a body that is no object and no part of one. @throws AwsError for one of more than 16 MiB */
export async function wholeBody(
  head: RawRequest,
  body: IncomingRequest['body'],
  trace: Trace,
): Promise<Uint8Array> {
  if (body instanceof Uint8Array) {
    if (body.length > maxBodyBytes) throw bodyTooLarge(head, trace)
    return body
  }
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of unbroken(body)) {
    length += part.length
    if (length > maxBodyBytes) throw bodyTooLarge(head, trace)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function bodyTooLarge(head: RawRequest, trace: Trace): AwsError {
  trace.service = guessedService(head, trace.headers, new Map())
  trace.json = jsonFormOf(trace.headers, scopedService(head, trace.headers))
  return trace.json === undefined && trace.service === 's3'
    ? new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed object size.')
    : new AwsError('RequestEntityTooLarge', 413, 'The request body is too large.')
}
