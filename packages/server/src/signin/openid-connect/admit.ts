import { HallpassError } from 'hallpass'
import { type Actor, systemActor } from '../../actor/index.ts'
import { type Change, change, type Changing } from '../../change/index.ts'
import {
  giveAccess,
  giveRole,
  type Identity,
  insertStaff,
  isLastAdmin,
  loadStaff,
  lockStaff,
  recordSignIn,
  setIdentity,
  type StaffRole,
  takeAccess,
  takeSessions,
} from '../../staff/index.ts'
import type { StaffRow } from '../../store/index.ts'

/** Somebody whom the provider has signed in. */
export interface Newcomer {
  readonly identity: Identity
  readonly name: string
  /** Only where the provider says that it is theirs. */
  readonly email: string | undefined
  /** By their groups; `none` where these give no access; nothing where groups do not decide. */
  readonly role: StaffRole | 'none' | undefined
  /** The member of staff who wants to be known by this from now on. */
  readonly staffId: string | undefined
  /** What to say to somebody whose groups give no access. */
  readonly noGroup: HallpassError
}

type Admitted = { readonly staffId: string } | { readonly refused: HallpassError }

/**
 * Lets somebody in whom the provider knows, and follows their groups: a role may change, access may come and go.
 * Whom it is about is said by issuer and subject alone. Those are written into an entry of the staff
 *
 * 1. for whoever is signed in as that entry already, and asked for it;
 * 2. at the first sign-in of all of an entry with the same e-mail address, where the provider says that the address
 *    is theirs;
 * 3. when groups give access to somebody new: the entry is made then.
 *
 * @throws HallpassError `Forbidden`, `StateConflict`
 */
export async function admit(services: Changing, newcomer: Newcomer, address?: string): Promise<string> {
  const actor: Actor = { ...systemActor('signin'), ...(address === undefined ? {} : { address }) }
  const admitted = await change(services, actor, async (changing): Promise<Admitted> => {
    await lockStaff(changing.tx)
    const result = await decide(changing, services, newcomer)
    if ('refused' in result) {
      const { issuer, subject } = newcomer.identity
      changing.record({
        action: 'staff.refused',
        detail: {
          issuer,
          subject: subject.slice(0, 255),
          why: result.refused.message,
          ...(result.refused === newcomer.noGroup ? { noGroup: true } : {}),
        },
      })
      return result
    }
    await recordSignIn(changing, result.staffId, 'openid connect')
    return result
  })
  // After the change: that somebody was refused is written down.
  if ('refused' in admitted) throw admitted.refused
  return admitted.staffId
}

async function decide(changing: Change, services: Changing, newcomer: Newcomer): Promise<Admitted> {
  const found = await find(changing, newcomer)
  if (found instanceof HallpassError) return { refused: found }
  if (found !== undefined) return follow(changing, found, newcomer)
  if (newcomer.role === 'none') return { refused: newcomer.noGroup }
  if (newcomer.role === undefined) return { refused: notListed(newcomer.email) }
  const { name, email, role, identity } = newcomer
  return { staffId: (await insertStaff(changing, services.randomBytes, { name, email, role, identity })).id }
}

/** Whose entry it is, by the three rules. */
async function find(
  changing: Change,
  { identity, email, role, staffId }: Newcomer,
): Promise<StaffRow | HallpassError | undefined> {
  const { tx } = changing
  const known = await tx
    .selectFrom('staff')
    .selectAll()
    .where('oidc_issuer', '=', identity.issuer)
    .where('oidc_subject', '=', identity.subject)
    .executeTakeFirst()
  if (staffId !== undefined) {
    if (known !== undefined && known.id !== staffId) {
      return conflict('this account belongs to somebody else here', 'sign in with it, or take another')
    }
    const own = known ?? (await loadStaff(tx, staffId))
    if (known === undefined && own.oidc_subject !== null) {
      return conflict('you are known by another account already', 'ask an admin to add you anew')
    }
    return known ?? (role === 'none' ? undefined : setIdentity(changing, own, identity))
  }
  if (known !== undefined || email === undefined) return known
  const sameEmail = await tx
    .selectFrom('staff')
    .selectAll()
    .where((where) => where(where.fn('lower', ['email']), '=', email.toLowerCase()))
    .executeTakeFirst()
  if (sameEmail === undefined || role === 'none') return undefined
  if (sameEmail.oidc_subject === null && sameEmail.last_signed_in_at === null) {
    return sameEmail.disabled_at === null ? setIdentity(changing, sameEmail, identity) : sameEmail
  }
  return conflict(
    'somebody of your e-mail address signs in here in another way',
    'sign in as you did before, and connect this account at Account',
  )
}

/** Lets a known person in, as their groups have it today. */
async function follow(changing: Change, row: StaffRow, { role, noGroup }: Newcomer): Promise<Admitted> {
  if (row.disabled_by === 'admin') return { refused: disabled() }
  if (role === undefined) return row.disabled_at === null ? { staffId: row.id } : { refused: disabled() }
  const losing = role === 'none' || (row.role === 'admin' && role !== 'admin')
  if (losing && (await isLastAdmin(changing.tx, row))) {
    // The entry stays: somebody has to be left who can let others in, at least with the server's own machine.
    await takeSessions(changing, row)
    return { refused: role === 'none' ? noGroup : lastAdmin() }
  }
  if (role === 'none') {
    if (row.disabled_at === null) await takeAccess(changing, row, 'groups')
    return { refused: noGroup }
  }
  const active = row.disabled_at === null ? row : await giveAccess(changing, row)
  if (active.role !== role) await giveRole(changing, active, role)
  return { staffId: row.id }
}

function conflict(message: string, hint: string): HallpassError {
  return new HallpassError('StateConflict', message, { hint, facts: { name: 'identity' } })
}

function disabled(): HallpassError {
  return new HallpassError('Forbidden', 'your access was ended by an admin', { hint: 'ask an admin' })
}

function lastAdmin(): HallpassError {
  return new HallpassError('Forbidden', 'your groups make you an instructor, and you are the last admin', {
    hint: 'let an admin by their groups sign in first; or, on the server: hallpass server link',
  })
}

function notListed(email: string | undefined): HallpassError {
  return new HallpassError('Forbidden', 'you are none of those who run workshops here', {
    hint:
      email === undefined
        ? 'your provider does not say that your e-mail address is yours: sign in by a link first, then connect it at Account'
        : `ask an admin to add ${email}`,
  })
}
