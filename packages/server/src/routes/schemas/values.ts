import * as v from 'valibot'
import { oneLine } from '../../base/index.ts'

/** Text of a length, on one line unless told otherwise. PostgreSQL keeps no U+0000. */
export const line = (min: number, max: number) =>
  v.pipe(v.string(), v.minLength(min), v.maxLength(max), v.regex(oneLine))

// oxlint-disable-next-line no-control-regex -- PostgreSQL keeps no U+0000
export const text = (max: number) => v.pipe(v.string(), v.maxLength(max), v.regex(/^[^\u0000]*$/))

/** A moment: ISO 8601 with an offset, from the year 2000 to 2999. */
export const moment = v.pipe(
  v.string(),
  v.regex(
    /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/,
  ),
  v.description('a moment such as 2026-11-23T09:00:00Z'),
)

/** A moment, as it is answered. */
export const answeredMoment = v.pipe(v.string(), v.isoTimestamp(), v.metadata({ format: 'date-time' }))

const id = (prefix: string, length: number) =>
  v.pipe(v.string(), v.regex(new RegExp(`^${prefix}-[0-9a-hjkmnp-tv-z]{${length}}$`)))

export const workshopId = id('w', 10)
export const participantId = id('p', 10)
export const leaseId = id('l', 6)
export const apiTokenId = id('t', 10)
export const staffId = id('s', 10)
export const webhookId = id('h', 10)

export const roleArn = v.pipe(
  v.string(),
  v.maxLength(2048),
  v.regex(/^arn:aws(?:-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/),
)

/** The name of an issuer of the server. */
export const issuerName = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/))

export const reason = v.pipe(line(1, 500), v.description('why; in the audit, and shown to whom it concerns'))

/** The parameters of a list. */
export const pageQuery = {
  limit: v.optional(
    v.pipe(v.string(), v.regex(/^(?:[1-9]\d?|1\d\d|200)$/), v.description('1 to 200; default 50')),
  ),
  cursor: v.optional(v.pipe(v.string(), v.maxLength(100), v.description('the `next` of the page before'))),
}

/** A page of a list. */
export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({
    items: v.array(item),
    next: v.pipe(v.nullable(v.string()), v.description('the cursor of the next page; null on the last')),
  })
