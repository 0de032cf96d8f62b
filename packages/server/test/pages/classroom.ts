import { systemActor } from '../../src/actor/index.ts'
import type { Services } from '../../src/change/index.ts'
import {
  createMissingLeases,
  leaseConsoleLink,
  leaseCredentials,
  listLeases,
  type LeaseInFull,
} from '../../src/lease/index.ts'
import { importParticipants } from '../../src/participant/index.ts'

const given = [
  'Amara', 'Björn', 'Chiara', 'Dmitri', 'Elif', 'Farid', 'Grace', 'Hanna', 'Ibrahim', 'Jana', 'Kofi', 'Lena',
  'Mateus', 'Nadia', 'Olu', 'Priya', 'Quentin', 'Rosa', 'Sofía', 'Tomás', 'Uma', 'Viktor', 'Wen', 'Yuki', 'Zoë',
] // prettier-ignore
const family = [
  'Abebe', 'Bianchi', 'Castillo', 'Dubois', 'Eriksen', 'Ferrari', 'García', 'Haddad', 'Ivanova', 'Jensen', 'Kowalski',
  'Lindqvist', 'Müller', 'Nakamura', 'O’Brien', 'Petrov', 'Quispe', 'Rossi', 'Schneider', 'Tanaka', 'Ueda', 'Virtanen',
  'Wójcik', 'Xu', 'Yılmaz', 'Zhang', 'Okonkwo', 'Fernández de la Vega', 'van der Berg', 'Nguyễn', 'Santos', 'Silva',
  'Kaya', 'Novák', 'Lindgren', 'Mwangi', 'Reyes', 'Sato', 'Singh', 'Park',
] // prettier-ignore

/** As many names as one wants up to 1,000, none of them twice, in no order. */
export function classNames(count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) =>
      `${given[index % given.length] ?? ''} ${family[((index % given.length) * 7 + Math.floor(index / given.length)) % family.length] ?? ''}`,
  )
}

/** Puts a class into a workshop: most have keys, some a console open, a few have not come. */
export async function fillRoom(
  services: Services,
  workshopId: string,
  count: number,
): Promise<LeaseInFull[]> {
  const actor = systemActor('class')
  const list = Buffer.from(classNames(count).join('\n'))
  const { problems } = await importParticipants(services, actor, workshopId, list, {
    dryRun: false,
    maxPeople: 1000,
  })
  if (problems[0] !== undefined) throw new Error(problems[0].message)
  await createMissingLeases(services, actor, workshopId)
  const leases = await listLeases(services, actor, workshopId, { limit: 2000 })
  for (let index = 0; index < leases.length; index += 25) {
    await Promise.all(
      leases.slice(index, index + 25).map(async ({ lease, participant }, next) => {
        const number = index + next
        const holder = { kind: 'participant', id: participant.id, workshopId } as const
        if (number % 9 !== 0) await leaseCredentials(services, holder, lease.id)
        if (number % 3 === 1) await leaseConsoleLink(services, holder, lease.id)
      }),
    )
  }
  return leases
}
