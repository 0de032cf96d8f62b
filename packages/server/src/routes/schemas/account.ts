import * as v from 'valibot'
import type { SignedInBrowser } from '../../signin/index.ts'
import type { PasskeyRow } from '../../store/index.ts'
import { staffSchema } from './staff.ts'
import { answeredMoment, line } from './values.ts'

/** As WebAuthn has it: up to 1,023 bytes. */
export const passkeyId = v.pipe(v.string(), v.maxLength(1364), v.regex(/^[\w-]+$/))
export const browserId = v.pipe(v.string(), v.regex(/^[0-9a-f]{24}$/))

export const passkeySchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  multiDevice: v.pipe(v.boolean(), v.description('whether it can be on more than one device')),
  backedUp: v.pipe(v.boolean(), v.description('whether it is, in a password manager')),
  createdAt: answeredMoment,
  lastUsedAt: v.nullable(answeredMoment),
})

export const passkeyChangeSchema = v.strictObject({ name: v.pipe(line(1, 60), v.regex(/\S/)) })

export const accountSchema = v.strictObject({
  staff: staffSchema,
  passkeys: v.array(passkeySchema),
  browsers: v.array(
    v.strictObject({
      id: browserId,
      userAgent: v.nullable(v.string()),
      createdAt: answeredMoment,
      lastSeenAt: v.pipe(answeredMoment, v.description('within five minutes')),
      expiresAt: answeredMoment,
    }),
  ),
})

/** A passkey, as it is answered: without its key. */
export function passkeyAnswer(row: PasskeyRow): v.InferOutput<typeof passkeySchema> {
  return {
    id: row.id,
    name: row.name,
    multiDevice: row.multi_device,
    backedUp: row.backed_up,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}

/** A browser that is signed in, as it is answered. */
export function browserAnswer({ id, userAgent, ...moments }: SignedInBrowser) {
  return {
    id,
    userAgent,
    createdAt: moments.createdAt.toISOString(),
    lastSeenAt: moments.lastSeenAt.toISOString(),
    expiresAt: moments.expiresAt.toISOString(),
  }
}
