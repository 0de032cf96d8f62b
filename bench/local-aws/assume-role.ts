import { takeTurns } from '../rounds.ts'
import { startLoad } from './load.ts'
import { servers } from './servers.ts'

/** AssumeRole calls a second, by server, on one connection and on eight. */
export interface AssumeRoleRates {
  readonly one: Map<string, number[]>
  readonly eight: Map<string, number[]>
}

/** The same load on every server: one process, every call with a date, a session name and a signature of its own. */
export async function measureAssumeRole(options: {
  readonly rounds: number
  readonly seconds: number
}): Promise<AssumeRoleRates> {
  const load = startLoad()
  const running = await Promise.all(
    servers().map(async (server) => {
      const background = await server.start()
      return { server, background, setup: await server.setUp(background) }
    }),
  )
  const rates = (connections: number, rounds: number): Promise<Map<string, number[]>> =>
    takeTurns(
      rounds,
      running.map(({ server, background, setup }) => ({
        name: server.name,
        take: async () => {
          const { seconds } = options
          const job = {
            url: background.url.href,
            ...setup,
            connections,
            calls: Number.MAX_SAFE_INTEGER,
            seconds,
          }
          const result = await load.run(job)
          return result.answered / result.seconds
        },
      })),
    )
  try {
    // Compilers first: nobody is judged by how it starts.
    await rates(8, 1)
    return { one: await rates(1, options.rounds), eight: await rates(8, options.rounds) }
  } finally {
    await Promise.all([load.stop(), ...running.map(({ background }) => background.stop())])
  }
}
