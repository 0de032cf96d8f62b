import {
  HallpassError,
  isSessionDenied,
  pruneRevocations,
  revokeAllBefore,
  type RevokedSessions,
  type RevokeOptions,
  revokeSessions,
} from 'hallpass'
import { change, type Changing } from '../change/index.ts'
import { systemActor } from '../actor/index.ts'
import { newId } from '../base/index.ts'
import type { Denied, Issuing, Revoking } from '../ports/index.ts'
import type { DenialRow, Transaction } from '../store/index.ts'
import { createRoleLock } from './role-lock.ts'

export interface RevokingOptions {
  readonly services: Pick<Changing, 'database' | 'now' | 'randomBytes' | 'notifying' | 'jobs'>
  readonly issuing: Pick<Issuing, 'forgetRole' | 'sessionForProof'>
  /** Who revokes in a role, and how IAM is reached: an identity of its own, which may touch that one policy. */
  readonly revokerOf: (roleArn: string) => Omit<RevokeOptions, 'roleArn'>
  readonly sleep?: (ms: number) => Promise<void>
}

/** How long after a denial was wanted a job looks whether it was done: the request itself does it, mostly. */
const retryMs = 15_000

/**
 * Writes denials into the roles' policies. All that is wanted for a role is written at once, by whoever has the role's
 * lock, and counts only when it was read back.
 */
