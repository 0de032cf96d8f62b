import { fstatSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { readRegularFile } from '../../safe-file/index.ts'
import type { CommandContext } from './context.ts'
import { readStream } from './read-stream.ts'

/**
 * What a flag names that takes a file: a regular file, or a pipe that the shell has opened for us, as in
 * `--each <(sort people.csv)` and `--policy /dev/stdin`. Waiting for its writer ends at Ctrl-C. A pipe by name is
 * refused like every device: nobody may ever write to it, and opening it would wait for that.
 *
 * @throws Error with a `code` for `fileReason`; HallpassError `Aborted`
 */
export async function readInput(
  { signal }: Pick<CommandContext, 'signal'>,
  file: string,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Buffer> {
  const pipe = openedPipe(file)
  if (pipe === undefined) return readRegularFile(file, { maxBytes })
  const bytes = await readStream(pipe, { maxBytes: maxBytes + 1, signal })
  pipe.destroy()
  if (bytes.length > maxBytes) throw Object.assign(new Error('EFBIG'), { code: 'EFBIG' })
  return bytes
}

/** Whether it is a pipe that was opened for this process: it can be read once. */
export function isOpenedPipe(file: string): boolean {
  return openedDescriptor(file) !== undefined
}

/** Read by way of the event loop: a read that blocks a thread would hold up the exit of the process. */
function openedPipe(file: string): Readable | undefined {
  const descriptor = openedDescriptor(file)
  if (descriptor === undefined) return undefined
  return descriptor === 0 ? process.stdin : new Socket({ fd: descriptor, readable: true, writable: false })
}

function openedDescriptor(file: string): number | undefined {
  const [, digits] = /^\/(?:dev|proc\/self|proc\/thread-self)\/fd\/(\d{1,6})$/.exec(file) ?? []
  const descriptor = file === '/dev/stdin' ? 0 : digits === undefined ? undefined : Number(digits)
  // 1 and 2 are for writing.
  if (descriptor === undefined || descriptor === 1 || descriptor === 2) return undefined
  try {
    const status = fstatSync(descriptor)
    return status.isFIFO() || status.isSocket() ? descriptor : undefined
  } catch {
    return undefined
  }
}
