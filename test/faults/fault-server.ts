import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, startServer } from '@hallpass/server'
import { type Client, createClient } from 'hallpass/client'
import type { Actor } from '../../packages/server/src/actor/index.ts'
import { makeApiToken } from '../../packages/server/src/signin/index.ts'

/** A server with an embedded PostgreSQL, on a port of this machine. */
export interface FaultServer {
  readonly url: string
  readonly services: RunningServer['services']
  readonly dataFolder: string
  /** A platform's token. */
  readonly token: (...scopes: readonly string[]) => Promise<string>
  /** A client with a token of those scopes. */
  readonly client: (...scopes: readonly string[]) => Promise<Client>
  readonly close: () => Promise<void>
}

const admin: Actor = { kind: 'admin', id: 's-admin', name: 'Ann Admin' }

/** A folder that PostgreSQL may enter where root starts it, and what takes it away. */
export function openDataFolder(): { readonly folder: string; readonly close: () => Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-fault-'))
  chmodSync(folder, 0o755)
  return { folder, close: async () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }) }
}

/** Starts one on data of its own, or on a folder's, which it then leaves behind. */
export async function startFaultServer(given?: string): Promise<FaultServer> {
  const made = given === undefined ? openDataFolder() : { folder: given, close: async () => {} }
  const dataFolder = join(made.folder, 'data')
  const server = await startServer({
    version: '0.0.0',
    dataFolder,
    port: 0,
    issuers: { default: { env: {} } },
    revoker: { env: {} },
    log: () => {},
  })
  const token: FaultServer['token'] = async (...scopes) => {
    const { secret } = await makeApiToken(server.services, admin, { name: 'Lab', scopes, workshopIds: null })
    return secret
  }
  return {
    url: server.url,
    services: server.services,
    dataFolder,
    token,
    client: async (...scopes) => createClient({ url: server.url, token: await token(...scopes) }),
    close: async () => {
      await server.close()
      await made.close()
    },
  }
}
