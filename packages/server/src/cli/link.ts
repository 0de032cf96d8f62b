import { randomBytes } from 'node:crypto'
import { createJobs } from '../jobs/index.ts'
import { createNotifying } from '../notifying/index.ts'
import { linkUrl, type LockedOut, recoveryLink } from '../signin/index.ts'
import { attachCluster, type DatabaseAddress, migrate, openDatabase } from '../store/index.ts'
import type { CommandWorld } from './world.ts'
import type { CommandSettings } from './settings.ts'

const now = (): Date => new Date()

/**
 * `hallpass-server link`: a sign-in link for somebody who is locked out, for whoever has the server's own database.
 * The server may be running, on this data, or not.
 */
export async function runLink(
  { databaseUrl, dataFolder, publicUrl, host, port }: CommandSettings,
  lockedOut: LockedOut,
  world: Pick<CommandWorld, 'stdout' | 'stderr'>,
): Promise<void> {
  const cluster = databaseUrl === undefined ? await attachCluster(dataFolder) : undefined
  const address: DatabaseAddress = cluster?.address ?? { url: databaseUrl }
  const open = openDatabase({ ...address, maxConnections: 1 })
  try {
    await migrate(open.database, now)
    const jobs = createJobs({ address })
    const services = {
      database: open.database,
      now,
      randomBytes,
      jobs,
      notifying: createNotifying({ jobs, now }),
    }
    const link = await recoveryLink(services, lockedOut)
    const at = publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    world.stderr(`${link.name} signs in here, once, until ${link.expiresAt.toISOString()}:\n`)
    world.stdout(`${linkUrl(at, link)}\n`)
  } finally {
    await open.close()
    await cluster?.close()
  }
}
