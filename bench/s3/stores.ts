import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Background, startBackground } from '../background.ts'
import { localAws as local, localAwsBin, printedKeys } from '../local-aws/servers.ts'
import { moduleVersion, pythonWith } from '../runtimes.ts'

/** A server that speaks S3. */
export interface Store {
  readonly name: string
  readonly start: () => Promise<Background>
  readonly keys: (running: Background) => { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** What of other projects is measured: pinned, so that two runs measure the same. */
const s3rverVersion = '3.7.1'

/**
 * Those that can run here. s3rver is installed into the folder from the npm registry; what cannot be had is left out, and
 * `tell` is told.
 */
export function stores(folder: string, tell: (line: string) => void): Store[] {
  const found: Store[] = [inMemory, onDisk(folder)]
  const python = pythonWith('moto.server')
  if (python === undefined) tell('moto is not installed: left out')
  else {
    found.push({
      name: `moto ${moduleVersion(python, 'moto')}`,
      start: () =>
        startBackground({
          file: python.file,
          args: (port) => ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
        }),
      keys: () => ({ accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'x'.repeat(40) }),
    })
  }
  try {
    found.push(s3rver(folder))
  } catch {
    tell(`s3rver ${s3rverVersion} cannot be installed: left out`)
  }
  return found
}

const inMemory: Store = {
  name: local.name,
  start: local.start,
  keys: ({ printed }) => printedKeys(printed()),
}

function onDisk(folder: string): Store {
  const data = join(folder, 'data')
  return {
    ...inMemory,
    name: `${local.name}, --data`,
    start: () => {
      rmSync(data, { recursive: true, force: true })
      return startBackground({
        file: process.execPath,
        args: (port) => [localAwsBin, '--port', String(port), '--quiet', '--data', data],
      })
    },
  }
}

function s3rver(folder: string): Store {
  const home = join(folder, 's3rver')
  mkdirSync(home, { recursive: true })
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  execFileSync(npm, ['install', '--silent', '--no-save', '--prefix', home, `s3rver@${s3rverVersion}`], {
    stdio: 'ignore',
  })
  return {
    name: `s3rver ${s3rverVersion}`,
    start: () => {
      const data = join(home, 'data')
      rmSync(data, { recursive: true, force: true })
      mkdirSync(data)
      const bin = join(home, 'node_modules', 's3rver', 'bin', 's3rver.js')
      return startBackground({
        file: process.execPath,
        args: (port) => [
          bin,
          '--address',
          '127.0.0.1',
          '--port',
          String(port),
          '--directory',
          data,
          '--silent',
        ],
      })
    },
    keys: () => ({ accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }),
  }
}
