import * as v from 'valibot'
import type { Workshop } from '../../workshop/index.ts'
import { answeredMoment, issuerName, line, moment, roleArn, text, workshopId } from './values.ts'

const role = v.strictObject({ accountId: v.pipe(v.string(), v.regex(/^\d{12}$/)), roleArn })

const fields = {
  name: line(1, 200),
  roles: v.pipe(v.array(role), v.minLength(1), v.maxLength(100)),
  issuer: v.optional(issuerName),
  startsAt: moment,
  endsAt: moment,
  timeZone: v.optional(v.pipe(line(1, 64), v.description('an IANA name such as Europe/Berlin'))),
  seats: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
  durationSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(900), v.maxValue(43_200))),
  sessionPolicy: v.optional(v.nullable(text(2048))),
  sessionTags: v.optional(
    v.record(
      v.pipe(v.string(), v.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u)),
      v.pipe(v.string(), v.regex(/^[\p{L}\p{Z}\p{N}_.:/=+\-@${}]{0,256}$/u)),
    ),
  ),
  regions: v.optional(
    v.pipe(v.array(v.pipe(v.string(), v.regex(/^[a-z]{2}(?:-[a-z]+){1,2}-\d{1,2}$/))), v.maxLength(50)),
  ),
  consoleAllowed: v.optional(v.boolean()),
  joinMode: v.optional(v.picklist(['closed', 'code', 'open'])),
  joinCap: v.optional(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)))),
}

/** What a workshop is made from. */
export const newWorkshopSchema = v.strictObject({
  ...fields,
  state: v.optional(v.pipe(v.picklist(['draft', 'open']), v.description('default draft'))),
})

/** What of it can be changed. */
export const workshopChangeSchema = v.strictObject({
  ...v.partial(v.strictObject(fields)).entries,
  newJoinCode: v.optional(v.boolean()),
})

export const workshopSchema = v.strictObject({
  id: workshopId,
  name: v.string(),
  state: v.picklist(['draft', 'open', 'ended', 'archived']),
  roles: v.array(role),
  issuer: v.string(),
  startsAt: answeredMoment,
  endsAt: answeredMoment,
  timeZone: v.string(),
  seats: v.number(),
  durationSeconds: v.number(),
  sessionPolicy: v.nullable(v.string()),
  sessionTags: v.record(v.string(), v.string()),
  regions: v.array(v.string()),
  consoleAllowed: v.boolean(),
  joinMode: v.picklist(['closed', 'code', 'open']),
  joinCode: v.nullable(v.string()),
  joinCap: v.nullable(v.number()),
  version: v.number(),
  createdAt: answeredMoment,
  updatedAt: answeredMoment,
  endedAt: v.nullable(answeredMoment),
})

/** A workshop, as it is answered. */
export function workshopAnswer(workshop: Workshop): v.InferOutput<typeof workshopSchema> {
  return {
    id: workshop.id,
    name: workshop.name,
    state: workshop.state,
    roles: workshop.roles.map(({ accountId, roleArn: arn }) => ({ accountId, roleArn: arn })),
    issuer: workshop.issuer,
    startsAt: workshop.starts_at.toISOString(),
    endsAt: workshop.ends_at.toISOString(),
    timeZone: workshop.time_zone,
    seats: workshop.seats,
    durationSeconds: workshop.duration_seconds,
    sessionPolicy: workshop.session_policy,
    sessionTags: workshop.session_tags,
    regions: workshop.regions,
    consoleAllowed: workshop.console_allowed,
    joinMode: workshop.join_mode,
    joinCode: workshop.join_mode === 'closed' ? null : workshop.join_code,
    joinCap: workshop.join_cap,
    version: workshop.version,
    createdAt: workshop.created_at.toISOString(),
    updatedAt: workshop.updated_at.toISOString(),
    endedAt: workshop.ended_at?.toISOString() ?? null,
  }
}
