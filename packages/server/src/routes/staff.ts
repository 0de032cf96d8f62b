import * as v from 'valibot'
import { removeStaffPasskey, staffLink, staffPasskeys } from '../signin/index.ts'
import { addStaff, changeStaff, disableStaff, enableStaff, listStaff, readStaff } from '../staff/index.ts'
import type { StaffRow } from '../store/index.ts'
import { type Answer, type Endpoint, endpoint } from './endpoint/index.ts'
import { pageAnswer, pageOfQuery } from './page.ts'
import {
  newStaffSchema,
  pageOf,
  pageQuery,
  passkeyAnswer,
  passkeyId,
  passkeySchema,
  reasonSchema,
  staffAnswer,
  staffChangeSchema,
  staffId,
  staffLinkSchema,
  staffSchema,
} from './schemas/index.ts'

const params = v.object({ staffId })
const one = { description: 'the member of staff', schema: staffSchema, headers: ['ETag'] } as const

/** One of them, with their ETag. */
function answerOf(row: StaffRow, status: 200 | 201 = 200): Answer {
  return {
    status,
    body: staffAnswer(row),
    headers: { etag: `"${row.version}"`, ...(status === 201 ? { location: `/v1/staff/${row.id}` } : {}) },
  }
}

const moveEndpoint = (
  name: string,
  word: string,
  summary: string,
  description: string,
  move: typeof disableStaff,
): Endpoint =>
  endpoint({
    name,
    method: 'POST',
    path: `/v1/staff/{staffId}/${word}`,
    summary,
    description,
    needs: 'staff.manage',
    params,
    body: reasonSchema,
    versioned: true,
    answers: { 200: one },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { staffId: id }, body, version }) =>
      answerOf(await move(services, actor, { staffId: id, version, reason: body.reason })),
  })

/** Who runs workshops, and how they get in. */
export const staffEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'listStaff',
    method: 'GET',
    path: '/v1/staff',
    summary: 'those who run workshops',
    description: 'Also those who are disabled.',
    needs: 'staff.manage',
    query: v.strictObject(pageQuery),
    answers: { 200: { description: 'a page of them, by id', schema: pageOf(staffSchema) } },
    run: async ({ services, actor, query }) => {
      const page = pageOfQuery(query)
      const rows = await listStaff(services, actor, page)
      return { status: 200, body: pageAnswer(rows, page, ({ id }) => id, staffAnswer) }
    },
  }),
  endpoint({
    name: 'addStaff',
    method: 'POST',
    path: '/v1/staff',
    summary: 'add somebody who runs workshops',
    needs: 'staff.manage',
    body: newStaffSchema,
    creates: true,
    answers: { 201: { ...one, headers: ['ETag', 'Location'] } },
    errors: ['StateConflict'],
    run: async ({ services, actor, body }) => answerOf(await addStaff(services, actor, body), 201),
  }),
  endpoint({
    name: 'readStaff',
    method: 'GET',
    path: '/v1/staff/{staffId}',
    summary: 'one of them',
    needs: 'staff.manage',
    params,
    answers: { 200: one },
    run: async ({ services, actor, params: { staffId: id } }) =>
      answerOf(await readStaff(services, actor, id)),
  }),
  endpoint({
    name: 'changeStaff',
    method: 'PATCH',
    path: '/v1/staff/{staffId}',
    summary: 'change a name, an e-mail address or a role',
    description: 'The last admin stays one. The API tokens of an admin who becomes an instructor end.',
    needs: 'staff.manage',
    params,
    body: staffChangeSchema,
    versioned: true,
    answers: { 200: one },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { staffId: id }, body, version }) =>
      answerOf(await changeStaff(services, actor, id, body, version)),
  }),
  moveEndpoint(
    'disableStaff',
    'disable',
    'end somebody’s access, now',
    'Their browsers, unused links and API tokens end at once. Never the last admin’s. Safe to repeat.',
    disableStaff,
  ),
  moveEndpoint(
    'enableStaff',
    'enable',
    'let somebody back in',
    'What was ended stays ended: make a new link. Safe to repeat.',
    enableStaff,
  ),
  endpoint({
    name: 'makeStaffLink',
    method: 'POST',
    path: '/v1/staff/{staffId}/link',
    summary: 'a link that signs somebody in, once, within a day',
    description: 'Each one replaces the one before.',
    needs: 'staff.manage',
    params,
    creates: true,
    secret: true,
    answers: { 201: { description: 'the link’s secret', schema: staffLinkSchema } },
    errors: ['StateConflict'],
    run: async ({ services, actor, params: { staffId: id } }) => {
      const { secret, expiresAt } = await staffLink(services, actor, id)
      return { status: 201, body: { secret, expiresAt: expiresAt.toISOString() } }
    },
  }),
  endpoint({
    name: 'listStaffPasskeys',
    method: 'GET',
    path: '/v1/staff/{staffId}/passkeys',
    summary: 'the passkeys of one of them',
    needs: 'staff.manage',
    params,
    answers: {
      200: { description: 'all of them', schema: v.strictObject({ items: v.array(passkeySchema) }) },
    },
    run: async ({ services, actor, params: { staffId: id } }) => ({
      status: 200,
      body: { items: (await staffPasskeys(services, actor, id)).map(passkeyAnswer) },
    }),
  }),
  endpoint({
    name: 'removeStaffPasskey',
    method: 'DELETE',
    path: '/v1/staff/{staffId}/passkeys/{passkeyId}',
    summary: 'remove a passkey of one of them, for a device that was lost',
    description:
      'Also the last one: they need a link then. Browsers that are signed in stay so; to end those, disable and enable them.',
    needs: 'staff.manage',
    params: v.object({ staffId, passkeyId }),
    answers: { 200: { description: 'it is gone', schema: v.strictObject({ removed: v.literal(true) }) } },
    run: async ({ services, actor, params: ids }) => {
      await removeStaffPasskey(services, actor, ids)
      return { status: 200, body: { removed: true } }
    },
  }),
]
