import * as v from 'valibot'
import type { WebhookEndpointRow } from '../store/index.ts'
import { createWebhook, listWebhooks, removeWebhook, webhookEventNames } from '../webhook/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { answeredMoment, line, webhookId, workshopId } from './schemas/index.ts'

export const webhookSchema = v.strictObject({
  id: v.string(),
  url: v.string(),
  events: v.array(v.string()),
  workshopId: v.pipe(v.nullable(v.string()), v.description('null: every workshop of whoever made it')),
  createdAt: answeredMoment,
})

export const newWebhookSchema = v.strictObject({
  url: line(1, 2000),
  events: v.optional(v.pipe(v.array(v.picklist(webhookEventNames)), v.minLength(1), v.maxLength(20))),
  workshopId: v.optional(v.nullable(workshopId)),
})

/** Where a platform is told what happens to leases. */
export const webhookEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'listWebhooks',
    method: 'GET',
    path: '/v1/webhooks',
    summary: 'webhooks',
    needs: 'webhook.manage',
    answers: {
      200: {
        description: 'yours; an admin sees all',
        schema: v.strictObject({ items: v.array(webhookSchema) }),
      },
    },
    run: async ({ services, actor }) => ({
      status: 200,
      body: { items: (await listWebhooks(services, actor)).map(answerOf) },
    }),
  }),
  endpoint({
    name: 'createWebhook',
    method: 'POST',
    path: '/v1/webhooks',
    summary: 'a webhook',
    description:
      'Deliveries are signed as Standard Webhooks has it, sent at least once, and in order for each lease.',
    needs: 'webhook.manage',
    body: newWebhookSchema,
    creates: true,
    secret: true,
    answers: {
      201: {
        description: 'the webhook',
        schema: v.strictObject({
          webhook: webhookSchema,
          secret: v.pipe(v.string(), v.description('what deliveries are signed with; shown this once')),
        }),
      },
    },
    errors: ['InvalidInput'],
    run: async ({ services, actor, body }) => {
      const { webhook, secret } = await createWebhook(services, actor, body)
      return { status: 201, body: { webhook: answerOf(webhook), secret } }
    },
  }),
  endpoint({
    name: 'removeWebhook',
    method: 'DELETE',
    path: '/v1/webhooks/{webhookId}',
    summary: 'removes a webhook',
    description: 'What was not delivered to it is dropped.',
    needs: 'webhook.manage',
    params: v.object({ webhookId }),
    answers: { 200: { description: 'it is gone', schema: v.strictObject({ removed: v.literal(true) }) } },
    run: async ({ services, actor, params }) => {
      await removeWebhook(services, actor, params.webhookId)
      return { status: 200, body: { removed: true } }
    },
  }),
]

function answerOf(row: WebhookEndpointRow): v.InferOutput<typeof webhookSchema> {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    workshopId: row.workshop_id,
    createdAt: row.created_at.toISOString(),
  }
}
