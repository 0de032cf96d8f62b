import { HallpassError } from 'hallpass'
import * as v from 'valibot'
import { auditLine, type ChainedRow, readAudit, readChain } from '../audit/index.ts'
import { authorize } from '../actor/index.ts'
import { requireLease } from '../lease/index.ts'
import { requireWorkshop } from '../workshop/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { leaseId, pageQuery, workshopId } from './schemas/index.ts'

const jsonLines = 'application/x-ndjson'

async function* lines(rows: AsyncIterable<ChainedRow>): AsyncGenerator<string> {
  for await (const row of rows) yield auditLine(row)
}

const description = 'JSON Lines, oldest first: seq, previousHash, hash, entry'

export const auditEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'exportAudit',
    method: 'GET',
    path: '/v1/audit',
    summary: 'the whole audit, for checking its chain',
    description: '`hallpass audit verify` checks it without the database.',
    needs: 'audit.export',
    query: v.strictObject({
      from: v.optional(
        v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/), v.description('the first number; default 1')),
      ),
    }),
    answers: { 200: { description, mediaType: jsonLines } },
    run: async ({ services, actor, query }) => {
      authorize(actor, 'audit.export')
      if (actor.kind === 'platform' && actor.workshopIds !== 'all') {
        throw new HallpassError('Forbidden', 'this token is for some workshops, and the audit is of all', {
          hint: 'use a token for every workshop, with the scope audit',
          facts: { name: 'audit' },
        })
      }
      return { status: 200, stream: lines(readChain(services.database, Number(query.from ?? 1))) }
    },
  }),
  endpoint({
    name: 'readWorkshopAudit',
    method: 'GET',
    path: '/v1/workshops/{workshopId}/audit',
    summary: 'what happened in a workshop',
    description:
      'Its rows of the chain; between them are those of others, so the chain is checked over the whole.',
    needs: 'audit.read',
    params: v.object({ workshopId }),
    query: v.strictObject({
      from: v.optional(v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/))),
      limit: pageQuery.limit,
    }),
    answers: { 200: { description, mediaType: jsonLines } },
    run: async ({ services, actor, params, query }) => {
      await requireWorkshop(services.database, actor, 'audit.read', params.workshopId)
      const rows = readAudit(
        services.database,
        { workshopId: params.workshopId },
        Number(query.from ?? 1),
        limitOf(query),
      )
      return { status: 200, stream: lines(rows) }
    },
  }),
  endpoint({
    name: 'readLeaseAudit',
    method: 'GET',
    path: '/v1/leases/{leaseId}/audit',
    summary: 'what happened to a lease',
    needs: 'audit.read',
    params: v.object({ leaseId }),
    answers: { 200: { description, mediaType: jsonLines } },
    run: async ({ services, actor, params }) => {
      await requireLease(services.database, actor, 'audit.read', params.leaseId)
      return { status: 200, stream: lines(readAudit(services.database, { leaseId: params.leaseId })) }
    },
  }),
]

function limitOf({ limit }: { readonly limit?: string | undefined }): number | undefined {
  return limit === undefined ? undefined : Number(limit)
}
