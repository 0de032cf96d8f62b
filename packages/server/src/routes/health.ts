import { sql } from 'kysely'
import * as v from 'valibot'
import type { Services } from '../change/index.ts'
import { type CheckedRole, checkedRoles, checkRole } from '../checking/index.ts'
import { disagreements } from '../replicas/index.ts'
import { groupFindings } from '../signin/index.ts'
import type { CheckFinding, Database } from '../store/index.ts'
import { strandedWorkshops } from '../workshop/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { metricsText, type RequestCounts } from './metrics.ts'
import { answeredMoment, issuerName, roleArn } from './schemas/index.ts'

const findingSchema = v.strictObject({ problem: v.string(), hint: v.nullable(v.string()) })

const causeSchema = v.strictObject({
  cause: v.pipe(
    v.string(),
    v.description('one of docs/doctor.md; `revoker-refused`; `attribution`; or the code of an error'),
  ),
  saw: v.string(),
  hint: v.pipe(v.nullable(v.string()), v.description('what to type or to change')),
})

const resultFields = {
  wrong: v.pipe(
    v.nullable(causeSchema),
    v.description('the first thing that is wrong; nothing behind it was looked at'),
  ),
  warnings: v.array(causeSchema),
  checks: v.pipe(
    v.array(
      v.strictObject({
        name: v.string(),
        outcome: v.picklist(['good', 'wrong', 'warning', 'unknown']),
        saw: v.string(),
      }),
    ),
    v.description('what was looked at, in order'),
  ),
}

const doctorSchema = v.strictObject({
  state: v.pipe(
    v.picklist(['running', 'ended', 'given-up']),
    v.description('of the last look; what is beside it was found by the last that ended'),
  ),
  endedAt: v.nullable(answeredMoment),
  ...resultFields,
})

export const roleToCheckSchema = v.strictObject({ roleArn, issuer: v.optional(issuerName) })

export const roleCheckSchema = v.strictObject({
  issuer: v.string(),
  roleArn,
  endedAt: answeredMoment,
  ...resultFields,
})

export const healthSchema = v.strictObject({
  status: v.pipe(
    v.picklist(['ok', 'attention']),
    v.description('what was found of a role counts while a workshop that is not over has it'),
  ),
  roles: v.array(
    v.strictObject({
      issuer: v.pipe(v.string(), v.description('who makes the sessions: a trust tells issuers apart')),
      roleArn: v.string(),
      accountId: v.string(),
      sessionTagsAllowed: v.nullable(v.boolean()),
      sourceIdentityAllowed: v.nullable(v.boolean()),
      findings: v.array(findingSchema),
      checkedAt: v.pipe(v.nullable(answeredMoment), v.description('null before the first session')),
      doctor: v.pipe(v.nullable(doctorSchema), v.description('null where nobody had it checked')),
    }),
  ),
  workshops: v.pipe(
    v.array(v.strictObject({ id: v.string(), name: v.string(), issuer: v.string() })),
    v.description('workshops that get no keys: this server was started without their issuer'),
  ),
  replicas: v.pipe(
    v.array(findingSchema),
    v.description('what the replicas that run were started with differently'),
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
    name: 'checkRole',
    method: 'POST',
    path: '/v1/health/checks',
    summary: 'looks now for what is wrong with a role and its issuer',
    description:
      'Walks from the issuer’s credentials to a console link, with sessions that are made and dropped, and looks whether the revoker reads the role; what is found is kept for `GET /v1/health`. It may take two minutes where the network answers nothing. One at a time for a role, with a quarter of a minute between.',
    needs: 'health.check',
    body: roleToCheckSchema,
    answers: { 200: { description: 'what was found', schema: roleCheckSchema } },
    errors: ['NotFound', 'RateLimited'],
    run: async ({ services, actor, body }) => {
      const role = { issuer: body.issuer ?? 'default', roleArn: body.roleArn }
      const { endedAt, result } = await checkRole(services, actor, role)
      return { status: 200, body: { ...role, endedAt: endedAt.toISOString(), ...result } }
    },
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
  services: Pick<Services, 'database' | 'issuing' | 'now'>,
): Promise<v.InferOutput<typeof healthSchema>> {
  const { database } = services
  const roles = await checkedRoles(services)
  const workshops = await strandedWorkshops(services)
  const signIn = await groupFindings(database)
  const replicas = await disagreements(database)
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
    replicas.length > 0 ||
    roles.some(
      ({ inUse, found, check }) =>
        inUse && ((found?.findings ?? []).length > 0 || isWrong(check?.result?.wrong ?? null)),
    )
  return {
    status: attention ? 'attention' : 'ok',
    workshops,
    replicas: [...replicas],
    signIn,
    roles: roles.map(roleBody),
    denials: {
      wanted: wanted.length,
      oldest: wanted[0]?.created_at.toISOString() ?? null,
      lastError: wanted.find((one) => one.last_error !== null)?.last_error ?? null,
    },
  }
}

/** That a class left a look no turn says nothing of the role. */
function isWrong(wrong: CheckFinding | null): boolean {
  return wrong !== null && wrong.cause !== 'Throttled'
}

function roleBody({ issuer, roleArn: arn, accountId, found, check }: CheckedRole) {
  return {
    issuer,
    roleArn: arn,
    accountId,
    sessionTagsAllowed: found?.sessionTagsAllowed ?? null,
    sourceIdentityAllowed: found?.sourceIdentityAllowed ?? null,
    findings: (found?.findings ?? []).map(({ problem, hint }) => ({ problem, hint: hint ?? null })),
    checkedAt: found?.checkedAt.toISOString() ?? null,
    doctor:
      check === undefined
        ? null
        : {
            state: check.state,
            endedAt: check.endedAt?.toISOString() ?? null,
            wrong: check.result?.wrong ?? null,
            warnings: [...(check.result?.warnings ?? [])],
            checks: [...(check.result?.checks ?? [])],
          },
  }
}
