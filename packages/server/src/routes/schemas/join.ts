import * as v from 'valibot'
import { leaseSchema } from './lease.ts'
import { answeredMoment, line, workshopId } from './values.ts'

/** What a machine joins with. */
export const joiningSchema = v.strictObject({
  code: v.pipe(
    line(1, 200),
    v.description('a workshop’s code, the code on a pass for a second machine, or a personal link’s secret'),
  ),
  name: v.optional(
    v.pipe(
      line(1, 200),
      v.trim(),
      v.minLength(1),
      v.description('who joins; the instructor and AWS’s own log see it'),
    ),
  ),
  pseudonym: v.optional(v.pipe(v.boolean(), v.description('in place of a name'))),
  known: v.optional(
    v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^hp_lease_[\w-]{43}$/))),
      v.maxLength(20),
      v.description('tokens of leases that the machine has from before'),
    ),
  ),
})

/** Whose machine it is from then on. */
export const joinedSchema = v.strictObject({
  lease: leaseSchema,
  workshop: v.strictObject({
    id: workshopId,
    name: v.string(),
    state: v.picklist(['draft', 'open', 'ended', 'archived']),
    startsAt: answeredMoment,
    endsAt: answeredMoment,
    timeZone: v.string(),
  }),
  region: v.pipe(v.string(), v.description('where the keys are used')),
  endpointUrl: v.pipe(
    v.nullable(v.string()),
    v.description('the endpoint of every service; null for AWS’s own'),
  ),
  token: v.pipe(
    v.nullable(v.string()),
    v.description('the token with which it gets keys, shown this once; null where it has one already'),
  ),
  credentialsPath: v.string(),
})
