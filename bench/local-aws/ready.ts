import { takeTurns } from '../rounds.ts'
import { servers } from './servers.ts'

/** Milliseconds from the start of a server's process to its first answer. */
export function measureReady(rounds: number): Promise<Map<string, number[]>> {
  return takeTurns(
    rounds,
    servers().map((server) => ({
      name: server.name,
      take: async () => {
        const running = await server.start()
        await running.stop()
        return running.readyMs
      },
    })),
  )
}
