import { sql } from 'kysely'
import { hashSecret } from '../../base/index.ts'
import type { Changing } from '../../change/index.ts'

/** What is under way: a passkey is being added by somebody, or signs somebody in. */
export type PasskeyAttempt =
  | { readonly kind: 'passkey.add'; readonly staffId: string }
  | { readonly kind: 'passkey.sign-in' }

/** How long a browser has, from the challenge to its answer: in milliseconds. */
export const attemptMs = 5 * 60_000

const keyOf = (challenge: string): Buffer => hashSecret(challenge)
const boundTo = (attempt: PasskeyAttempt, browser: string): string =>
  JSON.stringify({
    browser: hashSecret(browser).toString('base64url'),
    staffId: 'staffId' in attempt ? attempt.staffId : null,
  })

/** Begins: a challenge of 256 random bits, for one browser, good once and for five minutes. */
export async function beginAttempt(
  { database, now, randomBytes }: Pick<Changing, 'database' | 'now' | 'randomBytes'>,
  attempt: PasskeyAttempt,
  browser: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32))
  await database
    .insertInto('signin_attempt')
    .values({
      hash: keyOf(Buffer.from(challenge).toString('base64url')),
      kind: attempt.kind,
      data: boundTo(attempt, browser),
      created_at: now(),
      expires_at: new Date(now().getTime() + attemptMs),
    })
    .execute()
  return challenge
}

/**
 * Whether a challenge was given to this browser for this, a moment ago. It is gone afterwards, also when what comes
 * with it turns out to be wrong: outside of the change that it is for, which may not happen.
 */
export async function takeAttempt(
  { database, now }: Pick<Changing, 'database' | 'now'>,
  attempt: PasskeyAttempt,
  { browser, challenge }: { readonly browser: string; readonly challenge: string },
): Promise<boolean> {
  const taken = await database
    .deleteFrom('signin_attempt')
    .where('hash', '=', keyOf(challenge))
    .where('kind', '=', attempt.kind)
    .where('expires_at', '>', now())
    .where(sql<boolean>`data = ${boundTo(attempt, browser)}::jsonb`)
    .returning('kind')
    .executeTakeFirst()
  return taken !== undefined
}
