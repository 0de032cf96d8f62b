import * as v from 'valibot'
import type { ParticipantRow } from '../../store/index.ts'
import { answeredMoment, line, participantId, workshopId } from './values.ts'

/** A person, as a platform knows them. */
export const personSchema = v.strictObject({
  name: v.optional(v.pipe(line(1, 200), v.description('left out, a pseudonym is made'))),
  email: v.optional(v.pipe(line(3, 254), v.regex(/^[^\s@]+@[^\s@]+$/))),
  externalId: v.optional(
    v.pipe(line(1, 200), v.description('the platform’s own id: the same person when it comes again')),
  ),
})

export const participantSchema = v.strictObject({
  id: participantId,
  workshopId,
  name: v.string(),
  pseudonym: v.boolean(),
  email: v.nullable(v.string()),
  externalId: v.nullable(v.string()),
  createdAt: answeredMoment,
})

/** A participant, as they are answered. */
export function participantAnswer(row: ParticipantRow): v.InferOutput<typeof participantSchema> {
  return {
    id: row.id,
    workshopId: row.workshop_id,
    name: row.name,
    pseudonym: row.pseudonym,
    email: row.email,
    externalId: row.external_id,
    createdAt: row.created_at.toISOString(),
  }
}
