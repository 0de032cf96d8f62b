import { crc32 } from 'node:zlib'

import { AwsError, type RawResponse } from '../base/index.ts'
import type { JsonForm } from './json-services.ts'

/** What an action answers. `undefined` leaves a member out; moments and bytes are written as AWS writes them. */
export interface JsonObject {
  readonly [member: string]: JsonValue
}
export type JsonValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | undefined
  | JsonObject
  | readonly JsonValue[]
  | ReadonlyMap<string, JsonValue>

/** A refusal that has members beside its code and its sentence. */
export class JsonRefusal extends AwsError {
  readonly members: JsonObject

  constructor(code: string, message: string, members: JsonObject) {
    super(code, 400, message)
    this.members = members
  }
}

/** A successful answer. */
export function jsonResponse(form: JsonForm, result: JsonObject | undefined, requestId: string): RawResponse {
  return respond(form, 200, requestId, JSON.stringify(written(result ?? {})))
}

/** A refusal as the JSON protocol writes it; one without a sentence has no member for it. */
export function jsonErrorResponse(form: JsonForm, error: AwsError, requestId: string): RawResponse {
  const type = `${form.foreign?.[error.code] ?? form.namespace ?? ''}${error.code}`
  const message = error.message === '' ? {} : { [form.message]: error.message }
  const members = error instanceof JsonRefusal ? written(error.members) : {}
  const body = JSON.stringify({ __type: type, ...message, ...Object(members) })
  const response = respond(form, error.status, requestId, body)
  return {
    ...response,
    headers: [
      ...response.headers,
      ['x-amzn-ErrorType', error.code],
      ...(form.query === true ? [queryError(error)] : []),
      ...error.headers,
    ],
  }
}

/**
 * How the Query protocol calls a refusal: SDKs tell it so, as programs were written when the service spoke that.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
 */
function queryError(error: AwsError): readonly [string, string] {
  const front = [...frontEndCodes].find(([, json]) => json === error.code)?.[0]
  const code = error.details['QueryCode'] ?? front ?? error.code
  return ['x-amzn-query-error', `${code};${error.status < 500 ? 'Sender' : 'Receiver'}`]
}

function respond(
  { version, crc32: isSummed }: JsonForm,
  status: number,
  requestId: string,
  body: string,
): RawResponse {
  return {
    status,
    headers: [
      ['Content-Type', `application/x-amz-json-${version}`],
      ['x-amzn-RequestId', requestId],
      ...(isSummed === true ? [['X-Amz-Crc32', String(crc32(body))] as const] : []),
    ],
    body,
  }
}

/** Moments are seconds since 1970, bytes base64, maps objects. */
function written(value: JsonValue): unknown {
  if (value instanceof Date) return value.getTime() / 1000
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isList(value)) return value.map(written)
  if (isMap(value)) return fromEntries([...value])
  return typeof value === 'object' ? fromEntries(Object.entries(value)) : value
}

/** Object.fromEntries defines members, whatever they are called. */
function fromEntries(entries: ReadonlyArray<readonly [string, JsonValue]>): unknown {
  return Object.fromEntries(entries.map(([name, item]) => [name, written(item)]))
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isMap(value: JsonValue): value is ReadonlyMap<string, JsonValue> {
  return value instanceof Map
}

/** What AWS's common front end refuses, and how it is called where the JSON protocol is spoken. */
const frontEndCodes: ReadonlyMap<string, string> = new Map([
  ['AccessDenied', 'AccessDeniedException'],
  ['ExpiredToken', 'ExpiredTokenException'],
  ['IncompleteSignature', 'IncompleteSignatureException'],
  ['InvalidClientTokenId', 'UnrecognizedClientException'],
  ['MissingAuthenticationToken', 'MissingAuthenticationTokenException'],
  ['SignatureDoesNotMatch', 'InvalidSignatureException'],
  ['Throttling', 'ThrottlingException'],
])

/**
 * A refusal in the code and with the status that it has in the JSON protocol.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html
 */
export function asJsonRefusal(error: AwsError): AwsError {
  const code = frontEndCodes.get(error.code)
  if (code === undefined) return error
  const { reason, details, headers } = error
  const message = error.code === 'MissingAuthenticationToken' ? 'Missing Authentication Token' : error.message
  return new AwsError(code, 400, message, {
    ...(reason === undefined ? {} : { reason }),
    details,
    headers,
  })
}
