import * as v from 'valibot'
import type { Actor } from '../actor/index.ts'
import type { Services } from '../change/index.ts'
import { createMissingLeases } from '../lease/index.ts'
import { importParticipants, type Listed, listParticipants, readParticipant } from '../participant/index.ts'
import { requireWorkshop } from '../workshop/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { pageAnswer, pageOfQuery } from './page.ts'
import {
  line,
  pageOf,
  pageQuery,
  participantAnswer,
  participantId,
  participantSchema,
  personSchema,
  workshopId,
} from './schemas/index.ts'

const inWorkshop = v.object({ workshopId })
const maxPeople = 2000

const importSchema = v.strictObject({
  people: v.optional(
    v.pipe(v.array(v.unknown()), v.maxLength(maxPeople), v.description('people: name, email, externalId')),
  ),
})

export const importAnswerSchema = v.strictObject({
  dryRun: v.boolean(),
  added: v.pipe(v.number(), v.description('how many are new; in a dry run, would be')),
  known: v.pipe(v.number(), v.description('how many were there already')),
  leases: v.pipe(v.number(), v.description('how many leases were made')),
  problems: v.array(
    v.strictObject({
      row: v.pipe(v.number(), v.description('the line of the list, or the place in `people`, from 1')),
      message: v.string(),
      hint: v.nullable(v.string()),
    }),
  ),
})

function listed(one: unknown): Listed {
  const result = v.safeParse(personSchema, one)
  if (result.success) return result.output
  const [issue] = result.issues
  return {
    problem: `${v.getDotPath(issue) ?? 'it'} is not as it should be`,
    hint: issue.expected === null ? undefined : `${issue.expected} is expected`,
  }
}

async function missing(services: Services, actor: Actor, id: string): Promise<number> {
  const { created } = await createMissingLeases(services, actor, id)
  return created
}

export const participantEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'listParticipants',
    method: 'GET',
    path: '/v1/workshops/{workshopId}/participants',
    summary: 'the participants of a workshop',
    needs: 'participant.read',
    params: inWorkshop,
    query: v.strictObject({ ...pageQuery, externalId: v.optional(line(1, 200)) }),
    answers: { 200: { description: 'a page of them, by id', schema: pageOf(participantSchema) } },
    run: async ({ services, actor, params, query: { limit, cursor, externalId } }) => {
      const page = pageOfQuery({ limit, cursor })
      const rows = await listParticipants(services, actor, params.workshopId, { ...page, externalId })
      return { status: 200, body: pageAnswer(rows, page, ({ id }) => id, participantAnswer) }
    },
  }),
  endpoint({
    name: 'importParticipants',
    method: 'POST',
    path: '/v1/workshops/{workshopId}/participants',
    summary: 'add people, up to 2,000 at once',
    description:
      'As JSON, or as CSV the way spreadsheets and learning platforms save it. Whoever is there already stays who they are. With any row that cannot be used nobody is added, and the answer lists the rows; `dryRun` only looks. With `leases` everyone in the workshop who has no lease is given one, but for those whose last one was revoked.',
    needs: 'participant.write',
    params: inWorkshop,
    query: v.strictObject({
      dryRun: v.optional(v.picklist(['true', 'false'])),
      leases: v.optional(v.picklist(['true', 'false'])),
    }),
    body: importSchema,
    otherBodies: ['text/csv', 'text/plain'],
    maxBodyBytes: 2_097_152,
    creates: true,
    answers: { 200: { description: 'what was done, or would be', schema: importAnswerSchema } },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { workshopId: id }, query, body, bytes }) => {
      const dryRun = query.dryRun === 'true'
      const wantsLeases = query.leases === 'true' && !dryRun
      if (wantsLeases) await requireWorkshop(services.database, actor, 'lease.create', id)
      const people = bytes ?? (body.people ?? []).map(listed)
      const outcome = await importParticipants(services, actor, id, people, { dryRun, maxPeople })
      const leases = wantsLeases && outcome.problems.length === 0 ? await missing(services, actor, id) : 0
      return { status: 200, body: { dryRun, ...outcome, leases } }
    },
    again: async (
      { services, actor, params: { workshopId: id }, query, body, bytes },
      { participants: added },
    ) => {
      const options = { dryRun: true, maxPeople }
      const people = bytes ?? (body.people ?? []).map(listed)
      const { known } = await importParticipants(services, actor, id, people, options)
      // Those that were not made before somebody stopped the server.
      const leases = query.leases === 'true' ? await missing(services, actor, id) : 0
      return { status: 200, body: { dryRun: false, added, known: known - added, leases, problems: [] } }
    },
  }),
  endpoint({
    name: 'readParticipant',
    method: 'GET',
    path: '/v1/participants/{participantId}',
    summary: 'one participant',
    needs: 'participant.read',
    params: v.object({ participantId }),
    answers: { 200: { description: 'the participant', schema: participantSchema } },
    run: async ({ services, actor, params: { participantId: id } }) => ({
      status: 200,
      body: participantAnswer(await readParticipant(services, actor, id)),
    }),
  }),
]
