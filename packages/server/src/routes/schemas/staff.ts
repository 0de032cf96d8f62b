import * as v from 'valibot'
import type { StaffRow } from '../../store/index.ts'
import { answeredMoment, line, staffId } from './values.ts'

const role = v.pipe(
  v.picklist(['admin', 'instructor']),
  v.description('an instructor has the workshops of their own alone'),
)
const email = v.pipe(line(3, 254), v.regex(/^[^\s@]+@[^\s@]+$/))

/** What a member of staff is made from. */
export const newStaffSchema = v.strictObject({
  name: v.pipe(line(1, 200), v.regex(/\S/)),
  email: v.optional(v.nullable(email)),
  role,
})

/** What of them can be changed. */
export const staffChangeSchema = v.partial(newStaffSchema)

export const staffSchema = v.strictObject({
  id: staffId,
  name: v.string(),
  email: v.nullable(v.string()),
  role,
  state: v.picklist(['active', 'disabled']),
  disabledBy: v.pipe(
    v.nullable(v.picklist(['admin', 'groups'])),
    v.description('groups: those of the OpenID Connect provider, which give access back as well'),
  ),
  openIdConnect: v.pipe(v.boolean(), v.description('whether they have signed in by OpenID Connect')),
  version: v.number(),
  createdAt: answeredMoment,
  updatedAt: answeredMoment,
  disabledAt: v.nullable(answeredMoment),
  lastSignedInAt: v.nullable(answeredMoment),
})

export const staffLinkSchema = v.strictObject({
  secret: v.pipe(
    v.string(),
    v.description('signs them in, once; shown this once. A browser takes it as /link#SECRET'),
  ),
  expiresAt: answeredMoment,
})

/** A member of staff, as they are answered. */
export function staffAnswer(row: StaffRow): v.InferOutput<typeof staffSchema> {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    state: row.disabled_at === null ? 'active' : 'disabled',
    disabledBy: row.disabled_by,
    openIdConnect: row.oidc_subject !== null,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
    lastSignedInAt: row.last_signed_in_at?.toISOString() ?? null,
  }
}
