import { joinMachine } from '../signin/index.ts'
import { type Endpoint, endpoint } from './endpoint/index.ts'
import { joinedSchema, joiningSchema, leaseAnswer } from './schemas/index.ts'

export const joinEndpoints: readonly Endpoint[] = [
  endpoint({
    name: 'joinWorkshop',
    method: 'POST',
    path: '/v1/join',
    summary: 'let a machine in: by a workshop’s code, a code from a pass, or a personal link',
    description:
      'Needs no sign-in: the code is what is known. With a token from before whoever comes back is who they were. With a workshop’s code alone, and nobody known, the answer is `InvalidInput` naming `name`: ask for one, and send it.',
    needs: 'anyone',
    guessable: true,
    body: joiningSchema,
    secret: true,
    asksAws: true,
    answers: { 201: { description: 'whose machine it is, and its token', schema: joinedSchema } },
    errors: ['NotFound', 'NotSignedIn', 'StateConflict', 'WorkshopFull'],
    run: async ({ services, actor, body }) => {
      const { lease, token } = await joinMachine(services, { ...body, address: actor.address })
      const { workshop } = lease
      const place = await services.issuing.place(lease)
      return {
        status: 201,
        body: {
          lease: leaseAnswer(lease, services.now()),
          workshop: {
            id: workshop.id,
            name: workshop.name,
            state: workshop.state,
            startsAt: workshop.starts_at.toISOString(),
            endsAt: workshop.ends_at.toISOString(),
            timeZone: workshop.time_zone,
          },
          region: place.region,
          endpointUrl: place.endpointUrl ?? null,
          token: token ?? null,
          credentialsPath: '/v1/credentials',
        },
      }
    },
  }),
]
