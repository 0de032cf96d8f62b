import * as v from 'valibot'
import {
  archiveWorkshop,
  changeWorkshop,
  endWorkshop,
  type MovedWorkshop,
  openWorkshop,
  type WorkshopSelection,
} from '../lifecycle/index.ts'
import {
  createWorkshop,
  listWorkshops,
  requireWorkshop,
  type Workshop,
  type WorkshopInput,
} from '../workshop/index.ts'
import { type Answer, type Call, type Endpoint, endpoint } from './endpoint/index.ts'
import { pageAnswer, pageOfQuery } from './page.ts'
import {
  newWorkshopSchema,
  pageOf,
  pageQuery,
  reasonSchema,
  workshopAnswer,
  workshopChangeSchema,
  workshopId,
  workshopSchema,
} from './schemas/index.ts'

const params = v.object({ workshopId })
const one = { description: 'the workshop', schema: workshopSchema, headers: ['ETag'] } as const

/** One workshop, with its ETag. */
function answerOf(workshop: Workshop, status: 200 | 201 = 200): Answer {
  return {
    status,
    body: workshopAnswer(workshop),
    headers: {
      etag: `"${workshop.version}"`,
      ...(status === 201 ? { location: `/v1/workshops/${workshop.id}` } : {}),
    },
  }
}

/** Moments that came as text. */
function withMoments<T extends { startsAt?: string | undefined; endsAt?: string | undefined }>(
  body: T,
): Omit<T, 'startsAt' | 'endsAt'> & Partial<Pick<WorkshopInput, 'startsAt' | 'endsAt'>> {
  const { startsAt, endsAt, ...rest } = body
  return {
    ...rest,
    ...(startsAt === undefined ? {} : { startsAt: new Date(startsAt) }),
    ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }),
  }
}

type Move = (
  services: Call<undefined, undefined, undefined>['services'],
  actor: Call<undefined, undefined, undefined>['actor'],
  selection: WorkshopSelection,
) => Promise<MovedWorkshop>

const moveEndpoint = (
  name: string,
  word: string,
  summary: string,
  description: string,
  move: Move,
): Endpoint =>
  endpoint({
    name,
    method: 'POST',
    path: `/v1/workshops/{workshopId}/${word}`,
    summary,
    description,
    needs: word === 'end' ? 'workshop.end' : 'workshop.change',
    params,
    body: reasonSchema,
    versioned: true,
    answers: { 200: one },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { workshopId: id }, body, version }) =>
      answerOf((await move(services, actor, { workshopId: id, version, reason: body.reason })).workshop),
  })

export const workshopEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'listWorkshops',
    method: 'GET',
    path: '/v1/workshops',
    summary: 'the workshops that you may see',
    needs: 'workshop.read',
    query: v.strictObject(pageQuery),
    answers: { 200: { description: 'a page of them, by id', schema: pageOf(workshopSchema) } },
    run: async ({ services, actor, query }) => {
      const page = pageOfQuery(query)
      const rows = await listWorkshops(services, actor, page)
      return { status: 200, body: pageAnswer(rows, page, ({ id }) => id, workshopAnswer) }
    },
  }),
  endpoint({
    name: 'createWorkshop',
    method: 'POST',
    path: '/v1/workshops',
    summary: 'make a workshop',
    needs: 'workshop.create',
    body: newWorkshopSchema,
    creates: true,
    answers: { 201: { ...one, headers: ['ETag', 'Location'] } },
    run: async ({ services, actor, body: { state, startsAt, endsAt, ...body } }) => {
      const input = { ...body, startsAt: new Date(startsAt), endsAt: new Date(endsAt) }
      return answerOf(await createWorkshop(services, actor, input, state), 201)
    },
    again: async ({ services, actor }, { workshopId: id = '' }) =>
      answerOf(await requireWorkshop(services.database, actor, 'workshop.read', id), 201),
  }),
  endpoint({
    name: 'readWorkshop',
    method: 'GET',
    path: '/v1/workshops/{workshopId}',
    summary: 'one workshop',
    needs: 'workshop.read',
    params,
    answers: { 200: one },
    run: async ({ services, actor, params: { workshopId: id } }) =>
      answerOf(await requireWorkshop(services.database, actor, 'workshop.read', id)),
  }),
  endpoint({
    name: 'changeWorkshop',
    method: 'PATCH',
    path: '/v1/workshops/{workshopId}',
    summary: 'change a workshop that is not over',
    description: 'Leases that were to last as long as the workshop go on doing so; none outlives it.',
    needs: 'workshop.change',
    params,
    body: workshopChangeSchema,
    versioned: true,
    answers: { 200: one },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { workshopId: id }, body, version }) =>
      answerOf((await changeWorkshop(services, actor, id, withMoments(body), version)).workshop),
  }),
  moveEndpoint(
    'openWorkshop',
    'open',
    'open a draft',
    'Leases that wait for it begin with it.',
    openWorkshop,
  ),
  moveEndpoint(
    'endWorkshop',
    'end',
    'end a workshop and everybody’s access, now',
    'The answer is there when AWS has been told; AWS needs up to a few minutes to apply it. Safe to repeat.',
    endWorkshop,
  ),
  moveEndpoint(
    'archiveWorkshop',
    'archive',
    'put an ended workshop away',
    'It stays readable.',
    archiveWorkshop,
  ),
]
