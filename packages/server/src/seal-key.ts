import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HallpassError, readRegularFile } from 'hallpass'
import type { RandomBytes } from './base/index.ts'

const keyBytes = 32
const hint = 'make one with `openssl rand -base64 32`, the same for every replica, and keep a copy'

/**
 * The key under which secrets are sealed in the database: `HALLPASS_SEAL_KEY`, or else a file in the data folder,
 * made at first. Whoever has the database but not this has no secrets.
 *
 * @throws HallpassError `SettingInvalid` for one that is too short, or with nowhere to have it from
 */
export function readSealKey(
  given: string | undefined,
  folder: string | undefined,
  randomBytes: RandomBytes,
): Buffer {
  if (given !== undefined) {
    const key = Buffer.from(given, 'base64')
    if (key.length >= keyBytes) return key
    throw new HallpassError('SettingInvalid', 'HALLPASS_SEAL_KEY does not hold 32 bytes as base64', {
      hint,
      facts: { name: 'HALLPASS_SEAL_KEY' },
    })
  }
  if (folder === undefined) {
    throw new HallpassError('SettingInvalid', 'with DATABASE_URL the sealing key has to be given', {
      hint: `set HALLPASS_SEAL_KEY: ${hint}`,
      facts: { name: 'HALLPASS_SEAL_KEY' },
    })
  }
  const file = join(folder, 'seal.key')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${file}-${process.pid}`
  writeFileSync(unfinished, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600 })
  try {
    // Whole or not at all, and never in place of one that is there.
    linkSync(unfinished, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(unfinished, { force: true })
  }
  return readSealKey(readRegularFile(file).toString('utf8').trim(), undefined, randomBytes)
}
