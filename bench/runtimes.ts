import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'

/** A program to run things with. */
export interface Runtime {
  /** E.g. `Node.js 24.21.0`. */
  readonly name: string
  readonly file: string
}

/** The Node.js that runs this, and the machine's own where that is another. */
export function nodeRuntimes(): Runtime[] {
  const own = { name: `Node.js ${process.versions.node}`, file: process.execPath }
  const file = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.split(sep).includes('node_modules'))
    .map((folder) => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
    .find((path) => existsSync(path))
  if (file === undefined) return [own]
  const version = ask(file, ['-p', 'process.versions.node'])
  if (version === undefined || version === process.versions.node) return [own]
  return [own, { name: `Node.js ${version}`, file: realpathSync(file) }]
}

/** Python 3 with the modules named, itself and not a shim in front of it; `undefined` where there is none. */
export function pythonWith(...modules: readonly string[]): Runtime | undefined {
  const program = `import ${['sys', ...modules].join(', ')}; print(sys.executable); print(sys.version.split()[0])`
  const [file, version] = ask('python3', ['-c', program])?.split('\n') ?? []
  return file === undefined || version === undefined ? undefined : { name: `Python ${version}`, file }
}

/** A command of the machine that answers to `probe`; `undefined` where there is none. */
export function commandAt(name: string, probe: string): string | undefined {
  return ask(name, [probe]) === undefined ? undefined : name
}

/** The version of a Python module, e.g. `1.43.11`. */
export function moduleVersion(python: Runtime, module: string): string {
  const program = `from importlib.metadata import version; print(version('${module}'))`
  return ask(python.file, ['-c', program]) ?? 'unknown'
}

function ask(file: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}