export function createRevoking({ services, issuing, revokerOf, sleep = pause }: RevokingOptions): Revoking {
  const { database, now, randomBytes } = services
  const lock = createRoleLock(database)

  const wantedOf = (roleArn: string): Promise<DenialRow[]> =>
    database
      .selectFrom('denial')
      .selectAll()
      .where('role_arn', '=', roleArn)
      .where('state', '=', 'wanted')
      .where('kind', '=', 'session')
      .orderBy('created_at')
      .execute()

  /** Everything that is wanted for a role. Whoever waited for the lock mostly finds it done. */
  const denyRole = (roleArn: string): Promise<void> =>
    lock.run(roleArn, async () => {
      const wanted = await wantedOf(roleArn)
      if (wanted.length === 0) return
      try {
        const written = await revokeSessions({
          ...revokerOf(roleArn),
          roleArn,
          sessions: wanted.flatMap((row) =>
            row.session_name === null ? [] : [{ sessionName: row.session_name, aliveUntil: row.alive_until }],
          ),
        })
        const left = new Set(written.notDenied)
        await settle(
          wanted.filter((row) => !left.has(row.session_name ?? '')),
          written,
        )
        const full = wanted.filter((row) => left.has(row.session_name ?? ''))
        if (full.length > 0) await denyEveryone(roleArn, full)
      } catch (error) {
        if (!(error instanceof HallpassError)) throw error
        await note(wanted, error)
      }
    })

  /** The role has no room for more names: everyone's sessions of it end, and those who may stay fetch new keys. */
  const denyEveryone = async (roleArn: string, rows: readonly DenialRow[]): Promise<void> => {
    const revoked = await revokeAllBefore({ ...revokerOf(roleArn), roleArn })
    const { before = revoked.deniedAsOf } = revoked
    // TokenIssueTime is in whole seconds: what is issued before that moment has passed would be denied too.
    await sleep(Math.max(0, before.getTime() - now().getTime()))
    issuing.forgetRole(roleArn)
    await change(services, systemActor('revoking'), async ({ tx, record, now: at }) => {
      await tx
        .insertInto('denial')
        .values({
          id: newId('d', randomBytes),
          role_arn: roleArn,
          kind: 'issued-before',
          session_name: null,
          issued_before: before,
          lease_id: null,
          state: 'written',
          alive_until: revoked.until,
          created_at: at,
          written_at: revoked.deniedAsOf,
          proved_at: null,
          lifted_at: null,
          pruned_at: null,
          last_error: null,
        })
        .execute()
      await tx
        .updateTable('denial')
        .set({ state: 'written', written_at: revoked.deniedAsOf, last_error: null })
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        )
        .execute()
      const about = await subjectsOf(tx, rows)
      const detail = {
        everyoneBefore: before.toISOString(),
        deniedAsOf: revoked.deniedAsOf.toISOString(),
        names: rows.length,
      }
      for (const row of rows) record({ action: 'denial.written', ...subjectOf(row, about), detail })
      // Sessions of other workshops with this role are over as well: each is told of it.
      const others = await tx
        .selectFrom('lease')
        .select('workshop_id')
        .distinct()
        .where('role_arn', '=', roleArn)
        .where('alive_until', '>', at)
        .execute()
      for (const { workshop_id: workshopId } of others) {
        record({ action: 'denial.everyone', workshopId, roleArn, detail })
      }
    })
  }

  const settle = async (
    rows: readonly DenialRow[],
    { deniedAsOf, lapsed }: RevokedSessions,
  ): Promise<void> => {
    if (rows.length === 0) return
    const over = new Set(lapsed)
    await change(services, systemActor('revoking'), async ({ tx, record, now: at }) => {
      const about = await subjectsOf(tx, rows)
      for (const row of rows) {
        const isOver = over.has(row.session_name ?? '')
        await tx
          .updateTable('denial')
          .set(
            isOver
              ? { state: 'pruned', pruned_at: at, last_error: null }
              : { state: 'written', written_at: deniedAsOf, last_error: null },
          )
          .where('id', '=', row.id)
          .execute()
        if (isOver) continue
        record({
          action: 'denial.written',
          ...subjectOf(row, about),
          detail: { deniedAsOf: deniedAsOf.toISOString(), until: row.alive_until.toISOString() },
        })
      }
      const last = new Date(Math.max(...rows.map((row) => row.alive_until.getTime())))
      const [first] = rows
      if (first) await services.jobs.schedule(tx, { name: 'prune-denials', roleArn: first.role_arn }, last)
    })
  }

  /** AWS refused or could not be reached: what is wanted stays wanted, and is tried again. */
  const note = async (rows: readonly DenialRow[], error: HallpassError): Promise<void> => {
    await change(services, systemActor('revoking'), async ({ tx, record, now: at }) => {
      await tx
        .updateTable('denial')
        .set((row) => ({ attempts: row('attempts', '+', 1), last_error: `${error.code}: ${error.message}` }))
        .where(
          'id',
          'in',
          rows.map(({ id }) => id),
        )
        .execute()
      const about = await subjectsOf(tx, rows)
      for (const row of rows) {
        // The first failure is news; that it goes on is in the row.
        if (row.attempts > 0) continue
        record({
          action: 'denial.failed',
          ...subjectOf(row, about),
          reason: `${error.code}: ${error.message}`,
        })
      }
      const leaseIds = rows.flatMap(({ lease_id: id }) => (id === null ? [] : [id]))
      const attempts = Math.max(...rows.map((row) => row.attempts))
      const wait = Math.min(retryMs * 2 ** attempts, 300_000)
      await services.jobs.schedule(tx, { name: 'deny', leaseIds }, new Date(at.getTime() + wait))
    })
  }

  return {
    want: async (tx, subjects) => {
      const at = now()
      const alive = subjects.filter(({ lease }) => lease.alive_until !== null && lease.alive_until > at)
      for (const { lease } of alive) {
        await tx
          .insertInto('denial')
          .values({
            id: newId('d', randomBytes),
            role_arn: lease.role_arn,
            kind: 'session',
            session_name: lease.session_name,
            issued_before: null,
            lease_id: lease.id,
            state: 'wanted',
            alive_until: lease.alive_until ?? at,
            created_at: at,
            written_at: null,
            proved_at: null,
            lifted_at: null,
            pruned_at: null,
            last_error: null,
          })
          .execute()
      }
      if (alive.length > 0) {
        const leaseIds = alive.map(({ lease }) => lease.id)
        await services.jobs.schedule(tx, { name: 'deny', leaseIds }, new Date(at.getTime() + retryMs))
      }
    },
    deny: async (leaseIds) => {
      if (leaseIds.length === 0) return []
      const roles = await database
        .selectFrom('denial')
        .select('role_arn')
        .distinct()
        .where('lease_id', 'in', [...leaseIds])
        .where('state', '=', 'wanted')
        .execute()
      await Promise.all(roles.map(({ role_arn: roleArn }) => denyRole(roleArn)))
      return outcomes(database, leaseIds)
    },
    prove: async (subject) => {
      const { lease, participant, workshop } = subject
      const { credentials } = await issuing.sessionForProof(subject)
      const { env, region, wire, endpointUrl } = revokerOf(lease.role_arn)
      const denied = await isSessionDenied({
        roleArn: lease.role_arn,
        credentials,
        env,
        region,
        wire,
        endpointUrl,
      })
      if (denied) {
        await change(services, systemActor('revoking'), async ({ tx, record, now: at }) => {
          const proved = await tx
            .updateTable('denial')
            .set({ state: 'proved', proved_at: at })
            .where('lease_id', '=', lease.id)
            .where('session_name', '=', lease.session_name)
            .where('state', '=', 'written')
            .executeTakeFirst()
          if (proved.numUpdatedRows === 0n) return
          record({
            action: 'denial.proved',
            workshopId: workshop.id,
            participantId: participant.id,
            leaseId: lease.id,
            roleArn: lease.role_arn,
            sessionName: lease.session_name,
          })
        })
      }
      const [outcome] = await outcomes(database, [lease.id])
      return outcome ?? { leaseId: lease.id, state: 'unneeded', deniedAt: undefined }
    },
    prune: (roleArn) =>
      lock.run(roleArn, async () => {
        try {
          await pruneRevocations({ ...revokerOf(roleArn), roleArn })
        } catch (error) {
          // Of a role that is gone there is nothing to take out, and nobody is alive of what has lapsed.
          if (!isMissing(error)) throw error
        }
        const at = now()
        await database
          .updateTable('denial')
          .set({ state: 'pruned', pruned_at: at })
          .where('role_arn', '=', roleArn)
          .where('alive_until', '<=', at)
          .where('state', 'in', ['wanted', 'written', 'proved'])
          .execute()
      }),
  }
}

