import { HallpassError, isRecord, shownValue } from '../../base/index.ts'
import type { HttpResponse, Transport } from '../../wire/index.ts'
import type { PgpKeySource } from './pgp-key.ts'

/** Where keybase users are looked up, unless told otherwise. */
export const keybaseUrl = 'https://keybase.io'

export interface KeybaseOptions {
  readonly transport: Transport
  /** https only: whoever can change the key on its way can read the secret. Default {@link keybaseUrl}. */
  readonly baseUrl?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * The primary public key of a keybase user, as Terraform's `pgp_key = "keybase:USER"` takes it.
 *
 * Source: "User Lookups", Keybase API documentation.
 *
 * @throws HallpassError `InvalidInput` for what is no user name or no https URL, `PgpKeyUnusable` where there is
 * no such user or no key, `ResponseInvalid`, and what a {@link Transport} rejects with
 */
export async function fetchKeybaseKey(user: string, options: KeybaseOptions): Promise<PgpKeySource> {
  if (!/^\w{2,32}$/.test(user)) {
    throw new HallpassError('InvalidInput', `${shownValue(user)} is no keybase user`, {
      hint: 'give the user name alone: --keybase martijn',
      facts: { name: '--keybase' },
    })
  }
  const endpoint = secureUrl(options.baseUrl ?? keybaseUrl)
  const path = `${endpoint.pathname.replace(/\/$/, '')}/_/api/1.0/user/lookup.json`
  const response = await options.transport(
    {
      method: 'GET',
      endpoint,
      target: `${path}?usernames=${user}&fields=public_keys`,
      headers: { accept: 'application/json', 'user-agent': 'hallpass' },
    },
    { signal: options.signal },
  )
  const bundle = bundleOf(response, user, endpoint.host)
  return { bytes: new TextEncoder().encode(bundle), from: `keybase user ${user}` }
}

function bundleOf(response: HttpResponse, user: string, host: string): string {
  let answer: unknown
  try {
    answer = response.status === 200 ? JSON.parse(response.body) : undefined
  } catch {
    answer = undefined
  }
  if (!isRecord(answer) || !Array.isArray(answer['them'])) {
    throw new HallpassError(
      'ResponseInvalid',
      `${host} does not answer as keybase does (status ${response.status})`,
      { hint: 'try again later, or export the key and give it with --pgp-key FILE' },
    )
  }
  const them: unknown = answer['them'][0]
  const keys = isRecord(them) ? them['public_keys'] : undefined
  const primary = isRecord(keys) ? keys['primary'] : undefined
  const bundle = isRecord(primary) ? primary['bundle'] : undefined
  if (typeof bundle === 'string' && bundle !== '') return bundle
  throw new HallpassError(
    'PgpKeyUnusable',
    isRecord(them) ? `keybase user ${user} has no public key` : `there is no keybase user ${user}`,
    { hint: 'look at https://keybase.io/, or give a key with --pgp-key FILE', facts: { name: '--keybase' } },
  )
}

function secureUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'https:') return url
  throw new HallpassError('InvalidInput', '--keybase-url is no https URL', {
    hint: `leave it out for ${keybaseUrl}: a key that is fetched in the clear can be swapped on its way`,
    facts: { name: '--keybase-url' },
  })
}
