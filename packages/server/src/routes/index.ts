import type { Hono } from 'hono'
import { compressed } from '../compress/index.ts'
import { accountEndpoints } from './account.ts'
import { apiTokenEndpoints } from './api-tokens.ts'
import { auditEndpoints } from './audit.ts'
import { credentialEndpoints } from './credentials.ts'
import { type Endpoint, mount, type MountOptions, openApiDocument } from './endpoint/index.ts'
import { healthEndpoints } from './health.ts'
import { joinEndpoints } from './join.ts'
import { leaseEndpoints } from './leases.ts'
import { createRequestCounts } from './metrics.ts'
import { participantEndpoints } from './participants.ts'
import { roleEndpoints } from './roles.ts'
import { leaseSchema, participantSchema, staffSchema, workshopSchema } from './schemas/index.ts'
import { staffEndpoints } from './staff.ts'
import { webhookEndpoints } from './webhooks.ts'
import { workshopEndpoints } from './workshops.ts'

export {
  createRateLimit,
  type Attempts,
  type Endpoint,
  type MountOptions,
  problemOf,
  type RateLimit,
} from './endpoint/index.ts'
export { isReady } from './health.ts'

const named = {
  Workshop: workshopSchema,
  Participant: participantSchema,
  Lease: leaseSchema,
  Staff: staffSchema,
}

/** The HTTP API. */
export interface Api {
  readonly endpoints: readonly Endpoint[]
  /** OpenAPI 3.1. */
  readonly document: Record<string, unknown>
}

/** Puts the HTTP API on an app, and its description at `/openapi.json`. */
export function mountApi(app: Hono, version: string, options: MountOptions): Api {
  const counts = createRequestCounts()
  const endpoints = [
    ...workshopEndpoints,
    ...participantEndpoints,
    ...leaseEndpoints,
    ...credentialEndpoints,
    ...joinEndpoints,
    ...staffEndpoints,
    ...accountEndpoints,
    ...apiTokenEndpoints,
    ...webhookEndpoints,
    ...roleEndpoints,
    ...auditEndpoints,
    ...healthEndpoints(counts),
  ]
  mount(app, endpoints, {
    ...options,
    onAnswer: (endpoint, status, milliseconds) => {
      counts.add(endpoint.name, status, milliseconds)
      options.onAnswer?.(endpoint, status, milliseconds)
    },
  })
  const document = openApiDocument(endpoints, named, version)
  const text = JSON.stringify(document)
  app.get('/openapi.json', (context) =>
    compressed(
      context.req.raw,
      context.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' }),
    ),
  )
  return { endpoints, document }
}
