import * as v from 'valibot'
import { scopes } from '../actor/index.ts'
import { listApiTokens, makeApiToken, revokeApiToken } from '../signin/index.ts'
import type { ApiTokenRow } from '../store/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { answeredMoment, apiTokenId, line, workshopId } from './schemas/index.ts'

export const apiTokenSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  scopes: v.array(v.string()),
  workshopIds: v.pipe(v.nullable(v.array(v.string())), v.description('null: every workshop')),
  createdAt: answeredMoment,
  expiresAt: answeredMoment,
  lastUsedAt: v.nullable(answeredMoment),
  revokedAt: v.nullable(answeredMoment),
})

export const newApiTokenSchema = v.strictObject({
  name: line(1, 200),
  scopes: v.pipe(v.array(v.picklist(scopes)), v.minLength(1), v.maxLength(scopes.length)),
  workshopIds: v.pipe(
    v.optional(v.nullable(v.pipe(v.array(workshopId), v.maxLength(1000)))),
    v.description('workshops besides those it makes itself; null: every workshop; default: none'),
  ),
  lifetimeDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(366))),
})

const madeSchema = v.strictObject({
  token: apiTokenSchema,
  secret: v.pipe(v.string(), v.description('what goes behind `Authorization: Bearer`; shown this once')),
})

const params = v.object({ tokenId: apiTokenId })

/** Tokens of platforms: made by an admin, for some of what there is, and for some time. */
export const apiTokenEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'listApiTokens',
    method: 'GET',
    path: '/v1/api-tokens',
    summary: 'the tokens of platforms',
    needs: 'token.manage',
    answers: {
      200: { description: 'all of them', schema: v.strictObject({ items: v.array(apiTokenSchema) }) },
    },
    run: async ({ services, actor }) => ({
      status: 200,
      body: { items: (await listApiTokens(services, actor)).map(answerOf) },
    }),
  }),
  endpoint({
    name: 'makeApiToken',
    method: 'POST',
    path: '/v1/api-tokens',
    summary: 'a token for a platform',
    needs: 'token.manage',
    body: newApiTokenSchema,
    creates: true,
    secret: true,
    answers: { 201: { description: 'the token', schema: madeSchema } },
    run: async ({ services, actor, body }) => {
      const { token, secret } = await makeApiToken(services, actor, body)
      return { status: 201, body: { token: answerOf(token), secret } }
    },
  }),
  endpoint({
    name: 'revokeApiToken',
    method: 'DELETE',
    path: '/v1/api-tokens/{tokenId}',
    summary: 'revokes a token; safe to repeat',
    needs: 'token.manage',
    params,
    answers: {
      200: { description: 'it works no more', schema: v.strictObject({ revoked: v.literal(true) }) },
    },
    run: async ({ services, actor, params: { tokenId } }) => {
      await revokeApiToken(services, actor, tokenId)
      return { status: 200, body: { revoked: true } }
    },
  }),
]

function answerOf(row: ApiTokenRow): v.InferOutput<typeof apiTokenSchema> {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    workshopIds: row.workshop_ids,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}
