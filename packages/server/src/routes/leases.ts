import * as v from 'valibot'
import type { Actor } from '../actor/index.ts'
import type { Services } from '../change/index.ts'
import {
  type Controlled,
  controlLeases,
  createLease,
  extendLeases,
  type LeaseInFull,
  listLeases,
  makeLeaseToken,
  requireLease,
} from '../lease/index.ts'
import { linkUrl, participantLink } from '../signin/index.ts'
import { type Answer, type Endpoint, endpoint } from './endpoint/index.ts'
import { pageAnswer, pageOfQuery } from './page.ts'
import {
  controlledLeaseSchema,
  denialAnswer,
  extensionSchema,
  leaseAnswer,
  leaseId,
  leaseSchema,
  leaseTokenSchema,
  newLeaseSchema,
  pageOf,
  pageQuery,
  participantId,
  personalLinkSchema,
  reasonSchema,
  workshopId,
} from './schemas/index.ts'

const params = v.object({ leaseId })
const one = { description: 'the lease', schema: leaseSchema, headers: ['ETag'] } as const
const controlled = {
  description: 'the lease, and what became of its sessions',
  schema: controlledLeaseSchema,
} as const

const etag = ({ lease }: LeaseInFull): Record<string, string> => ({ etag: `"${lease.version}"` })

function oneAnswer(services: Services, lease: LeaseInFull): Answer {
  return { status: 200, body: leaseAnswer(lease, services.now()), headers: etag(lease) }
}

function madeAnswer(services: Services, lease: LeaseInFull): Answer {
  const { body, headers } = oneAnswer(services, lease)
  return { status: 201, body, headers: { ...headers, location: `/v1/leases/${lease.lease.id}` } }
}

async function controlOne(
  services: Services,
  actor: Actor,
  id: string,
  control: (workshopOfIt: string) => Promise<Controlled>,
): Promise<Answer> {
  const { lease: before } = await requireLease(services.database, actor, 'lease.control', id)
  const { leases, denied } = await control(before.workshop_id)
  const [lease] = leases
  if (lease === undefined) throw new Error('a lease that was moved is missing')
  return {
    status: 200,
    body: {
      lease: leaseAnswer(lease, services.now()),
      denial: denialAnswer(denied.find((outcome) => outcome.leaseId === id)),
    },
    headers: etag(lease),
  }
}

const moveEndpoint = (
  name: string,
  word: 'suspend' | 'resume' | 'revoke',
  summary: string,
  description: string,
): Endpoint =>
  endpoint({
    name,
    method: 'POST',
    path: `/v1/leases/{leaseId}/${word}`,
    summary,
    description,
    needs: 'lease.control',
    params,
    body: reasonSchema,
    versioned: true,
    answers: { 200: { ...controlled, headers: ['ETag'] } },
    errors: ['StateConflict'],
    run: ({ services, actor, params: { leaseId: id }, body, version }) =>
      controlOne(services, actor, id, (workshopOfIt) =>
        controlLeases(
          services,
          actor,
          { workshopId: workshopOfIt, leaseIds: [id], version, reason: body.reason },
          word,
        ),
      ),
  })

