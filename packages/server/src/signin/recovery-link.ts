import { HallpassError } from 'hallpass'
import { systemActor } from '../actor/index.ts'
import type { Changing } from '../change/index.ts'
import { addStaff } from '../staff/index.ts'
import type { StaffRow } from '../store/index.ts'
import { firstAdminLink, type Link, staffLink } from './one-time-link.ts'

/** Who is locked out. */
export interface LockedOut {
  /** An id, an e-mail address or a name. Default: the only admin there is. */
  readonly who?: string | undefined
  /** In place of `who`: the name of an admin to add. */
  readonly newAdmin?: string | undefined
}

/** A link, and whose it is. */
export interface RecoveryLink extends Link {
  readonly name: string
}

/**
 * A link for somebody who cannot sign in any more, asked for by whoever has the database itself. It is audited, and
 * replaces the link before.
 *
 * @throws HallpassError `UsageError` when it is not clear who is meant; `NotFound`; `StateConflict` for somebody who
 * is disabled
 */
export async function recoveryLink(services: Changing, { who, newAdmin }: LockedOut): Promise<RecoveryLink> {
  const actor = systemActor('command')
  if (newAdmin !== undefined) {
    const { id, name } = await addStaff(services, actor, { name: newAdmin, role: 'admin' })
    return { name, ...(await staffLink(services, actor, id)) }
  }
  const first = await firstAdminLink(services)
  if (first !== undefined) return { name: 'the first admin', ...first }
  const staff = await services.database.selectFrom('staff').selectAll().orderBy('name').execute()
  const { id, name } = who === undefined ? onlyAdmin(staff) : named(staff, who)
  return { name, ...(await staffLink(services, actor, id)) }
}

function onlyAdmin(staff: readonly StaffRow[]): StaffRow {
  const admins = staff.filter((row) => row.role === 'admin' && row.disabled_at === null)
  const [one] = admins
  if (one !== undefined && admins.length === 1) return one
  throw new HallpassError(
    'UsageError',
    one === undefined ? 'no admin is left' : `there are ${admins.length} admins`,
    {
      hint: one === undefined ? 'add one: --new-admin NAME' : listed(admins),
      facts: { name: '--for' },
    },
  )
}

function named(staff: readonly StaffRow[], who: string): StaffRow {
  const wanted = who.trim().toLowerCase()
  const byId = staff.find(({ id, email }) => id === wanted || email?.toLowerCase() === wanted)
  if (byId !== undefined) return byId
  const byName = staff.filter(({ name }) => name.toLowerCase() === wanted)
  const [one] = byName
  if (one !== undefined && byName.length === 1) return one
  if (one !== undefined) {
    throw new HallpassError('UsageError', 'several people have this name', {
      hint: listed(byName),
      facts: { name: '--for' },
    })
  }
  throw new HallpassError('NotFound', 'nobody of that id, e-mail address or name runs workshops here', {
    hint: listed(staff),
  })
}

function listed(staff: readonly StaffRow[]): string {
  const lines = staff
    .slice(0, 20)
    .map(({ id, name, email, role }) => `--for ${id}  ${[name, email, role].filter(Boolean).join(', ')}`)
  return ['say who:', ...lines].join('\n')
}
