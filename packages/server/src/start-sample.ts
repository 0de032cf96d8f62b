import { systemActor } from './actor/index.ts'
import { createLease } from './lease/index.ts'
import { linkUrl, participantLink } from './signin/index.ts'
import { type RunningServer, type ServerOptions, startServer } from './start-server.ts'
import { createWorkshop } from './workshop/index.ts'

/** What a server to look at is started with. */
export interface SampleOptions extends Pick<
  ServerOptions,
  'dataFolder' | 'issuers' | 'revoker' | 'log' | 'version'
> {
  /** The role that the sample workshop hands out. */
  readonly roleArn: string
  readonly port?: number | undefined
}

/** A server with a workshop that is open, and people in it. */
export interface SampleServer extends RunningServer {
  readonly workshopName: string
  /** Signs the instructor in, once. Secret. */
  readonly instructorUrl: string
  /** Signs the first participant in. Secret. */
  readonly participantUrl: string
  readonly participantName: string
}

const hourMs = 3_600_000
const people = ['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson', 'Edsger Dijkstra']

/**
 * Starts a server to look at: on this machine alone, with a workshop of some hours and people in it.
 *
 * @throws HallpassError as {@link startServer}
 */
export async function startSampleServer({ roleArn, ...options }: SampleOptions): Promise<SampleServer> {
  const server = await startServer({ port: 0, ...options })
  try {
    const { services, url } = server
    const actor = systemActor('sample')
    const now = services.now().getTime()
    const workshop = await createWorkshop(
      services,
      actor,
      {
        name: 'Storage for beginners',
        roles: [{ roleArn, accountId: roleArn.split(':')[4] ?? '' }],
        startsAt: new Date(now - 60_000),
        endsAt: new Date(now + 8 * hourMs),
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        seats: 30,
        joinMode: 'code',
      },
      'open',
    )
    const leases = []
    for (const name of people) {
      leases.push(await createLease(services, actor, { workshopId: workshop.id, participant: { name } }))
    }
    const [first] = leases
    if (first === undefined) throw new TypeError('a sample has people')
    const link = await participantLink(services, actor, first.participant.id)
    return {
      ...server,
      workshopName: workshop.name,
      instructorUrl: server.firstAdminLink ?? `${url}/`,
      participantUrl: linkUrl(url, link),
      participantName: first.participant.name,
    }
  } catch (error) {
    await server.close()
    throw error
  }
}
