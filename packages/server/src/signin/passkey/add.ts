import { HallpassError } from 'hallpass'
import { accountOf, type Actor, notFound } from '../../actor/index.ts'
import { change, type Changing } from '../../change/index.ts'
import { loadStaff, lockStaff } from '../../staff/index.ts'
import type { PasskeyRow } from '../../store/index.ts'
import { attemptMs, beginAttempt, takeAttempt } from './attempt.ts'
import { algorithms, checkCreated, webauthn } from './check.ts'
import { checkName, myPasskeys } from './my-passkeys.ts'
import { attemptOver } from './refusals.ts'
import { challengeOf, readCreated } from './response.ts'
import type { PasskeyAnswer } from './sign-in.ts'
import type { PasskeySite } from './site.ts'

const mostPasskeys = 20

/**
 * What a browser has to ask its authenticators, as `navigator.credentials.create` takes it: a passkey that is found
 * without a name, with a PIN, a finger or a face, on none of those that have one of this person already.
 *
 * @throws HallpassError `Forbidden`; `StateConflict` for somebody who has 20 of them
 */
export async function beginPasskey(services: Changing, actor: Actor, site: PasskeySite, browser: string) {
  const staffId = accountOf(actor)
  const staff = await loadStaff(services.database, staffId)
  const known = await myPasskeys(services, actor)
  refuseMore(known.length)
  const { generateRegistrationOptions } = await webauthn()
  return generateRegistrationOptions({
    rpName: 'Hallpass',
    rpID: site.id,
    userName: staff.email ?? staff.name,
    userDisplayName: staff.name,
    // Not a name: authenticators show it to nobody, and give it back with each use.
    userID: new Uint8Array(Buffer.from(staffId)),
    challenge: await beginAttempt(services, { kind: 'passkey.add', staffId }, browser),
    timeout: attemptMs,
    attestationType: 'none',
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: algorithms,
  })
}

/**
 * Adds the passkey that the browser made.
 *
 * @throws HallpassError `Forbidden`, `InvalidInput`; `NotSignedIn` for a challenge that is over, used, another
 * browser's or another person's; `StateConflict` for one that is known, and for a 21st
 */
export async function addPasskey(
  services: Changing,
  actor: Actor,
  { site, browser, given, name }: PasskeyAnswer & { readonly name: string },
): Promise<PasskeyRow> {
  const staffId = accountOf(actor)
  const checkedName = checkName(name)
  const created = readCreated(given)
  const challenge = challengeOf(created.response, site)
  const attempt = { kind: 'passkey.add', staffId } as const
  if (!(await takeAttempt(services, attempt, { browser, challenge }))) throw attemptOver()
  const checked = await checkCreated(created, challenge, site)
  return change(services, actor, async ({ tx, now, record }) => {
    await lockStaff(tx)
    if ((await loadStaff(tx, staffId)).disabled_at !== null) throw notFound()
    const known = await tx.selectFrom('passkey').select('id').where('staff_id', '=', staffId).execute()
    refuseMore(known.length)
    const row = await tx
      .insertInto('passkey')
      .values({
        id: checked.id,
        staff_id: staffId,
        public_key: Buffer.from(checked.publicKey),
        counter: checked.counter,
        transports: created.response.transports ?? [],
        name: checkedName,
        multi_device: checked.multiDevice,
        backed_up: checked.backedUp,
        created_at: now,
        last_used_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) {
      throw new HallpassError('StateConflict', 'this passkey is known already', {
        hint: 'sign in with it',
        facts: { name: 'passkey' },
      })
    }
    record({
      action: 'passkey.added',
      detail: { staffId, passkeyId: row.id, name: row.name, backedUp: row.backed_up },
    })
    return row
  })
}

function refuseMore(count: number): void {
  if (count < mostPasskeys) return
  throw new HallpassError('StateConflict', `nobody has more than ${mostPasskeys} passkeys`, {
    hint: 'remove one first',
    facts: { name: 'passkey' },
  })
}
