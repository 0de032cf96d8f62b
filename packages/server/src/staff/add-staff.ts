import { HallpassError } from 'hallpass'
import { type Actor, authorize } from '../actor/index.ts'
import { newId, type RandomBytes } from '../base/index.ts'
import { type Change, change, type Changing } from '../change/index.ts'
import type { StaffRow, Transaction } from '../store/index.ts'
import { checkStaff, type StaffInput } from './input.ts'
import { lockStaff } from './lock-staff.ts'

/** Who somebody is at an OpenID Connect provider: these two together, and nothing else. */
export interface Identity {
  readonly issuer: string
  readonly subject: string
}

/**
 * Adds somebody who runs workshops. They get in by a link that is made for them, or by OpenID Connect.
 *
 * @throws HallpassError `Forbidden`, `InvalidInput`; `StateConflict` when the e-mail address is somebody else's
 */
export async function addStaff(services: Changing, actor: Actor, input: StaffInput): Promise<StaffRow> {
  authorize(actor, 'staff.manage')
  return change(services, actor, async (changing) => {
    await lockStaff(changing.tx)
    return insertStaff(changing, services.randomBytes, input)
  })
}

/**
 * The same within a change, under {@link lockStaff}, and without asking who may.
 *
 * @throws HallpassError `InvalidInput`, `StateConflict`
 */
export async function insertStaff(
  { tx, now, record }: Change,
  randomBytes: RandomBytes,
  input: StaffInput & { readonly identity?: Identity | undefined },
): Promise<StaffRow> {
  const { name, email, role } = checkStaff(input)
  await refuseKnownEmail(tx, email)
  const row = await tx
    .insertInto('staff')
    .values({
      id: newId('s', randomBytes),
      name,
      email,
      role,
      oidc_issuer: input.identity?.issuer ?? null,
      oidc_subject: input.identity?.subject ?? null,
      created_at: now,
      updated_at: now,
      disabled_at: null,
      disabled_by: null,
      last_signed_in_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  record({ action: 'staff.added', detail: { staffId: row.id, name, role } })
  return row
}

/**
 * An address is of one person: the sign-in by OpenID Connect looks for it. Those who are disabled keep theirs.
 *
 * @throws HallpassError `StateConflict`
 */
export async function refuseKnownEmail(
  tx: Transaction,
  email: string | null,
  except?: string,
): Promise<void> {
  if (email === null) return
  const known = await tx
    .selectFrom('staff')
    .select('id')
    .where((where) => where(where.fn('lower', ['email']), '=', email.toLowerCase()))
    .executeTakeFirst()
  if (known === undefined || known.id === except) return
  throw new HallpassError('StateConflict', 'somebody of this e-mail address is there already', {
    hint: `change or enable ${known.id} instead`,
    facts: { name: 'email' },
  })
}
