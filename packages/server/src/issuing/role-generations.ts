import type { IssuedSession } from 'hallpass'
import { systemActor } from '../actor/index.ts'
import { change } from '../change/index.ts'
import type { Notifying } from '../ports/index.ts'
import type { Database } from '../store/index.ts'

/** Which of the roles that had a name one after the other it is: each has an id of its own, `AROA…`. */
export interface RoleGenerations {
  /**
   * Looks at the id of the role that a new session is of.
   *
   * @returns whether it is another role than before, deleted and made anew meanwhile: sessions of the one that is gone may
   * nothing any more, whatever is left of their time
   */
  saw(roleArn: string, session: Pick<IssuedSession, 'assumedRoleId'>): Promise<boolean>
}

export interface RoleGenerationsOptions {
  readonly database: Database
  readonly now: () => Date
  readonly notifying?: Notifying | undefined
}

/** Keeps the ids of roles in the database, so that it is found out also after a restart, and by one replica for all. */
export function createRoleGenerations(options: RoleGenerationsOptions): RoleGenerations {
  const { database, now, notifying = { recorded: async () => {} } } = options
  const known = new Map<string, string>()
  /** Whether the database had another one. */
  const keep = (roleArn: string, roleId: string): Promise<boolean> =>
    change({ database, now, notifying }, systemActor('issuing'), async ({ tx, record, now: at }) => {
      const inserted = await tx
        .insertInto('role_generation')
        .values({ role_arn: roleArn, role_id: roleId, seen_at: at })
        .onConflict((conflict) => conflict.column('role_arn').doNothing())
        .returning('role_id')
        .executeTakeFirst()
      if (inserted !== undefined) return false
      const updated = await tx
        .updateTable('role_generation')
        .set({ role_id: roleId, seen_at: at })
        .where('role_arn', '=', roleArn)
        .where('role_id', '<>', roleId)
        .executeTakeFirst()
      if (updated.numUpdatedRows === 0n) return false
      record({ action: 'role.made-anew', roleArn, detail: { roleId } })
      return true
    })
  return {
    saw: async (roleArn, { assumedRoleId }) => {
      const [roleId = ''] = assumedRoleId.split(':')
      const before = known.get(roleArn)
      if (before === roleId) return false
      known.set(roleArn, roleId)
      try {
        // Another replica may have found it out first, and this one has not heard of it yet.
        return (await keep(roleArn, roleId)) || before !== undefined
      } catch (error) {
        known.delete(roleArn)
        throw error
      }
    },
  }
}
