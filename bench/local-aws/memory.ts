import { residentBytes } from '../process-memory.ts'
import { startLoad } from './load.ts'
import { type Server, servers } from './servers.ts'

/** What a server's process holds in memory. */
export interface MemorySample {
  readonly atRestBytes: number
  /** AssumeRole calls between the two. */
  readonly calls: number
  readonly afterBytes: number
}

/**
 * Memory at rest, and after many AssumeRole on eight connections. Servers that are too slow for all of them
 * get as many as fit into `seconds`.
 */
export async function measureMemory(options: {
  readonly calls: number
  readonly seconds: number
}): Promise<Map<string, MemorySample>> {
  const samples = new Map<string, MemorySample>()
  for (const server of servers()) samples.set(server.name, await measureServer(server, options))
  return samples
}

async function measureServer(
  server: Server,
  { calls, seconds }: { readonly calls: number; readonly seconds: number },
): Promise<MemorySample> {
  const load = startLoad()
  const running = await server.start()
  try {
    const setup = await server.setUp(running)
    const atRestBytes = residentBytes(running.pid)
    const { answered } = await load.run({ url: running.url.href, ...setup, connections: 8, calls, seconds })
    return { atRestBytes, calls: answered, afterBytes: residentBytes(running.pid) }
  } finally {
    await Promise.all([load.stop(), running.stop()])
  }
}
