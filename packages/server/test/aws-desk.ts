import { randomBytes } from 'node:crypto'
import type { Lab } from '../../hallpass/test/lab.ts'
import type { Services } from '../src/change/index.ts'
import { createDoctor } from '../src/checking/index.ts'
import { createIssuers, createIssuing, type IssuingOptions } from '../src/issuing/index.ts'
import type { Actor } from '../src/actor/index.ts'
import { createLease, leaseCredentials, type LeaseInFull } from '../src/lease/index.ts'
import type { IssuedCredentials } from '../src/ports/index.ts'
import { createRoles } from '../src/preview/index.ts'
import { createRevoking } from '../src/revoking/index.ts'
import { createWorkshop, type WorkshopInput } from '../src/workshop/index.ts'
import { type Desk, instructor } from './desk.ts'

export const hourMs = 3_600_000

/** Services whose keys come from a local AWS: what is tested with it is tested against real decisions. */
export function awsServices(desk: Desk, lab: Lab, options: Partial<IssuingOptions> = {}): Services {
  const env = lab.env(lab.issuer)
  const base = { ...desk.services, now: () => new Date(), randomBytes }
  const issuing = createIssuing({
    database: base.database,
    issuers: createIssuers({ default: { env } }),
    now: base.now,
    notifying: base.notifying,
    ...options,
  })
  const revoking = createRevoking({ services: base, issuing, revokerOf: () => ({ env: lab.env(lab.admin) }) })
  const caller = { env: lab.env(lab.admin) }
  const roles = createRoles({ now: base.now, readersOf: () => [caller], issuerOf: () => ({ env }) })
  const doctor = createDoctor({
    issuers: { default: { env } },
    revoker: caller,
    environmentOf: () => env,
    issuing,
    roles,
    now: base.now,
  })
  return { ...base, issuing, revoking, roles, doctor }
}

/** Whom a role trusts: the issuer, with what it may say about a session. */
export function trustOf(lab: Lab, actions: readonly string[]): object {
  return {
    Principal: { AWS: `arn:aws:iam::${lab.account}:user/issuer` },
    Action: ['sts:AssumeRole', ...actions],
  }
}

/** A workshop that has begun, for a role of the lab. */
export function workshopOn(services: Services, roleArn: string, input: Partial<WorkshopInput> = {}) {
  const [, , , , accountId = ''] = roleArn.split(':')
  return createWorkshop(
    services,
    instructor,
    {
      name: 'Storage for beginners',
      roles: [{ accountId, roleArn }],
      startsAt: new Date(Date.now() - hourMs),
      endsAt: new Date(Date.now() + 6 * hourMs),
      seats: 50,
      ...input,
    },
    'open',
  )
}

/** A lease for somebody of that name. */
export function leaseFor(services: Services, workshopId: string, name: string): Promise<LeaseInFull> {
  return createLease(services, instructor, { workshopId, participant: { name } })
}

/** Whose lease it is: the one who may have its keys. */
export function holderOf({ participant }: LeaseInFull): Actor {
  return { kind: 'participant', id: participant.id, workshopId: participant.workshop_id }
}

/** Keys, as the lease's holder gets them. */
export function keysFor(services: Services, lease: LeaseInFull): Promise<IssuedCredentials> {
  return leaseCredentials(services, holderOf(lease), lease.lease.id)
}

/** Leases of one workshop, to do something with. */
export function only(...leases: readonly LeaseInFull[]) {
  return { workshopId: leases[0]?.workshop.id ?? '', leaseIds: leases.map(({ lease }) => lease.id) }
}