/** Whom a denial is about, so that the story of their workshop has it. */
interface About {
  readonly workshopId: string
  readonly participantId: string
}

async function subjectsOf(
  tx: Transaction,
  rows: readonly DenialRow[],
): Promise<ReadonlyMap<string | null, About>> {
  const ids = rows.flatMap(({ lease_id: id }) => (id === null ? [] : [id]))
  if (ids.length === 0) return new Map()
  const leases = await tx
    .selectFrom('lease')
    .select(['id', 'workshop_id', 'participant_id'])
    .where('id', 'in', ids)
    .execute()
  return new Map(
    leases.map((lease) => [lease.id, { workshopId: lease.workshop_id, participantId: lease.participant_id }]),
  )
}

function subjectOf(row: DenialRow, about: ReadonlyMap<string | null, About>) {
  return {
    roleArn: row.role_arn,
    ...about.get(row.lease_id),
    ...(row.lease_id === null ? {} : { leaseId: row.lease_id }),
    ...(row.session_name === null ? {} : { sessionName: row.session_name }),
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof HallpassError && error.facts.awsCode === 'NoSuchEntity'
}

async function outcomes(database: Changing['database'], leaseIds: readonly string[]): Promise<Denied[]> {
  const rows = await database
    .selectFrom('denial')
    .select(['lease_id', 'state', 'written_at', 'proved_at'])
    .where('lease_id', 'in', [...leaseIds])
    .orderBy('created_at')
    .execute()
  return leaseIds.map((leaseId): Denied => {
    const own = rows.filter((row) => row.lease_id === leaseId && row.state !== 'pruned')
    if (own.length === 0) return { leaseId, state: 'unneeded', deniedAt: undefined }
    // A lease that was suspended and resumed has several names: it is denied when all of them are.
    if (own.some(({ state }) => state === 'wanted')) return { leaseId, state: 'wanted', deniedAt: undefined }
    const last = own.at(-1)
    return {
      leaseId,
      state: own.every(({ state }) => state === 'proved') ? 'proved' : 'written',
      deniedAt: last?.written_at ?? undefined,
    }
  })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}
