import { HallpassError } from 'hallpass'
import { sql } from 'kysely'
import { type Actor, authorize, notFound, ownerKey, type Scope, scopes } from '../actor/index.ts'
import { hashSecret, newId, newSecret } from '../base/index.ts'
import { change, type Changing, type Reading } from '../change/index.ts'
import type { ApiTokenRow } from '../store/index.ts'

/** What a platform's token is made from. */
export interface ApiTokenInput {
  /** 1 to 200 characters: whose it is. */
  readonly name: string
  readonly scopes: readonly string[]
  /** Workshops it may use besides those it makes itself. Default: none of others'; null: every workshop. */
  readonly workshopIds?: readonly string[] | null | undefined
  /** In days: 1 to 366. Default 90. */
  readonly lifetimeDays?: number | undefined
}

/** A token that was just made. */
export interface MadeApiToken {
  readonly token: ApiTokenRow
  /** `hp_api_…`. Shown this once. */
  readonly secret: string
}

const dayMs = 86_400_000

/**
 * Makes a token for a platform.
 *
 * @throws HallpassError `Forbidden`, `InvalidInput`
 */
export async function makeApiToken(
  services: Changing,
  actor: Actor,
  input: ApiTokenInput,
): Promise<MadeApiToken> {
  authorize(actor, 'token.manage')
  const { lifetimeDays = 90 } = input
  const stray = input.scopes.find((scope) => !isScope(scope))
  if (stray !== undefined || input.scopes.length === 0) {
    throw new HallpassError('InvalidInput', 'a token needs scopes, of those that there are', {
      hint: scopes.join(', '),
      facts: { name: 'scopes' },
    })
  }
  const secret = newSecret('api', services.randomBytes)
  const id = newId('t', services.randomBytes)
  const token = await change(services, actor, async ({ tx, now, record }) => {
    const row = await tx
      .insertInto('api_token')
      .values({
        id,
        name: input.name,
        hash: hashSecret(secret),
        scopes: [...new Set(input.scopes)],
        workshop_ids: input.workshopIds === null ? null : [...(input.workshopIds ?? [])],
        created_by: ownerKey(actor) ?? actor.id,
        created_at: now,
        expires_at: new Date(now.getTime() + lifetimeDays * dayMs),
        last_used_at: null,
        revoked_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    record({
      action: 'token.made',
      detail: { tokenId: id, name: input.name, scopes: input.scopes.join(' ') },
    })
    return row
  })
  return { token, secret }
}

/** The tokens there are, also those that were revoked or are over. */
export async function listApiTokens(services: Reading, actor: Actor): Promise<ApiTokenRow[]> {
  authorize(actor, 'token.manage')
  return services.database.selectFrom('api_token').selectAll().orderBy('id').limit(1000).execute()
}

/**
 * Revokes a token: it works no more from this moment. Safe to repeat.
 *
 * @throws HallpassError `Forbidden`, `NotFound`
 */
export async function revokeApiToken(services: Changing, actor: Actor, id: string): Promise<void> {
  authorize(actor, 'token.manage')
  await change(services, actor, async ({ tx, now, record }) => {
    const row = await tx
      .selectFrom('api_token')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw notFound()
    if (row.revoked_at !== null) return
    await tx.updateTable('api_token').set({ revoked_at: now }).where('id', '=', id).execute()
    record({ action: 'token.revoked', detail: { tokenId: id } })
  })
}

const usedMs = 60_000

/** Whose token it is; nothing for one that is unknown, revoked or over. */
export async function apiTokenActor(
  { database, now }: Reading,
  secret: string,
  address?: string,
): Promise<Actor | undefined> {
  const at = now()
  const row = await database
    .selectFrom('api_token')
    .selectAll()
    .where('hash', '=', hashSecret(secret))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', at)
    // One that was made while its maker was being disabled came too late to be ended with the others.
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('staff')
            .select('staff.id')
            .where(sql<string>`'staff:' || staff.id`, '=', sql.ref<string>('api_token.created_by'))
            .where('staff.disabled_at', 'is not', null),
        ),
      ),
    )
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (row.last_used_at === null || at.getTime() - row.last_used_at.getTime() > usedMs) {
    await database.updateTable('api_token').set({ last_used_at: at }).where('id', '=', row.id).execute()
  }
  return {
    kind: 'platform',
    id: row.id,
    name: row.name,
    scopes: row.scopes.filter(isScope),
    workshopIds: row.workshop_ids ?? 'all',
    ...(address === undefined ? {} : { address }),
  }
}

function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text)
}
