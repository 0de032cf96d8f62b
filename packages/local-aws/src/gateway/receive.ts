import { AwsError, type IncomingRequest } from '../base/index.ts'
import {
  type ContentStore,
  createDigest,
  type DigestAlgorithm,
  known,
  type Received,
} from '../content/index.ts'
import { type Payload, readPayload, type Refusal } from '../sigv4/index.ts'

/** What one request may put: a whole object, or a part of one. */
const mostBytes = 5 * 1024 ** 3

/** A body all of which came in and was verified. */
export interface ReceivedBody extends Received {
  /** Trailing headers, by lower-case name. */
  readonly trailers: ReadonlyMap<string, string>
  /** Says whether an object or a part has it now: see `ContentWriter`. */
  readonly settle: (wanted: boolean) => void
}

/**
 * Takes a body in as it comes, to memory or to disk, and verifies it on the way. Where it is refused, cut off
 * or too long, nothing of it is kept.
 *
 * @param payload what the signed head said of it
 * @param algorithms the checksums to make
 * @throws AwsError `EntityTooLarge` over 5 GiB, `MissingContentLength`, `IncompleteBody`,
 * `InsufficientStorage`, and what the payload is refused for
 */
export async function receiveBody(
  body: IncomingRequest['body'],
  {
    headers,
    payload,
    algorithms,
    contents,
  }: {
    readonly headers: ReadonlyMap<string, string>
    readonly payload: Payload
    readonly algorithms: ReadonlySet<DigestAlgorithm>
    readonly contents: ContentStore
  },
): Promise<ReceivedBody> {
  checkAnnounced(headers, payload, contents)
  const digests = [...algorithms].map((algorithm) => [algorithm, createDigest(algorithm)] as const)
  const reader = readPayload(payload)
  const writer = contents.writer()
  let length = 0
  try {
    const take = async (bytes: Uint8Array): Promise<void> => {
      for (const part of accepted(reader.take(bytes))) {
        length += part.length
        if (length > mostBytes) throw tooLarge(length)
        for (const [, digest] of digests) digest.update(part)
        await writer.write(part)
      }
    }
    if (body instanceof Uint8Array) await take(body)
    else for await (const bytes of unbroken(body)) await take(bytes)
    const trailers = accepted(reader.end())
    const content = await writer.finish()
    const values = new Map(digests.map(([algorithm, digest]) => [algorithm, digest.value()]))
    return {
      content,
      digest: (algorithm) => known(values, algorithm),
      trailers,
      settle: (wanted) => writer.settle(wanted),
    }
  } catch (error) {
    writer.settle(false)
    throw error
  }
}

/** Refuses what is known to be too much before any of it was read. */
function checkAnnounced(
  headers: ReadonlyMap<string, string>,
  payload: Payload,
  contents: ContentStore,
): void {
  const announced =
    payload.kind === 'chunked' ? payload.decodedLength : Number(headers.get('content-length') ?? Number.NaN)
  if (Number.isNaN(announced)) {
    if (!headers.has('transfer-encoding')) return
    throw new AwsError('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.')
  }
  if (announced > mostBytes) throw tooLarge(announced)
  contents.checkRoom(announced)
}

function tooLarge(length: number): AwsError {
  return new AwsError('EntityTooLarge', 400, 'Your proposed upload exceeds the maximum allowed size', {
    details: { ProposedSize: String(length), MaxSizeAllowed: String(mostBytes) },
  })
}

/** @throws AwsError what was refused */
export function accepted<Value extends object>(value: Value | Refusal): Value {
  if (!isRefusal(value)) return value
  throw new AwsError(value.code, value.status, value.message, { details: value.details })
}

function isRefusal(value: object): value is Refusal {
  return 'verified' in value && value.verified === false
}

/** A connection that breaks is nobody's fault here. */
export async function* unbroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* body
  } catch (error) {
    if (error instanceof AwsError) throw error
    throw new AwsError('IncompleteBody', 400, 'The request body terminated unexpectedly')
  }
}
