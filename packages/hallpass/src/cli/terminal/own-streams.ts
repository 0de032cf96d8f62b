import { fstatSync, writeSync } from 'node:fs'
import { errorCode } from '../../base/index.ts'
import type { OutputStreams } from './output.ts'

type OwnStream = OutputStreams['stdout']

/** Within what a pipe holds even where somebody has written to it before us. */
const maxAtOnceBytes = 16 * 1024

/**
 * A stream of this process. Most commands print little and end: where a file or a pipe takes it, the first
 * 16 KiB go there at once, since to open `process.stdout` alone costs a runtime as much as all else of a short command.
 * What comes after goes through it, as does all that a terminal shows, so that nothing waits for a slow reader.
 *
 * A reader that went away (`hallpass … | head -1`) is no failure of ours.
 */
export function ownStream(name: 'stdout' | 'stderr'): OwnStream {
  const fd = name === 'stdout' ? 1 : 2
  let opened: NodeJS.WriteStream | undefined
  const open = (): NodeJS.WriteStream => {
    if (opened === undefined) {
      opened = process[name]
      opened.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error
      })
    }
    return opened
  }
  if (!takesAtOnce(fd)) return open()
  let left = maxAtOnceBytes
  return {
    isTTY: false,
    write: (text) => {
      const bytes = Buffer.from(text)
      left -= bytes.length
      const rest = opened === undefined && left >= 0 ? writeAtOnce(fd, bytes) : bytes
      if (rest.length > 0) open().write(rest)
    },
  }
}

/**
 * Writes to stdout or stderr, past its stream: when it returns, the kernel has all of it.
 *
 * @throws the system's error, also that of a reader that went away
 */
export function writeWhole(fd: 1 | 2, text: string): void {
  for (let rest = Buffer.from(text); rest.length > 0;) {
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      if (!['EAGAIN', 'EINTR'].includes(errorCode(error) ?? '')) throw error
      // A pipe that is full, and that its reader does not let us wait for.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
}

function takesAtOnce(fd: number): boolean {
  if (process.platform === 'win32') return false
  try {
    const status = fstatSync(fd)
    return status.isFIFO() || status.isSocket() || status.isFile()
  } catch {
    return false
  }
}

/** Writes as much as goes at once, and answers what does not. */
function writeAtOnce(fd: number, bytes: Buffer): Buffer {
  let rest = bytes
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(fd, rest))
    } catch (error) {
      if (errorCode(error) === 'EPIPE') return Buffer.alloc(0)
      if (errorCode(error) === 'EINTR') continue
      return rest
    }
  }
  return rest
}
