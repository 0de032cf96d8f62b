import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from './random.ts'
import type { Weather } from './flaky-proxy.ts'
import type { World } from './world.ts'

/** What can go wrong, each with what it does and how it is over. */
export const disturbances = {
  'a replica killed': async ({ replicas }: World, random: Random) => {
    const replica = random.pick(replicas)
    await replica.kill()
    await wait(random.between(0, 1500))
    await replica.start()
  },
  'both replicas killed': async ({ replicas }: World, random: Random) => {
    await Promise.all(replicas.map((replica) => replica.kill()))
    await wait(random.between(0, 500))
    await Promise.all(replicas.map((replica) => replica.start()))
  },
  'PostgreSQL killed': async ({ cluster }: World) => signal(cluster.pid(), 'SIGKILL'),
  'PostgreSQL stopped at once': async ({ cluster }: World) => signal(cluster.pid(), 'SIGQUIT'),
  'PostgreSQL restarted': async ({ cluster }: World) => signal(cluster.pid(), 'SIGINT'),
  'connections to AWS reset': badWeather('refused'),
  'nothing arrives at AWS': badWeather('silent'),
  'AWS slow': badWeather('slow'),
  'answers of AWS cut off': badWeather('one-way'),
} as const satisfies Record<string, (world: World, random: Random) => Promise<void>>

export type Disturbance = keyof typeof disturbances

export const disturbanceNames = Object.keys(disturbances).filter(
  (name): name is Disturbance => name in disturbances,
)

function badWeather(weather: Weather) {
  return async ({ toAws }: World, random: Random): Promise<void> => {
    toAws.set(weather)
    await wait(random.between(200, 3000))
    toAws.set('whole')
  }
}

// The embedded cluster's keeper starts it again by itself.
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is down from the time before.
  }
}
