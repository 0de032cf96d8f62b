import { HallpassError } from 'hallpass'
import { type Actor, authorize, notFound, ownerKey } from '../actor/index.ts'
import { holdAudit } from '../audit/index.ts'
import { newId } from '../base/index.ts'
import { change, type Changing, type Reading, type Services } from '../change/index.ts'
import type { Database, WebhookEndpointRow } from '../store/index.ts'
import { requireWorkshop } from '../workshop/index.ts'
import { webhookEventNames } from './events.ts'
import { isPrivateHost } from './private-address.ts'
import { newWebhookSecret, sealPurpose } from './sign.ts'

/** What a webhook is made from. */
export interface WebhookInput {
  /** `https:` to a public address; others only where the server was told to allow them. */
  readonly url: string
  /** Of {@link webhookEventNames}. Default: all. */
  readonly events?: readonly string[] | undefined
  /** One workshop, or every workshop of whoever makes it (an admin: of everybody). */
  readonly workshopId?: string | null | undefined
}

/** A webhook that was just made. */
export interface MadeWebhook {
  readonly webhook: WebhookEndpointRow
  /** `whsec_…`: what deliveries are signed with. Shown this once. */
  readonly secret: string
}

const mostWebhooks = 50

/**
 * Makes a webhook.
 *
 * @throws HallpassError `InvalidInput`, `Forbidden`, `NotFound`
 */
export async function createWebhook(
  services: Changing & Pick<Services, 'seal' | 'privateWebhooks'>,
  actor: Actor,
  input: WebhookInput,
): Promise<MadeWebhook> {
  authorize(actor, 'webhook.manage')
  checkUrl(input.url, services.privateWebhooks ?? false)
  const events = checkEvents(input.events ?? webhookEventNames)
  if (typeof input.workshopId === 'string') {
    await requireWorkshop(services.database, actor, 'webhook.manage', input.workshopId)
  }
  const owner = ownerKey(actor) ?? ''
  const secret = newWebhookSecret(services.randomBytes)
  const id = newId('h', services.randomBytes)
  return change(services, actor, async ({ tx, now, record }) => {
    const { count } = await tx
      .selectFrom('webhook_endpoint')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('owner', '=', owner)
      .executeTakeFirstOrThrow()
    if (count >= mostWebhooks) {
      throw new HallpassError(
        'InvalidInput',
        `there are ${count} webhooks already; ${mostWebhooks} is the most`,
        {
          hint: 'remove one of them',
        },
      )
    }
    const webhook = await tx
      .insertInto('webhook_endpoint')
      .values({
        id,
        url: input.url,
        sealed_secret: services.seal.seal(Buffer.from(secret), sealPurpose(id)),
        events: [...events],
        workshop_id: input.workshopId ?? null,
        owner,
        created_at: now,
        updated_at: now,
        disabled_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    record({ action: 'webhook.made', detail: { webhookId: id, host: new URL(input.url).host } })
    return { webhook, secret }
  })
}

/** The webhooks of an actor; an admin sees all of them. */
export async function listWebhooks(services: Reading, actor: Actor): Promise<WebhookEndpointRow[]> {
  authorize(actor, 'webhook.manage')
  let query = services.database.selectFrom('webhook_endpoint').selectAll().orderBy('id').limit(1000)
  if (actor.kind !== 'admin' && actor.kind !== 'system')
    query = query.where('owner', '=', ownerKey(actor) ?? '')
  return query.execute()
}

/**
 * Removes a webhook; what was not delivered to it is dropped.
 *
 * @throws HallpassError `NotFound`, `Forbidden`
 */
export async function removeWebhook(services: Changing, actor: Actor, id: string): Promise<void> {
  authorize(actor, 'webhook.manage')
  await change(services, actor, async ({ tx, record }) => {
    // Before the row is locked: what is put down for it meanwhile must not be left out, should this be rolled back.
    await holdAudit(tx)
    const row = await readOwn(tx, actor, id)
    await tx.deleteFrom('webhook_endpoint').where('id', '=', row.id).execute()
    record({ action: 'webhook.removed', detail: { webhookId: id } })
  })
}

async function readOwn(database: Database, actor: Actor, id: string): Promise<WebhookEndpointRow> {
  const row = await database
    .selectFrom('webhook_endpoint')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  const own = actor.kind === 'admin' || actor.kind === 'system' || row?.owner === ownerKey(actor)
  if (row === undefined || !own) throw notFound()
  return row
}

function checkUrl(text: string, isPrivateAllowed: boolean): void {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const fits = url?.protocol === 'https:' || (isPrivateAllowed && url?.protocol === 'http:')
  // A name is looked up when something is sent: what it leads to then is what counts.
  if (url !== undefined && !isPrivateAllowed && isPrivateHost(url.hostname)) {
    throw new HallpassError('InvalidInput', 'a webhook does not go to a private address', {
      hint: 'use a public one; hallpass server --private-webhooks allows others',
      facts: { name: 'url' },
    })
  }
  if (url !== undefined && fits && url.username === '' && url.password === '' && text.length <= 2000) return
  throw new HallpassError('InvalidInput', 'the url of a webhook has to be an https: URL without a password', {
    hint: 'for example https://lab.example.com/hooks/hallpass',
    facts: { name: 'url' },
  })
}

function checkEvents(events: readonly string[]): readonly string[] {
  const stray = events.find((event) => !webhookEventNames.includes(event))
  if (stray === undefined && events.length > 0) return [...new Set(events)]
  throw new HallpassError(
    'InvalidInput',
    stray === undefined
      ? 'a webhook without events is told nothing'
      : 'one of the events is none that there is',
    { hint: `there are ${webhookEventNames.join(', ')}`, facts: { name: 'events' } },
  )
}
