import { writeSync } from 'node:fs'

/**
 * Writes to a file, pipe or terminal that is open: when it returns, the kernel has all of it.
 *
 * @throws the system's error
 */
export function writeAtOnce(descriptor: number, text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code !== 'EAGAIN' && code !== 'EINTR') throw error
      // A pipe that is full, and that its reader does not let us wait for.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}
