import { randomFillSync } from 'node:crypto'

const poolBytes = 4096

/**
 * Random bytes from `node:crypto`, fetched many at a time: a request needs a few dozen of them, and each
 * fetch has its price. No byte is given out twice.
 */
export function pooledRandomBytes(): (size: number) => Uint8Array {
  const pool = new Uint8Array(poolBytes)
  let used = poolBytes
  return (size) => {
    if (size > poolBytes) return randomFillSync(new Uint8Array(size))
    if (used + size > poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    used += size
    return pool.slice(used - size, used)
  }
}
