import { type ErrorCode, errorCodes, HallpassError, isRecord } from '../base/index.ts'
import type { HttpResponse, Transport } from '../wire/index.ts'
import { type OperationName, operations } from './operations.ts'

/** What an operation is called with. */
export interface CallInput {
  readonly ids?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: object | undefined
  /** A body that is no JSON: its media type and its bytes. */
  readonly raw?: { readonly type: string; readonly bytes: Uint8Array } | undefined
  readonly idempotencyKey?: string | undefined
  /** The version that a change is made from. */
  readonly version?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Connection {
  readonly url: URL
  readonly token: string | undefined
  readonly transport: Transport
  readonly signal: AbortSignal | undefined
}

const maxBytes = 256 * 1024 * 1024
// The end of a workshop is answered when AWS has been told of everyone.
const timeoutMs = 120_000

/**
 * Sends one request of an operation.
 *
 * @throws HallpassError with the code that the server answered; the network's
 */
export async function call(
  connection: Connection,
  name: OperationName,
  input: CallInput,
): Promise<HttpResponse> {
  const [method, path] = operations[name]
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, id: string) => encodeURIComponent(input.ids?.[id] ?? ''))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) search.set(key, String(value))
  }
  const query = search.toString()
  const response = await connection.transport(
    {
      method,
      endpoint: connection.url,
      target: `${connection.url.pathname.replace(/\/$/, '')}${filled}${query === '' ? '' : `?${query}`}`,
      headers: headersOf(connection, input),
      body: input.raw?.bytes ?? (input.body === undefined ? undefined : JSON.stringify(input.body)),
    },
    { signal: input.signal ?? connection.signal, maxBytes, timeoutMs },
  )
  if (response.status >= 400) throw problem(response)
  return response
}

function headersOf({ token }: Connection, input: CallInput): Record<string, string> {
  return {
    accept: 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(input.raw === undefined ? {} : { 'content-type': input.raw.type }),
    ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(input.idempotencyKey === undefined ? {} : { 'idempotency-key': input.idempotencyKey }),
    ...(input.version === undefined ? {} : { 'if-match': `"${input.version}"` }),
  }
}

/** The JSON of an answer. */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body)
  } catch (error) {
    throw new HallpassError('ResponseInvalid', 'the answer is not from a Hallpass server', {
      hint: 'check the address of the server, and what is in front of it',
      cause: error,
      facts: { status: response.status },
    })
  }
}

function problem(response: HttpResponse): HallpassError {
  const body = jsonOf(response)
  const fields = isRecord(body) ? body : {}
  const text = (name: string): string | undefined => {
    const value = fields[name]
    return typeof value === 'string' ? value : undefined
  }
  const code = text('code') ?? ''
  const name = text('name')
  const awsCode = text('awsCode')
  const awsMessage = text('awsMessage')
  return new HallpassError(
    isErrorCode(code) ? code : 'ResponseInvalid',
    text('title') ?? 'the server refused',
    {
      hint: text('hint'),
      facts: {
        status: response.status,
        ...(name === undefined ? {} : { name }),
        ...(awsCode === undefined ? {} : { awsCode }),
        ...(awsMessage === undefined ? {} : { awsMessage }),
      },
    },
  )
}

function isErrorCode(code: string): code is ErrorCode {
  return errorCodes.some((one) => one === code)
}
