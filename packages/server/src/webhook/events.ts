import type { Action } from '../audit/index.ts'

/** What a webhook can be told, with the entry of the audit that it comes from. */
export const webhookEvents = {
  'lease.started': 'lease.started',
  'lease.first-used': 'lease.first-used',
  'lease.ending-soon': 'lease.ending-soon',
  'lease.suspended': 'lease.suspended',
  'lease.resumed': 'lease.resumed',
  'lease.extended': 'lease.extended',
  'lease.ended': 'lease.ended',
  'lease.revoked': 'lease.revoked',
} as const satisfies Partial<Record<Action, string>>

export type WebhookEvent = keyof typeof webhookEvents

export const webhookEventNames: readonly string[] = Object.keys(webhookEvents)

/** Whether something that happened is told to webhooks. */
export function isWebhookEvent(action: string): action is WebhookEvent {
  return Object.hasOwn(webhookEvents, action)
}
