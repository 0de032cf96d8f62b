import { readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'

import { checkShape } from './check-shape.ts'
import { readJson } from './read-json.ts'
import { SeedError, step } from './seed-error.ts'
import { seedShape } from './seed-shape.ts'
import type { Seed, SeedBucket, SeedMember } from './seed.ts'

/** A world file that cannot be used. Its message has the file, the place in it, and what would be right. */
export class WorldError extends TypeError {
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`${path}: ${problem}`, options)
    this.name = 'WorldError'
  }
}

/** The longest world file, 16 MiB. */
const mostBytes = 16 * 1024 * 1024

/**
 * Reads a world file: JSON of the shape of {@link Seed}, as `world.schema.json` of this package has it. Files of
 * objects are named by their whole paths in what is returned, and read when it is made.
 *
 * @throws WorldError for a file that cannot be read, is no JSON in UTF-8, longer than 16 MiB, or not of that shape
 */
export function readWorld(path: string): Seed {
  const seed: unknown = parseWorld(path, bytesOf(path))
  try {
    checkShape(seed, seedShape)
    if (!isSeed(seed)) throw new SeedError('', 'must be an object')
    return withWholePaths(seed, dirname(resolve(path)))
  } catch (error) {
    throw inFile(path, error)
  }
}

/** What went wrong with a seed, as what went wrong with the world file that it came from. */
export function inFile(path: string, error: unknown): unknown {
  return error instanceof SeedError
    ? new WorldError(path, `$${error.place}: ${error.problem}`, { cause: error })
    : error
}

/** The shape was checked. */
function isSeed(value: unknown): value is Seed {
  return typeof value === 'object' && value !== null
}

function bytesOf(path: string): Uint8Array {
  try {
    const { size } = statSync(path)
    if (size > mostBytes) throw new WorldError(path, `is longer than ${mostBytes} bytes`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof WorldError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    const problem =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'is a folder'
          : `cannot be read (${code})`
    throw new WorldError(path, problem, { cause: error })
  }
}

/** What is in a world file, from whatever editor it is. @throws WorldError */
export function parseWorld(path: string, bytes: Uint8Array): unknown {
  const [first, second] = bytes
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isWide || (bytes.length > 1 && (first === 0 || second === 0))) {
    throw new WorldError(path, 'is UTF-16: save it as UTF-8')
  }
  let text: string
  try {
    // It takes a byte order mark away.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new WorldError(path, 'is not UTF-8: save it as UTF-8')
  }
  if (text.trim() === '') throw new WorldError(path, 'is empty: the smallest world is {}')
  const read = readJson(text)
  if ('value' in read) return read.value
  throw new WorldError(path, `line ${read.line}, column ${read.column}: ${read.problem}`)
}

function withWholePaths(seed: Seed, folder: string): Seed {
  const ofMembers = Object.entries(seed.accounts ?? {}).map(([id, member]): [string, SeedMember] => [
    id,
    bucketsWithWholePaths(member, `.accounts${step(id)}`, folder),
  ])
  return {
    ...bucketsWithWholePaths(seed, '', folder),
    ...(seed.accounts === undefined ? {} : { accounts: Object.fromEntries(ofMembers) }),
  }
}

function bucketsWithWholePaths<Kind extends { readonly buckets?: Readonly<Record<string, SeedBucket>> }>(
  account: Kind,
  place: string,
  folder: string,
): Kind {
  const { buckets } = account
  if (buckets === undefined) return account
  const made = Object.entries(buckets).map(([name, bucket]): [string, SeedBucket] => {
    const objects = Object.entries(bucket.objects ?? {}).map(([key, object]): [string, typeof object] => {
      if (typeof object === 'string' || object instanceof Uint8Array || object.file === undefined) {
        return [key, object]
      }
      const where = `${place}.buckets${step(name)}.objects${step(key)}.file`
      return [key, { ...object, file: wholePath(object.file, folder, where) }]
    })
    return [name, { ...bucket, objects: Object.fromEntries(objects) }]
  })
  return { ...account, buckets: Object.fromEntries(made) }
}

/** A world that came from somebody else names no file outside of its own folder. */
function wholePath(file: string, folder: string, place: string): string {
  if (file.includes('\\')) {
    throw new SeedError(place, `must have slashes: ${JSON.stringify(file.replaceAll('\\', '/'))}`)
  }
  if (file === '' || file.includes('\0') || isAbsolute(file) || file.split('/').includes('..')) {
    throw new SeedError(
      place,
      `must be a file below the folder of the world file, not ${JSON.stringify(file)}`,
    )
  }
  const path = resolve(folder, file)
  if (!leadsOut(folder, path)) return path
  throw new SeedError(
    place,
    `must be a file below the folder of the world file: ${JSON.stringify(file)} is a link out of it`,
  )
}

function leadsOut(folder: string, path: string): boolean {
  try {
    const way = relative(realpathSync(folder), realpathSync(path))
    return way.split(sep)[0] === '..' || isAbsolute(way)
  } catch {
    // It is not there: that is said when the object is made.
    return false
  }
}
