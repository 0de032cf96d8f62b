export { deliverDue, queueDeliveries } from './deliver.ts'
export {
  createWebhook,
  listWebhooks,
  type MadeWebhook,
  removeWebhook,
  type WebhookInput,
} from './endpoints.ts'
export { isWebhookEvent, type WebhookEvent, webhookEventNames } from './events.ts'
export { refuseOtherSeal } from './refuse-other-seal.ts'
export { createPost, type Post, type Posted, type PostOptions } from './post.ts'
