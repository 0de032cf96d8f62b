import { HallpassError } from 'hallpass'
import * as v from 'valibot'
import { notFound } from '../../actor/index.ts'
import type { Endpoint, Schema } from './endpoint.ts'
import { InvalidRequest } from './problem.ts'

const defaultMaxBodyBytes = 65_536

/** A request's parts, each checked by its schema. */
export interface CheckedParts {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  readonly bytes: Uint8Array | undefined
  /** The body as it came, for telling one request from another. */
  readonly raw: string
  readonly version: number | undefined
}

/**
 * Reads and checks what an endpoint takes.
 *
 * @throws HallpassError `InvalidInput`; `NotFound` for an id that none of ours can be
 */
export async function readRequest(
  endpoint: Endpoint,
  request: Request,
  pathParams: Readonly<Record<string, string>>,
): Promise<CheckedParts> {
  if (endpoint.params !== undefined && !v.is(endpoint.params, pathParams)) throw notFound()
  const query = check('query', endpoint.query, queryOf(request.url), {})
  return {
    params: pathParams,
    query,
    ...(await readBody(endpoint, request)),
    version: versionOf(endpoint, request),
  }
}

function queryOf(url: string): Record<string, string> {
  const found: Record<string, string> = Object.create(null)
  for (const [name, value] of new URL(url).searchParams) {
    if (name in found) {
      throw new HallpassError('InvalidInput', 'a query parameter comes twice', {
        facts: { name: name.slice(0, 40) },
      })
    }
    found[name] = value
  }
  return { ...found }
}

function check(where: string, schema: Schema | undefined, value: unknown, nothing: unknown): unknown {
  if (schema === undefined) {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
      throw new HallpassError('InvalidInput', `it takes no ${where}`)
    }
    return nothing
  }
  const result = v.safeParse(schema, value)
  if (!result.success) throw new InvalidRequest(where, result.issues)
  return result.output
}

async function readBody(
  endpoint: Endpoint,
  request: Request,
): Promise<Pick<CheckedParts, 'body' | 'bytes' | 'raw'>> {
  if (endpoint.body === undefined) {
    await request.body?.cancel()
    return { raw: '', body: undefined, bytes: undefined }
  }
  const bytes = await boundedBytes(request, endpoint.maxBodyBytes ?? defaultMaxBodyBytes)
  const raw = bytes.toString('latin1')
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (endpoint.otherBodies?.includes(type) === true) return { raw, bytes, body: {} }
  if (bytes.length > 0 && type !== 'application/json') {
    throw new HallpassError('InvalidInput', 'the body is not sent as JSON', {
      hint: `send it with content-type: ${['application/json', ...(endpoint.otherBodies ?? [])].join(' or ')}`,
      facts: { name: 'content-type' },
    })
  }
  const value = bytes.length === 0 ? {} : parseJson(bytes)
  return { raw, bytes: undefined, body: check('body', endpoint.body, value, undefined) }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new HallpassError('InvalidInput', 'the body is not JSON in UTF-8', { cause: error })
  }
}

/** The body, as long as it is not too long: what is beyond is not even read. */
async function boundedBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): HallpassError =>
    new HallpassError('InvalidInput', `the body is larger than ${maxBytes} bytes`, {
      hint: 'send less at once',
    })
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge()
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request.body ?? []) {
    size += part.byteLength
    if (size > maxBytes) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function versionOf(endpoint: Endpoint, request: Request): number | undefined {
  const given = request.headers.get('if-match')
  if (given === null || endpoint.versioned !== true || given.trim() === '*') return undefined
  const version = /^"(\d{1,9})"$/.exec(given.trim())?.[1]
  if (version !== undefined) return Number(version)
  throw new HallpassError('InvalidInput', 'If-Match holds no ETag of ours', {
    hint: 'send the ETag as it came, in its quotes',
    facts: { name: 'if-match' },
  })
}