export const leaseEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'listLeases',
    method: 'GET',
    path: '/v1/workshops/{workshopId}/leases',
    summary: 'the leases of a workshop',
    needs: 'lease.read',
    params: v.object({ workshopId }),
    query: v.strictObject({
      ...pageQuery,
      state: v.optional(v.picklist(['pending', 'active', 'suspended', 'revoked', 'ended'])),
      participantId: v.optional(participantId),
    }),
    answers: { 200: { description: 'a page of them, by id', schema: pageOf(leaseSchema) } },
    run: async ({ services, actor, params: { workshopId: id }, query: { limit, cursor, ...filter } }) => {
      const page = pageOfQuery({ limit, cursor })
      const rows = await listLeases(services, actor, id, { ...page, ...filter })
      const now = services.now()
      return {
        status: 200,
        body: pageAnswer(
          rows,
          page,
          ({ lease }) => lease.id,
          (row) => leaseAnswer(row, now),
        ),
      }
    },
  }),
  endpoint({
    name: 'createLease',
    method: 'POST',
    path: '/v1/leases',
    summary: 'give somebody a lease, or find the one they have',
    description:
      'The participant is made if missing, by the platform’s own id. Safe to repeat: 201 when it was made now, 200 when they had one.',
    needs: 'lease.create',
    body: newLeaseSchema,
    creates: true,
    answers: {
      200: one,
      201: { ...one, headers: ['ETag', 'Location'] },
    },
    errors: ['NotFound', 'StateConflict', 'WorkshopFull'],
    run: async ({ services, actor, body: { endsAt, ...body } }) => {
      const input = { ...body, ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }) }
      const { created, ...lease } = await createLease(services, actor, input)
      return created ? madeAnswer(services, lease) : oneAnswer(services, lease)
    },
    again: async ({ services, actor }, { leaseId: id = '' }) =>
      madeAnswer(services, await requireLease(services.database, actor, 'lease.read', id)),
  }),
  endpoint({
    name: 'readLease',
    method: 'GET',
    path: '/v1/leases/{leaseId}',
    summary: 'one lease',
    needs: 'lease.read',
    params,
    answers: { 200: one },
    run: async ({ services, actor, params: { leaseId: id } }) => {
      const lease = await requireLease(services.database, actor, 'lease.read', id)
      return oneAnswer(services, lease)
    },
  }),
  endpoint({
    name: 'endLease',
    method: 'DELETE',
    path: '/v1/leases/{leaseId}',
    summary: 'end a lease, and the sessions that came from it',
    description: 'The lease stays readable. Safe to repeat.',
    needs: 'lease.control',
    params,
    versioned: true,
    answers: { 200: { ...controlled, headers: ['ETag'] } },
    run: ({ services, actor, params: { leaseId: id }, version }) =>
      controlOne(services, actor, id, (workshopOfIt) =>
        controlLeases(services, actor, { workshopId: workshopOfIt, leaseIds: [id], version }, 'end'),
      ),
  }),
  moveEndpoint('suspendLease', 'suspend', 'suspend a lease', 'Its sessions are denied; it can be resumed.'),
  moveEndpoint(
    'resumeLease',
    'resume',
    'resume a suspended lease',
    'It goes on under another session name: keys from before stay denied, new ones work at once.',
  ),
  moveEndpoint(
    'revokeLease',
    'revoke',
    'revoke a lease, for good',
    'Its sessions are denied. `denial` says whether AWS has been told; AWS needs up to a few minutes to apply it.',
  ),
  endpoint({
    name: 'extendLease',
    method: 'POST',
    path: '/v1/leases/{leaseId}/extend',
    summary: 'let a lease end later, or sooner',
    needs: 'lease.control',
    params,
    body: extensionSchema,
    versioned: true,
    answers: { 200: { ...controlled, headers: ['ETag'] } },
    errors: ['StateConflict'],
    run: ({ services, actor, params: { leaseId: id }, body, version }) =>
      controlOne(services, actor, id, (workshopOfIt) =>
        extendLeases(
          services,
          actor,
          { workshopId: workshopOfIt, leaseIds: [id], version, reason: body.reason },
          new Date(body.endsAt),
        ),
      ),
  }),
  endpoint({
    name: 'makeLeaseToken',
    method: 'POST',
    path: '/v1/leases/{leaseId}/token',
    summary: 'make a token with which a machine fetches this lease’s keys',
    description:
      'Set AWS_CONTAINER_AUTHORIZATION_TOKEN to it, and AWS_CONTAINER_CREDENTIALS_FULL_URI to this server and `credentialsPath`: every AWS SDK there is served for as long as the lease lives.',
    needs: 'lease.token',
    params,
    creates: true,
    secret: true,
    answers: { 201: { description: 'the token, shown this once', schema: leaseTokenSchema } },
    run: async ({ services, actor, params: { leaseId: id } }) => {
      const token = await makeLeaseToken(services, actor, id)
      return { status: 201, body: { id: token.id, token: token.secret, credentialsPath: '/v1/credentials' } }
    },
  }),
  endpoint({
    name: 'makePersonalLink',
    method: 'POST',
    path: '/v1/leases/{leaseId}/link',
    summary: 'a personal link: whoever opens it is this participant, until the workshop is over',
    description:
      'It leads to the page with the console and the keys, on any number of machines, and is good for nothing else. Those from before go on working.',
    needs: 'participant.link',
    params,
    creates: true,
    secret: true,
    answers: { 201: { description: 'the link, shown this once', schema: personalLinkSchema } },
    run: async ({ services, actor, params: { leaseId: id } }) => {
      const { participant } = await requireLease(services.database, actor, 'participant.link', id)
      const link = await participantLink(services, actor, participant.id)
      const path = linkUrl('', link)
      return { status: 201, body: { secret: link.secret, path, expiresAt: link.expiresAt.toISOString() } }
    },
  }),
]
