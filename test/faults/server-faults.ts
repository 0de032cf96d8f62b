import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { HallpassError } from 'hallpass'
import { type Client, createClient, type NewWorkshop } from 'hallpass/client'
import type { Ended } from '../run-process.ts'
import type { Fault } from './fault.ts'
import type { FaultPlace } from './fault-place.ts'
import { openDataFolder, startFaultServer } from './fault-server.ts'

function workshopOf(roleArn: string, seats = 2): NewWorkshop {
  return {
    name: 'Storage for beginners',
    roles: [{ accountId: roleArn.split(':')[4] ?? '', roleArn }],
    startsAt: new Date(Date.now() - 60_000).toISOString(),
    endsAt: new Date(Date.now() + 3_600_000).toISOString(),
    seats,
    state: 'open',
  }
}

/** `hallpass workshop …` with a token of those scopes. */
async function workshop(
  place: FaultPlace,
  scopes: readonly string[],
  ...args: readonly string[]
): Promise<Ended> {
  const { url, token } = await place.server()
  return place.hallpass(['workshop', ...args], {
    HALLPASS_SERVER_URL: url,
    HALLPASS_TOKEN: await token(...scopes),
  })
}

/** What a client does that may do everything, ended as the command would. */
async function asClient(place: FaultPlace, does: (client: Client) => Promise<unknown>): Promise<Ended> {
  const client = await (await place.server()).client('workshops', 'participants', 'leases')
  return place.library(() => does(client))
}

/** Fifty at once and five a second are answered to somebody unknown. */
async function askUntilLimited(client: Client): Promise<never> {
  for (;;) {
    const asked = await Promise.allSettled(Array.from({ length: 100 }, () => client.listWorkshops()))
    for (const one of asked) {
      if (one.status === 'rejected' && !isNotSignedIn(one.reason)) throw one.reason
    }
  }
}

function isNotSignedIn(error: unknown): boolean {
  return error instanceof HallpassError && error.code === 'NotSignedIn'
}

/** A server on a database that a later version has had. */
async function startOnNewerDatabase(place: FaultPlace): Promise<Ended> {
  const { folder, close } = openDataFolder()
  try {
    const server = await startFaultServer(folder)
    await server.services.database
      .insertInto('migration')
      .values({ name: '9999-later', applied_at: new Date() })
      .execute()
    await server.close()
    return await place.hallpass(['server', '--port', '0', '--data', server.dataFolder])
  } finally {
    await close()
  }
}

/** What the server says no to, and what keeps it from starting. */
export const serverFaults: readonly Fault[] = [
  {
    code: 'NotSignedIn',
    cause: 'a token that the server does not know',
    happens: async (place) =>
      place.hallpass(['workshop', 'list'], {
        HALLPASS_SERVER_URL: (await place.server()).url,
        HALLPASS_TOKEN: `hp_api_${'x'.repeat(32)}`,
      }),
    message: /^this takes a token or a session$/,
    hint: /^.*authorization/i,
  },
  {
    code: 'Forbidden',
    cause: 'a token without the scope',
    happens: (place) => workshop(place, ['leases'], 'import', 'w-0000000000', place.write('a.csv', 'Ada\n')),
    message: /^this token is not for participants$/,
    hint: /./,
  },
  {
    code: 'NotFound',
    cause: 'a workshop that is not there',
    happens: (place) => workshop(place, ['workshops'], 'show', 'w-0000000000'),
    message: /^there is nothing of that id that you may see$/,
    hint: /^check the id, and whether it is one of your own workshops$/,
  },
  {
    code: 'StateConflict',
    cause: 'a list of people for a workshop that is over',
    happens: async (place) => {
      const client = await (await place.server()).client('workshops')
      const { id } = await client.createWorkshop(workshopOf(place.roleArn))
      await client.endWorkshop(id)
      return workshop(place, ['participants'], 'import', id, place.write('a.csv', 'Ada\n'))
    },
    message: /^this workshop is over$/,
    hint: undefined,
  },
  {
    code: 'WorkshopFull',
    cause: 'one more person than there are seats',
    happens: (place) =>
      asClient(place, async (client) => {
        const { id } = await client.createWorkshop(workshopOf(place.roleArn, 1))
        await client.createLease({ workshopId: id, participant: { name: 'Ada' } })
        await client.createLease({ workshopId: id, participant: { name: 'Grace' } })
      }),
    message: /^the one seat is taken$/,
    hint: /./,
  },
  {
    code: 'VersionConflict',
    cause: 'a change of what somebody else has changed meanwhile',
    happens: (place) =>
      asClient(place, async (client) => {
        const { id, version } = await client.createWorkshop(workshopOf(place.roleArn))
        await client.changeWorkshop(id, { seats: 3 }, { version })
        await client.changeWorkshop(id, { seats: 4 }, { version })
      }),
    message: /^somebody changed it since version \d+$/,
    hint: /./,
  },
  {
    code: 'IdempotencyConflict',
    cause: 'another request with the key of one before',
    happens: (place) =>
      asClient(place, async (client) => {
        const idempotencyKey = `storage-${Date.now()}`
        await client.createWorkshop(workshopOf(place.roleArn, 1), { idempotencyKey })
        await client.createWorkshop(workshopOf(place.roleArn, 2), { idempotencyKey })
      }),
    message: /^this Idempotency-Key came with another request$/,
    hint: /^use a new key for each request$/,
  },
  {
    code: 'RateLimited',
    cause: 'somebody who tries tokens',
    happens: async (place) => {
      const client = createClient({ url: (await place.server()).url, token: 'hp_api_x' })
      return place.library(() => askUntilLimited(client))
    },
    message: /^too many requests$/,
    hint: /^at most 5 a second: wait a moment$/,
  },
  {
    code: 'DatabaseUnavailable',
    cause: 'a PostgreSQL that is not there',
    happens: (place) =>
      place.hallpass(['server', '--port', '0'], {
        DATABASE_URL: 'postgres://desk:a-password@127.0.0.1:1/desk',
        HALLPASS_SEAL_KEY: Buffer.alloc(32).toString('base64'),
      }),
    message: /^PostgreSQL cannot be reached$/,
    hint: /^check that it runs, and that DATABASE_URL names it$/,
  },
  {
    code: 'DatabaseUnusable',
    cause: 'a database that a newer version has changed',
    happens: startOnNewerDatabase,
    message: /^the database has 9999-later, which is newer than this$/,
    hint: /^run the newest version/,
  },
  {
    code: 'DataFolderInUse',
    cause: 'a data folder that another server uses',
    happens: async (place) =>
      place.hallpass(['server', '--port', '0', '--data', (await place.server()).dataFolder]),
    message: /^another server is using \S+$/,
    hint: /./,
  },
]

/** Others than root start PostgreSQL as themselves, and may enter what is theirs. */
export const rootFaults: readonly Fault[] = [
  {
    code: 'DataFolderUnusable',
    cause: 'a folder that is closed to PostgreSQL',
    happens: (place) => {
      const closed = join(place.home, 'closed')
      mkdirSync(closed, { mode: 0o700 })
      return place.hallpass(['server', '--port', '0', '--data', join(closed, 'data')])
    },
    message: /^PostgreSQL may not enter \S+$/,
    hint: /./,
  },
]
