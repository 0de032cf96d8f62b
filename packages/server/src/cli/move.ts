import { join } from 'node:path'
import { HallpassError } from 'hallpass'
import { moveDatabase } from '../moving/index.ts'
import type { CommandSettings } from './settings.ts'
import type { CommandWorld } from './world.ts'

/** `hallpass-server move`: from the embedded PostgreSQL to the one that DATABASE_URL names. */
export async function runMove(
  { dataFolder, databaseUrl }: Pick<CommandSettings, 'dataFolder' | 'databaseUrl'>,
  { stdout }: Pick<CommandWorld, 'stdout'>,
): Promise<void> {
  if (databaseUrl === undefined) {
    throw new HallpassError('UsageError', 'DATABASE_URL has to name the empty database to move to', {
      hint: 'set DATABASE_URL, or DATABASE_URL_FILE to a file that holds it: arguments can be read by others',
      facts: { name: 'DATABASE_URL' },
    })
  }
  const { tables, rows, auditRows, auditHead } = await moveDatabase({
    dataFolder,
    databaseUrl,
    now: () => new Date(),
  })
  stdout(
    [
      `moved ${rows} rows of ${tables} tables; each table is the same on both sides`,
      `audit: ${auditRows} rows, the chain is whole, its head is ${auditHead}`,
      `the sealing key stays the same: give it as HALLPASS_SEAL_KEY_FILE=${join(dataFolder, 'seal.key')}, to every replica`,
      `${dataFolder} is as it was: start no server on it any more, and keep it until you have a backup of the new one`,
      '',
    ].join('\n'),
  )
}
