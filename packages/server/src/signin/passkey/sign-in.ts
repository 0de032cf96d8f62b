import { HallpassError } from 'hallpass'
import { type Actor, systemActor } from '../../actor/index.ts'
import { change, type Changing } from '../../change/index.ts'
import { loadStaff, lockStaff, recordSignIn } from '../../staff/index.ts'
import type { PasskeyRow } from '../../store/index.ts'
import { attemptMs, beginAttempt, takeAttempt } from './attempt.ts'
import { checkGotten, type CheckedUse, webauthn } from './check.ts'
import { attemptOver } from './refusals.ts'
import { challengeOf, readGotten } from './response.ts'
import type { PasskeySite } from './site.ts'

const kind = { kind: 'passkey.sign-in' } as const

/** What a browser has to ask its authenticators, as `navigator.credentials.get` takes it: for any passkey of ours. */
export async function beginPasskeySignIn(services: Changing, site: PasskeySite, browser: string) {
  const { generateAuthenticationOptions } = await webauthn()
  return generateAuthenticationOptions({
    rpID: site.id,
    challenge: await beginAttempt(services, kind, browser),
    timeout: attemptMs,
    userVerification: 'required',
  })
}

/** What a browser answered, and where. */
export interface PasskeyAnswer {
  readonly site: PasskeySite
  /** The secret of the browser that it was begun in. */
  readonly browser: string
  /** `PublicKeyCredential.toJSON()`. */
  readonly given: unknown
}

/**
 * Who signs in with a passkey.
 *
 * @throws HallpassError `InvalidInput`; `NotSignedIn`, in the same words for a passkey that is unknown, that does not
 * check, and whose owner is disabled
 */
export async function signInWithPasskey(
  services: Changing,
  { site, browser, given }: PasskeyAnswer,
  address?: string,
): Promise<{ readonly staffId: string }> {
  const gotten = readGotten(given)
  const challenge = challengeOf(gotten.response, site)
  if (!(await takeAttempt(services, kind, { browser, challenge }))) throw attemptOver()
  const known = await services.database
    .selectFrom('passkey')
    .selectAll()
    .where('id', '=', gotten.id)
    .executeTakeFirst()
  if (known === undefined) throw refused()
  const use = await checkGotten(gotten, challenge, site, known)
  if ('wrong' in use) throw refused(use.wrong)
  // Found without a name: the authenticator says whose it is, and has to say the same as we do.
  if (Buffer.from(gotten.response.userHandle, 'base64url').toString() !== known.staff_id) throw refused()
  const actor: Actor = { ...systemActor('signin'), ...(address === undefined ? {} : { address }) }
  const staffId = await change(services, actor, async (changing) => {
    const { tx, now, record } = changing
    await lockStaff(tx)
    const passkey = await tx
      .selectFrom('passkey')
      .selectAll()
      .where('id', '=', known.id)
      .forUpdate()
      .executeTakeFirst()
    if (passkey === undefined) return undefined
    const staff = await loadStaff(tx, passkey.staff_id)
    const why = reasonAgainst(staff.disabled_at, passkey, use)
    if (why !== undefined) {
      record({ action: 'staff.refused', detail: { staffId: staff.id, how: 'passkey', why } })
      return undefined
    }
    await tx
      .updateTable('passkey')
      .set({ counter: use.counter, backed_up: use.backedUp, last_used_at: now })
      .where('id', '=', passkey.id)
      .execute()
    await recordSignIn(changing, staff.id, 'passkey')
    return staff.id
  })
  if (staffId === undefined) throw refused()
  return { staffId }
}

/**
 * Authenticators that count go up with each use: one that does not has a copy somewhere. Most do not count at all.
 *
 * Source: Web Authentication Level 3, W3C, "Signature Counter Considerations".
 */
function reasonAgainst(disabledAt: Date | null, passkey: PasskeyRow, use: CheckedUse): string | undefined {
  if (disabledAt !== null) return 'disabled'
  const counts = use.counter > 0 || passkey.counter > 0
  return counts && use.counter <= passkey.counter ? 'the counter of the passkey went back' : undefined
}

function refused(cause?: unknown): HallpassError {
  return new HallpassError('NotSignedIn', 'this passkey signs nobody in here', {
    hint: 'use another one, or your sign-in link; an admin can make you a new one',
    cause,
  })
}
