import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { systemActor } from '../actor/index.ts'
import { type RandomBytes, randomText, type Seal } from '../base/index.ts'
import { change, type Changing } from '../change/index.ts'
import type { Database } from '../store/index.ts'
import { nextKeyTimes, publishedKeys, signingKey } from './rotation.ts'

const generate = promisify(generateKeyPair)
const purpose = 'signing key'
const algorithm = 'RS256'

/** What the keys of the issuer are kept with. */
export interface KeyKeeping extends Pick<Changing, 'database' | 'now' | 'notifying'> {
  readonly randomBytes: RandomBytes
  readonly seal: Seal
}

/** The keys that tokens are signed with, shared by all replicas. */
export interface SigningKeys {
  /** The key that signs now; made if there is none. */
  current(): Promise<{ readonly id: string; readonly key: KeyObject }>
  /** The public halves, as a JSON Web Key Set has them. */
  published(): Promise<readonly Record<string, unknown>[]>
}

/** Keeps the keys in the database, the private halves sealed; makes the next one a day before it has to sign. */
export function createSigningKeys(keeping: KeyKeeping): SigningKeys {
  const { database, now, seal } = keeping
  const opened = new Map<string, KeyObject>()
  let making: Promise<void> | undefined

  const keys = async () => {
    const known = await readKeys(database, now())
    if (nextKeyTimes(known, now()) === undefined) return known
    making ??= makeKey(keeping).finally(() => {
      making = undefined
    })
    await making
    return readKeys(database, now())
  }

  return {
    current: async () => {
      const found = signingKey(await keys(), now())
      if (found === undefined) throw new Error('no key signs now')
      const { id, sealed_private_key: sealed } = found
      const key = opened.get(id) ?? openKey(seal, sealed)
      opened.set(id, key)
      return { id, key }
    },
    published: async () => publishedKeys(await keys(), now()).map(({ public_jwk: jwk }) => jwk),
  }
}

function readKeys(database: Database, now: Date) {
  return database
    .selectFrom('signing_key')
    .selectAll()
    .where((where) => where.or([where('published_until', 'is', null), where('published_until', '>', now)]))
    .orderBy('signs_from')
    .execute()
}

/** Makes the key that is missing, unless another replica was quicker. */
async function makeKey({ seal, randomBytes, ...services }: KeyKeeping): Promise<void> {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: 2048 })
  const id = randomText(16, randomBytes)
  await change(services, systemActor('keyless'), async ({ tx, now, record }) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('hallpass signing key', 0))`.execute(tx)
    const times = nextKeyTimes(await readKeys(tx, now), now)
    if (times === undefined) return
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: id, use: 'sig', alg: algorithm }
    await tx
      .insertInto('signing_key')
      .values({
        id,
        algorithm,
        public_jwk: JSON.stringify(jwk),
        sealed_private_key: seal.seal(privateKey.export({ type: 'pkcs8', format: 'der' }), purpose),
        created_at: now,
        ...times,
      })
      .execute()
    record({ action: 'signing-key.made', detail: { key: id, signsFrom: times.signs_from.toISOString() } })
  })
}

function openKey(seal: Seal, sealed: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: seal.open(sealed, purpose), format: 'der', type: 'pkcs8' })
  } catch {
    throw new HallpassError('SettingInvalid', 'the signing key was sealed with another key', {
      hint: 'give every replica the same HALLPASS_SEAL_KEY, the one from before',
      facts: { name: 'HALLPASS_SEAL_KEY' },
    })
  }
}
