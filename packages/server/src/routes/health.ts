import { sql } from 'kysely'
import * as v from 'valibot'
import type { Services } from '../change/index.ts'
import { groupFindings } from '../signin/index.ts'
import type { Database } from '../store/index.ts'
import { strandedWorkshops } from '../workshop/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { metricsText, type RequestCounts } from './metrics.ts'
import { answeredMoment } from './schemas/index.ts'

const findingSchema = v.strictObject({ problem: v.string(), hint: v.nullable(v.string()) })

const healthSchema = v.strictObject({
  status: v.picklist(['ok', 'attention']),
  roles: v.array(
    v.strictObject({
      issuer: v.pipe(v.string(), v.description('who makes the sessions: a trust tells issuers apart')),
      roleArn: v.string(),
      accountId: v.string(),
      sessionTagsAllowed: v.nullable(v.boolean()),
      sourceIdentityAllowed: v.nullable(v.boolean()),
      findings: v.array(findingSchema),
      checkedAt: answeredMoment,
    }),
  ),
  workshops: v.pipe(
    v.array(v.strictObject({ id: v.string(), name: v.string(), issuer: v.string() })),
    v.description('workshops that get no keys: this server was started without their issuer'),
  ),
  signIn: v.pipe(v.array(findingSchema), v.description('what is wrong with how staff signs in')),
  denials: v.strictObject({
    wanted: v.pipe(v.number(), v.description('revocations that AWS has not been told of yet')),
    oldest: v.nullable(answeredMoment),
    lastError: v.nullable(v.string()),
  }),
})

/** Whether this replica can answer: PostgreSQL does. */
export async function isReady(database: Database): Promise<boolean> {
  try {
    await sql`select 1`.execute(database)
    return true
  } catch {
    return false
  }
}

export const healthEndpoints = (counts: RequestCounts): readonly Endpoint[] => [
  endpoint({
    name: 'readReadiness',
    method: 'GET',
    path: '/v1/ready',
    summary: 'whether this replica takes requests',
    needs: 'anyone',
    answers: { 200: { description: 'it does', schema: v.strictObject({ ready: v.literal(true) }) } },
    run: async ({ services }) => {
      await sql`select 1`.execute(services.database)
      return { status: 200, body: { ready: true } }
    },
  }),
  endpoint({
    name: 'readHealth',
    method: 'GET',
    path: '/v1/health',
    summary: 'what was found out about roles, trust and issuer, and what is not done yet',
    needs: 'health.read',
    answers: { 200: { description: 'the findings', schema: healthSchema } },
    run: async ({ services }) => ({ status: 200, body: await readHealth(services) }),
  }),
  endpoint({
    name: 'readMetrics',
    method: 'GET',
    path: '/v1/metrics',
    summary: 'numbers for Prometheus',
    needs: 'health.read',
    answers: {
      200: { description: 'Prometheus’s text format', mediaType: 'text/plain; version=0.0.4; charset=utf-8' },
    },
    run: async ({ services: { database } }) => ({ status: 200, stream: await metricsText(database, counts) }),
  }),
]

async function readHealth(
  services: Pick<Services, 'database' | 'issuing'>,
): Promise<v.InferOutput<typeof healthSchema>> {
  const { database } = services
  const roles = await database
    .selectFrom('role_finding')
    .selectAll()
    .orderBy('role_arn')
    .orderBy('issuer')
    .execute()
  const workshops = await strandedWorkshops(services)
  const signIn = await groupFindings(database)
  const wanted = await database
    .selectFrom('denial')
    .select(['created_at', 'last_error'])
    .where('state', '=', 'wanted')
    .orderBy('created_at')
    .execute()
  const attention =
    wanted.length > 0 ||
    workshops.length > 0 ||
    signIn.length > 0 ||
    roles.some(({ findings }) => findings.length > 0)
  return {
    status: attention ? 'attention' : 'ok',
    workshops,
    signIn,
    roles: roles.map((role) => ({
      issuer: role.issuer,
      roleArn: role.role_arn,
      accountId: role.account_id,
      sessionTagsAllowed: role.session_tags_allowed,
      sourceIdentityAllowed: role.source_identity_allowed,
      findings: role.findings.map(({ problem, hint }) => ({ problem, hint: hint ?? null })),
      checkedAt: role.checked_at.toISOString(),
    })),
    denials: {
      wanted: wanted.length,
      oldest: wanted[0]?.created_at.toISOString() ?? null,
      lastError: wanted.find((one) => one.last_error !== null)?.last_error ?? null,
    },
  }
}
