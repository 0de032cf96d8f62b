import { constants, type Stats, statSync } from 'node:fs'
import { type FileSystem, systemFiles } from './file-system.ts'

/** What reading a file needs of `node:fs`. */
export type ReadingFiles = Pick<FileSystem, 'openSync' | 'fstatSync' | 'readSync' | 'closeSync'>

export interface ReadRegularFileOptions {
  /** More than this is refused. Default: 16 MiB. */
  readonly maxBytes?: number | undefined
  /** Default: the machine's own. */
  readonly fs?: ReadingFiles | undefined
}

const defaultMaxBytes = 16 * 1024 * 1024
const chunkBytes = 64 * 1024
// As node:os has it, which is not loaded for this.
const nullDevice = process.platform === 'win32' ? String.raw`\\.\nul` : '/dev/null'

/**
 * The bytes of a regular file: the one way in which files are read. A pipe or a device is refused instead of
 * waited for, since a wait in the file system ends at no signal; the null device is an empty file, as
 * `AWS_CONFIG_FILE=/dev/null` means it.
 *
 * @throws Error with a `code` for `fileReason`: what the system says, `EISDIR`, `ENOTFILE`, or `EFBIG` over `maxBytes`
 */
export function readRegularFile(path: string, options: ReadRegularFileOptions = {}): Buffer {
  const { maxBytes = defaultMaxBytes, fs = systemFiles } = options
  // Windows has neither flag.
  const patient = (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0)
  const descriptor = fs.openSync(path, constants.O_RDONLY | patient)
  try {
    const status = fs.fstatSync(descriptor)
    if (isNull(status)) return Buffer.alloc(0)
    if (status.isDirectory()) throw refused('EISDIR')
    if (!status.isFile()) throw refused('ENOTFILE')
    if (status.size > maxBytes) throw refused('EFBIG')
    return readAll(descriptor, maxBytes, fs)
  } finally {
    fs.closeSync(descriptor)
  }
}

// Files grow while they are read, and those of /proc say that they are empty.
function readAll(descriptor: number, maxBytes: number, fs: ReadingFiles): Buffer {
  const chunks: Buffer[] = []
  for (let total = 0; ;) {
    const chunk = Buffer.alloc(chunkBytes)
    const length = fs.readSync(descriptor, chunk, 0, chunkBytes, null)
    if (length === 0) return Buffer.concat(chunks)
    total += length
    if (total > maxBytes) throw refused('EFBIG')
    chunks.push(chunk.subarray(0, length))
  }
}

function isNull(status: Stats): boolean {
  return status.isCharacterDevice() && status.rdev === statSync(nullDevice).rdev
}

function refused(code: string): Error {
  return Object.assign(new Error(code), { code })
}
