import { bytesOf, type Content, contentOf } from './content.ts'
import type { ContentStore } from './content-store.ts'
import { createDigest, type Digest, type DigestAlgorithm } from './digest.ts'

/** A body that has come in whole, with the checksums that were made on the way. */
export interface Received {
  readonly content: Content
  /** In base64. Of those that were asked for, and MD5. */
  readonly digest: (algorithm: DigestAlgorithm) => string
}

/** A body that is in memory: every checksum can be made of it. */
export function receivedBytes(bytes: Uint8Array): Received {
  return { content: contentOf(bytes), digest: lazily(bytes) }
}

/**
 * Takes a body that is there already, piece by piece, and makes its checksums on the way.
 *
 * @throws AwsError `InsufficientStorage`
 */
export function receivedAtOnce(
  pieces: Iterable<Uint8Array>,
  algorithms: Iterable<DigestAlgorithm>,
  store: Pick<ContentStore, 'put'>,
): Received {
  const digests = [...algorithms].map((algorithm) => [algorithm, createDigest(algorithm)] as const)
  const content = store.put(seenBy(pieces, digests))
  const values = new Map(digests.map(([algorithm, digest]) => [algorithm, digest.value()]))
  return { content, digest: (algorithm) => known(values, algorithm) }
}

function* seenBy(
  pieces: Iterable<Uint8Array>,
  digests: ReadonlyArray<readonly [DigestAlgorithm, Digest]>,
): Generator<Uint8Array, void> {
  for (const bytes of pieces) {
    for (const [, digest] of digests) digest.update(bytes)
    yield bytes
  }
}

/**
 * Goes on with the checksums of a content: at once where it is in memory, else when it was read. Until then
 * the bytes are kept, whatever becomes of the object they are of.
 */
export function digested<Result>(
  content: Content,
  algorithms: Iterable<DigestAlgorithm>,
  store: ContentStore,
  then: (received: Received) => Result,
): Result | Promise<Result> {
  const bytes = bytesOf(content)
  return bytes === undefined
    ? readDigests(content, new Set(algorithms), store, then)
    : then({ content, digest: lazily(bytes) })
}

async function readDigests<Result>(
  content: Content,
  algorithms: ReadonlySet<DigestAlgorithm>,
  store: ContentStore,
  then: (received: Received) => Result,
): Promise<Result> {
  const digests = [...algorithms].map((algorithm) => [algorithm, createDigest(algorithm)] as const)
  // The reader keeps them to its end only: between that and `then` others have their turn.
  const release = store.hold(content)
  try {
    for await (const bytes of store.read(content)) for (const [, digest] of digests) digest.update(bytes)
    const values = new Map(digests.map(([algorithm, digest]) => [algorithm, digest.value()]))
    return then({ content, digest: (algorithm) => known(values, algorithm) })
  } finally {
    release()
  }
}

function lazily(bytes: Uint8Array): Received['digest'] {
  const values = new Map<DigestAlgorithm, string>()
  return (algorithm) => {
    const before = values.get(algorithm)
    if (before !== undefined) return before
    const digest = createDigest(algorithm)
    digest.update(bytes)
    const value = digest.value()
    values.set(algorithm, value)
    return value
  }
}

/** @throws Error for a checksum that was not asked for: a fault of ours */
export function known(values: ReadonlyMap<DigestAlgorithm, string>, algorithm: DigestAlgorithm): string {
  const value = values.get(algorithm)
  if (value === undefined) throw new Error(`no ${algorithm} was made`)
  return value
}
