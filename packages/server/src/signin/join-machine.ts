import { HallpassError } from 'hallpass'
import { type Actor, systemActor } from '../actor/index.ts'
import { hashSecret } from '../base/index.ts'
import { change, type Changing, type Services } from '../change/index.ts'
import {
  joinWorkshop,
  latestLease,
  type LeaseInFull,
  leaseStateAt,
  leaseTokenActor,
  makeLeaseToken,
  refuseClosed,
  requireLease,
  workshopOfCode,
} from '../lease/index.ts'
import { loadWorkshop } from '../workshop/index.ts'

/** What a machine joins with. */
export interface MachineJoining {
  /** The workshop's code, the code that a pass shows for a second machine, or the secret of a personal link. */
  readonly code: string
  /** Who joins, where the code is the workshop's and the machine is nobody's there yet. */
  readonly name?: string | undefined
  /** In place of `name`. */
  readonly pseudonym?: boolean | undefined
  /** Tokens of leases that the machine has from before: whoever comes back is who they were. */
  readonly known?: readonly string[] | undefined
  readonly address?: string | undefined
}

/** Whose machine it is from now on. */
export interface JoinedMachine {
  readonly lease: LeaseInFull
  /** The token with which it gets the lease's keys; nothing where it has one already. Secret. */
  readonly token: string | undefined
}

/**
 * Lets a machine in: as somebody new by a workshop's code, or as somebody who is there already by a code from their
 * pass, by their personal link, or by the token that it was given before. Nobody gets a lease back in this way that
 * was ended or revoked.
 *
 * @throws HallpassError `NotFound`, `NotSignedIn` for a code or a link that is good for nothing; `InvalidInput` naming
 * `name` where one is needed; `StateConflict`, `WorkshopFull`
 */
export async function joinMachine(services: Services, joining: MachineJoining): Promise<JoinedMachine> {
  const { code, known = [], address } = joining
  const participantId = code.startsWith('hp_link_')
    ? await useLink(services, code, address)
    : ((await useCode(services, code, address)) ?? (await knownParticipant(services, code, known)))
  if (participantId !== undefined) return goOn(services, participantId, known, address)
  const { name, pseudonym = false } = joining
  if (name === undefined && !pseudonym) throw await noName(services, code)
  const { lease, participant, workshop } = await joinWorkshop(services, {
    code,
    name: pseudonym ? undefined : name,
    address,
  })
  return withToken(services, { lease, participant, workshop }, address)
}

async function useLink(services: Changing, secret: string, address: string | undefined): Promise<string> {
  const found = await takeLink(services, 'participant', secret, address)
  if (found !== undefined) return found
  throw new HallpassError('NotSignedIn', 'this link is unknown, or its time is over', {
    hint: 'ask whoever gave it to you for a new one',
    facts: { name: 'code' },
  })
}

function useCode(
  services: Changing,
  given: string,
  address: string | undefined,
): Promise<string | undefined> {
  return takeLink(services, 'device', given.toLowerCase().replaceAll(/[^0-9a-z]/g, ''), address)
}

/** Whose a personal link or a pass's code is. A link of staff is not looked at: it would be used up by it. */
function takeLink(
  services: Changing,
  purpose: 'participant' | 'device',
  secret: string,
  address: string | undefined,
): Promise<string | undefined> {
  const actor: Actor = { ...systemActor('signin'), ...(address === undefined ? {} : { address }) }
  return change(services, actor, async ({ tx, now }) => {
    const row = await tx
      .updateTable('one_time_link')
      .set({ used_at: now })
      .where('hash', '=', hashSecret(secret))
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .where((where) => where.or([where('used_at', 'is', null), where('purpose', '=', 'participant')]))
      .returning('participant_id')
      .executeTakeFirst()
    return row?.participant_id ?? undefined
  })
}

/** Who a machine is in the workshop of a code, by the tokens that it has. */
async function knownParticipant(
  services: Services,
  code: string,
  known: readonly string[],
): Promise<string | undefined> {
  const { id } = await workshopOfCode(services, code)
  for (const token of known) {
    const actor = await leaseTokenActor(services, token)
    if (actor?.workshopId === id) return actor.id
  }
  return undefined
}

async function goOn(
  services: Services,
  participantId: string,
  known: readonly string[],
  address: string | undefined,
): Promise<JoinedMachine> {
  const latest = await latestLease(services.database, participantId)
  if (latest === undefined) {
    throw new HallpassError('NotFound', 'you have no access in this workshop yet', {
      hint: 'ask the instructor for a seat',
      facts: { name: 'lease' },
    })
  }
  const holder = holderOf(participantId, latest.workshop_id, address)
  const lease = await requireLease(services.database, holder, 'lease.read', latest.id)
  refuseGone(leaseStateAt(lease.lease, lease.workshop, services.now()))
  for (const token of known) {
    const actor = await leaseTokenActor(services, token)
    if (actor?.leaseId === latest.id) return { lease, token: undefined }
  }
  return withToken(services, lease, address)
}

function refuseGone(state: LeaseInFull['lease']['state']): void {
  if (state !== 'revoked' && state !== 'ended') return
  throw state === 'revoked'
    ? new HallpassError('StateConflict', 'your access to this workshop was revoked', {
        hint: 'ask the instructor',
        facts: { name: state },
      })
    : new HallpassError('StateConflict', 'this workshop is over for you', {
        hint: 'ask the instructor for the next one',
        facts: { name: state },
      })
}

async function noName(services: Services, code: string): Promise<HallpassError> {
  const { database, now } = services
  // Nobody is asked for a name who could not join with it.
  await refuseClosed(database, await loadWorkshop(database, (await workshopOfCode(services, code)).id), now())
  return new HallpassError('InvalidInput', 'it is not said who joins', {
    hint: 'give a name, or take a pseudonym',
    facts: { name: 'name' },
  })
}

async function withToken(
  services: Services,
  lease: LeaseInFull,
  address: string | undefined,
): Promise<JoinedMachine> {
  const holder = holderOf(lease.participant.id, lease.workshop.id, address)
  const { secret } = await makeLeaseToken(services, holder, lease.lease.id)
  return { lease, token: secret }
}

function holderOf(id: string, workshopId: string, address: string | undefined): Actor {
  return { kind: 'participant', id, workshopId, ...(address === undefined ? {} : { address }) }
}
