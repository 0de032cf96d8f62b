import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { HallpassError } from 'hallpass'
import { type Cluster, startCluster } from './cluster.ts'
import { readPostmaster } from './postmaster.ts'

/**
 * The embedded PostgreSQL of a data folder, for a short command beside the server: the one that is running, else one
 * that runs for as long as this takes. Nothing is made.
 *
 * @throws HallpassError `DataFolderUnusable` when no server has had the folder; otherwise as {@link startCluster}
 */
export async function attachCluster(given: string): Promise<Pick<Cluster, 'address' | 'close'>> {
  const folder = resolve(given)
  const data = join(folder, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) {
    throw new HallpassError('DataFolderUnusable', `there is no data of a server in ${folder}`, {
      hint: 'name the folder with --data, or the database with DATABASE_URL, as the server has it',
      facts: { file: folder },
    })
  }
  const running = readPostmaster(data)
  if (running?.ready !== true) return startCluster({ folder })
  return {
    address: { socketFolder: running.socketFolder, user: 'hallpass', database: 'postgres' },
    close: async () => {},
  }
}
