import * as v from 'valibot'
import { accountOf } from '../actor/index.ts'
import {
  endMySession,
  endMySessions,
  myPasskeys,
  mySessions,
  removePasskey,
  renamePasskey,
} from '../signin/index.ts'
import { loadStaff } from '../staff/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import {
  accountSchema,
  browserAnswer,
  browserId,
  passkeyAnswer,
  passkeyChangeSchema,
  passkeyId,
  passkeySchema,
  staffAnswer,
} from './schemas/index.ts'

const needs = 'account.manage'

/** How somebody who runs workshops signs in themselves. Passkeys are added on the page alone: it takes a browser. */
export const accountEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'readAccount',
    method: 'GET',
    path: '/v1/account',
    summary: 'who I am, my passkeys, and the browsers that I am signed in with',
    needs,
    answers: { 200: { description: 'the account', schema: accountSchema } },
    errors: ['NotFound'],
    run: async ({ services, actor }) => ({
      status: 200,
      body: {
        staff: staffAnswer(await loadStaff(services.database, accountOf(actor))),
        passkeys: (await myPasskeys(services, actor)).map(passkeyAnswer),
        browsers: (await mySessions(services, actor)).map(browserAnswer),
      },
    }),
  }),
  endpoint({
    name: 'renamePasskey',
    method: 'PATCH',
    path: '/v1/account/passkeys/{passkeyId}',
    summary: 'give a passkey of mine another name',
    needs,
    params: v.object({ passkeyId }),
    body: passkeyChangeSchema,
    answers: { 200: { description: 'the passkey', schema: passkeySchema } },
    run: async ({ services, actor, params, body }) => ({
      status: 200,
      body: passkeyAnswer(await renamePasskey(services, actor, params.passkeyId, body.name)),
    }),
  }),
  endpoint({
    name: 'removePasskey',
    method: 'DELETE',
    path: '/v1/account/passkeys/{passkeyId}',
    summary: 'remove a passkey of mine',
    description: 'Browsers that are signed in stay so. After the last one, an admin has to make a link.',
    needs,
    params: v.object({ passkeyId }),
    query: v.strictObject({
      evenTheLast: v.optional(
        v.pipe(v.picklist(['true', 'false']), v.description('also when there is no other; default false')),
      ),
    }),
    answers: { 200: { description: 'it is gone', schema: v.strictObject({ removed: v.literal(true) }) } },
    errors: ['StateConflict'],
    run: async ({ services, actor, params, query }) => {
      const evenTheLast = query.evenTheLast === 'true'
      await removePasskey(services, actor, { passkeyId: params.passkeyId, evenTheLast })
      return { status: 200, body: { removed: true } }
    },
  }),
  endpoint({
    name: 'signOutBrowser',
    method: 'DELETE',
    path: '/v1/account/browsers/{browserId}',
    summary: 'sign out a browser of mine',
    needs,
    params: v.object({ browserId }),
    answers: {
      200: { description: 'it is signed out', schema: v.strictObject({ signedOut: v.literal(1) }) },
    },
    run: async ({ services, actor, params }) => {
      await endMySession(services, actor, params.browserId)
      return { status: 200, body: { signedOut: 1 } }
    },
  }),
  endpoint({
    name: 'signOutEverywhere',
    method: 'DELETE',
    path: '/v1/account/browsers',
    summary: 'sign out every browser of mine, also the one that asks',
    description: 'Safe to repeat.',
    needs,
    answers: { 200: { description: 'how many', schema: v.strictObject({ signedOut: v.number() }) } },
    run: async ({ services, actor }) => ({
      status: 200,
      body: { signedOut: await endMySessions(services, actor) },
    }),
  }),
]
