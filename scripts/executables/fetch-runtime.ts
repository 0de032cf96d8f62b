import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bunVersion, type Target } from './targets.ts'

/**
 * Gets a target's runtime from the npm registry, once: about 50 MB, kept in node_modules/.cache.
 *
 * @param folder - where runtimes are kept
 * @returns the path of bun for that target
 */
export function fetchRuntime(target: Target, folder: string): string {
  const place = join(folder, `${target.package.split('/')[1]}-${bunVersion}`)
  const runtime = join(place, 'package', 'bin', target.name.startsWith('windows') ? 'bun.exe' : 'bun')
  if (existsSync(runtime)) return runtime
  mkdirSync(folder, { recursive: true })
  const scratch = mkdtempSync(join(folder, 'fetch-'))
  try {
    // On Windows npm is a script for the shell.
    const npm = process.env['npm_execpath']
    const pack = ['pack', `${target.package}@${bunVersion}`, '--json', '--pack-destination', scratch]
    const said = npm ? run(process.execPath, [npm, ...pack]) : run('npm', pack, process.platform === 'win32')
    const archive = join(scratch, filenameOf(JSON.parse(said)))
    const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
    if (integrity !== target.integrity) {
      throw new Error(`${target.package}@${bunVersion} is not what it was: ${integrity}`)
    }
    run('tar', ['-xzf', archive, '-C', scratch])
    rmSync(archive)
    rmSync(place, { recursive: true, force: true })
    renameSync(scratch, place)
    return runtime
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true })
    throw error
  }
}

/** Of the one archive that `npm pack --json` tells of. */
function filenameOf(packed: unknown): string {
  const [first]: unknown[] = Array.isArray(packed) ? packed : []
  if (typeof first === 'object' && first !== null && 'filename' in first) return String(first.filename)
  throw new Error('npm pack names no file')
}

function run(command: string, args: readonly string[], shell = false): string {
  const ended = spawnSync(command, [...args], { encoding: 'utf8', shell, maxBuffer: 64 * 1024 * 1024 })
  if (ended.status === 0) return ended.stdout
  throw new Error(`${command} ${args[0]}: ${ended.error?.message ?? ended.stderr.trim()}`)
}
