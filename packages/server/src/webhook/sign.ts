import { createHmac } from 'node:crypto'
import type { RandomBytes } from '../base/index.ts'

/** A new secret of a webhook, `whsec_…`: 32 random bytes in base64. */
export function newWebhookSecret(randomBytes: RandomBytes): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

/** What a webhook's secret is sealed for. */
export function sealPurpose(webhookId: string): string {
  return `webhook ${webhookId}`
}

/**
 * The headers of a delivery: who receives it verifies `webhook-signature` over `id.timestamp.body`, and refuses what
 * is older than five minutes.
 *
 * Source: Standard Webhooks, "Signature scheme".
 */
export function signatureHeaders(
  secret: string,
  { id, body, now }: { readonly id: string; readonly body: string; readonly now: Date },
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
