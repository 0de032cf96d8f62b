import * as v from 'valibot'
import { leaseConsoleLink, leaseCredentials, noLeaseToken, returnLeaseToken } from '../lease/index.ts'
import type { IssuedCredentials } from '../ports/index.ts'
import { type Answer, type Endpoint, endpoint } from './endpoint/index.ts'
import { consoleRequestSchema, credentialsSchema, leaseId } from './schemas/index.ts'

const params = v.object({ leaseId })
const keys = { description: 'temporary keys', schema: credentialsSchema } as const

/** All four fields, and `Token`: what SDKs read from a container credentials endpoint. */
function answerOf(issued: IssuedCredentials): Answer {
  return {
    status: 200,
    body: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      Token: issued.sessionToken,
      Expiration: issued.expiration.toISOString(),
    },
  }
}

export const credentialEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'issueCredentials',
    method: 'POST',
    path: '/v1/leases/{leaseId}/credentials',
    summary: 'keys for a lease',
    description: 'For the time that is left of it. They are made when asked for, and not kept.',
    needs: 'lease.issue',
    params,
    secret: true,
    asksAws: true,
    answers: { 200: keys },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { leaseId: id } }) =>
      answerOf(await leaseCredentials(services, actor, id)),
  }),
  endpoint({
    name: 'openConsole',
    method: 'POST',
    path: '/v1/leases/{leaseId}/console',
    summary: 'a fresh console link for a lease',
    needs: 'lease.issue',
    params,
    body: consoleRequestSchema,
    secret: true,
    asksAws: true,
    answers: { 303: { description: 'the link', headers: ['Location'] } },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { leaseId: id }, body }) => {
      const { url } = await leaseConsoleLink(services, actor, id, body.destination)
      return { status: 303, headers: { location: url } }
    },
  }),
  endpoint({
    name: 'containerCredentials',
    method: 'GET',
    path: '/v1/credentials',
    summary: 'keys, as AWS SDKs ask a container credentials endpoint for them',
    description:
      'With a lease’s token as AWS_CONTAINER_AUTHORIZATION_TOKEN. SDKs ask again by themselves before the keys end.',
    needs: 'lease-token',
    secret: true,
    asksAws: true,
    answers: { 200: keys },
    errors: ['StateConflict', 'NotFound'],
    run: async ({ services, actor }) => {
      if (actor.kind !== 'participant' || actor.leaseId === undefined) {
        throw noLeaseToken()
      }
      return answerOf(await leaseCredentials(services, actor, actor.leaseId))
    },
  }),
  endpoint({
    name: 'returnLeaseToken',
    method: 'DELETE',
    path: '/v1/credentials',
    summary: 'take back the lease’s token that this request came with',
    description:
      'For a machine that leaves. Keys that it has already live on until they end; so does the lease.',
    needs: 'lease-token',
    answers: {
      200: { description: 'it works no more', schema: v.strictObject({ returned: v.literal(true) }) },
    },
    run: async ({ services, actor }) => {
      await returnLeaseToken(services, actor)
      return { status: 200, body: { returned: true } }
    },
  }),
]
