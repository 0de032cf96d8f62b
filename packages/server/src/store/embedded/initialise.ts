import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { HallpassError } from 'hallpass'
import type { Binaries } from './binaries.ts'
import { giveTo, type RunAs } from './run-as.ts'

const beginning = 'unfinished-'

/**
 * Makes the data of an empty PostgreSQL, where there is none. What was cut off half-way is under another name, and
 * is taken away.
 *
 * @returns the folder with the data
 */
export async function initialise(folder: string, binaries: Binaries, account: RunAs): Promise<string> {
  const data = join(folder, 'data')
  if (existsSync(join(data, 'PG_VERSION'))) return data
  for (const name of readdirSync(folder)) {
    if (name.startsWith(beginning)) rmSync(join(folder, name), { recursive: true, force: true })
  }
  const unfinished = join(folder, `${beginning}${process.pid}`)
  mkdirSync(unfinished, { mode: 0o700 })
  giveTo(unfinished, account)
  // Whoever can reach the socket is its owner already: the folder is closed to all others.
  const settings = ['--auth=trust', '--username=hallpass', '--encoding=UTF8']
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
  try {
    await promisify(execFile)(binaries.initdb, ['-D', unfinished, ...settings, ...locale], {
      ...account,
      cwd: unfinished,
      env: { ...process.env, ...binaries.environment, LC_ALL: 'C' },
    })
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    throw new HallpassError('DatabaseUnavailable', 'the embedded PostgreSQL cannot make its data folder', {
      hint: `${lastLine(error)}\nset DATABASE_URL to use a PostgreSQL of your own`,
      cause: error,
    })
  }
  renameSync(unfinished, data)
  return data
}

function lastLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
  return text.trim().split('\n').at(-1) ?? ''
}
