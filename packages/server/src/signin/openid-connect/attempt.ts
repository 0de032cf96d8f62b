import { hashSecret, newSecret, sameSecret } from '../../base/index.ts'
import type { Services } from '../../change/index.ts'

/** A sign-in under way, as it has to be when it comes back. */
export interface OpenIdAttempt {
  readonly nonce: string
  readonly verifier: string
  /** Where on our own pages it goes on. */
  readonly returnTo: string
  /** Whose identity it becomes: of somebody who is signed in already. */
  readonly staffId?: string
}

type Attempts = Pick<Services, 'database' | 'now' | 'randomBytes' | 'seal'>

const kind = 'openid-connect'
/** How long somebody may take at the provider: in milliseconds. */
export const attemptMs = 10 * 60_000

const purpose = (state: string): string => `openid-connect ${hashSecret(state).toString('hex')}`

/** Writes it down for the browser with this secret; only whoever has `state` and the secret gets it back. */
export async function beginAttempt(
  { database, now, randomBytes, seal }: Attempts,
  browser: string,
  attempt: OpenIdAttempt,
): Promise<{ readonly state: string }> {
  const state = randomBytes(32).toString('base64url')
  const sealed = seal.seal(Buffer.from(JSON.stringify(attempt)), purpose(state))
  await database
    .insertInto('signin_attempt')
    .values({
      hash: hashSecret(state),
      kind,
      data: JSON.stringify({
        browser: hashSecret(browser).toString('hex'),
        sealed: sealed.toString('base64'),
      }),
      created_at: now(),
      expires_at: new Date(now().getTime() + attemptMs),
    })
    .execute()
  return { state }
}

/** The attempt, taken out: it is answered once, on whatever replica, also when the answer is wrong. */
export async function takeAttempt(
  { database, now, seal }: Attempts,
  { state, browser }: { readonly state: string; readonly browser: string },
): Promise<OpenIdAttempt | undefined> {
  const row = await database
    .deleteFrom('signin_attempt')
    .where('hash', '=', hashSecret(state))
    .where('kind', '=', kind)
    .where('expires_at', '>', now())
    .returning('data')
    .executeTakeFirst()
  const { browser: begun, sealed } = row?.data ?? {}
  if (typeof begun !== 'string' || typeof sealed !== 'string') return undefined
  if (!sameSecret(begun, hashSecret(browser).toString('hex'))) return undefined
  const attempt: OpenIdAttempt = JSON.parse(
    seal.open(Buffer.from(sealed, 'base64'), purpose(state)).toString('utf8'),
  )
  return attempt
}

/** What a browser is known by while it is away at the provider. */
export function newBrowserSecret({ randomBytes }: Pick<Services, 'randomBytes'>): string {
  return newSecret('signin', randomBytes)
}
