import * as fs from 'node:fs'
import type { FileSystem } from '../../src/safe-file/file-system.ts'

/** One call of the file system, before or after it is carried out. `half`: half of the bytes of a write are. */
export interface Step {
  /** From 0, over all calls. */
  readonly index: number
  readonly name: string
  readonly when: 'before' | 'half' | 'after'
}

/** The machine's file system, with a place to fail or to be killed around each call. */
export function steppingFiles(onStep: (step: Step) => void): FileSystem {
  let index = 0
  const step =
    <Args extends unknown[], Result>(name: string, call: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const at = index++
      onStep({ index: at, name, when: 'before' })
      try {
        return call(...args)
      } finally {
        onStep({ index: at, name, when: 'after' })
      }
    }
  const write = (descriptor: number, bytes: Uint8Array, offset: number, length: number): number => {
    const at = index++
    onStep({ index: at, name: 'writeSync', when: 'before' })
    const half = Math.floor(length / 2)
    const written = fs.writeSync(descriptor, bytes, offset, half)
    onStep({ index: at, name: 'writeSync', when: 'half' })
    const rest = fs.writeSync(descriptor, bytes, offset + written, length - written)
    onStep({ index: at, name: 'writeSync', when: 'after' })
    return written + rest
  }
  return {
    ...fs,
    chownSync: step('chownSync', fs.chownSync),
    closeSync: step('closeSync', fs.closeSync),
    fchmodSync: step('fchmodSync', fs.fchmodSync),
    fchownSync: step('fchownSync', fs.fchownSync),
    fsyncSync: step('fsyncSync', fs.fsyncSync),
    linkSync: step('linkSync', fs.linkSync),
    mkdirSync: step('mkdirSync', (path: string, mode: number): void => fs.mkdirSync(path, mode)),
    openSync: step('openSync', fs.openSync),
    readSync: step('readSync', (descriptor: number, bytes: Uint8Array, offset: number, length: number) =>
      fs.readSync(descriptor, bytes, offset, length, null),
    ),
    readdirSync: step('readdirSync', (path: string): string[] => fs.readdirSync(path)),
    readlinkSync: step('readlinkSync', (path: string): string => fs.readlinkSync(path)),
    renameSync: step('renameSync', fs.renameSync),
    symlinkSync: step('symlinkSync', (target: string, path: string) => fs.symlinkSync(target, path)),
    unlinkSync: step('unlinkSync', fs.unlinkSync),
    writeSync: write,
  }
}
