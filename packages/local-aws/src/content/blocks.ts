/** Copies of the first pieces of a body, until they are longer than `most` together. */
export function firstPieces(
  pieces: Iterator<Uint8Array>,
  most: number,
): { readonly few: readonly Uint8Array[]; readonly length: number; readonly isAll: boolean } {
  const few: Uint8Array[] = []
  let length = 0
  while (length <= most) {
    const next = pieces.next()
    if (next.done === true) return { few, length, isAll: true }
    few.push(Uint8Array.from(next.value))
    length += next.value.length
  }
  return { few, length, isAll: false }
}

/**
 * A body in full blocks, and a last one. Each is gone when the next is asked for.
 *
 * @param onBlock called before each
 */
export function* blocksOf(
  first: Iterable<Uint8Array>,
  rest: Iterator<Uint8Array>,
  blockBytes: number,
  onBlock: () => void,
): Generator<Uint8Array, void> {
  const block = Buffer.allocUnsafeSlow(blockBytes)
  let filled = 0
  for (const bytes of chain(first, rest)) {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + blockBytes - filled)
      block.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < blockBytes) continue
      onBlock()
      yield block
      filled = 0
    }
  }
  if (filled === 0) return
  onBlock()
  yield block.subarray(0, filled)
}

function* chain(first: Iterable<Uint8Array>, rest: Iterator<Uint8Array>): Generator<Uint8Array, void> {
  yield* first
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value
}
