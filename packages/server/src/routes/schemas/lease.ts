import * as v from 'valibot'
import { type LeaseInFull, leaseStateAt } from '../../lease/index.ts'
import type { Denied } from '../../ports/index.ts'
import { participantAnswer, participantSchema, personSchema } from './participant.ts'
import {
  answeredMoment,
  leaseId,
  line,
  moment,
  participantId,
  reason,
  roleArn,
  workshopId,
} from './values.ts'

const state = v.picklist(['pending', 'active', 'suspended', 'revoked', 'ended'])

/** What a lease is made from. */
export const newLeaseSchema = v.strictObject({
  workshopId,
  participant: v.pipe(
    v.union([participantId, personSchema]),
    v.description('a participant’s id, or a person, who is added when they are not there yet'),
  ),
  endsAt: v.optional(v.pipe(moment, v.description('default: with the workshop; never after it'))),
  durationSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(31_622_400))),
  roleArn: v.optional(roleArn),
  afterRevocation: v.optional(v.boolean()),
})

/** Why something is done. */
export const reasonSchema = v.strictObject({ reason: v.optional(reason) })

export const extensionSchema = v.strictObject({ endsAt: moment, reason: v.optional(reason) })

export const consoleRequestSchema = v.strictObject({
  destination: v.optional(
    v.pipe(line(1, 2000), v.description('a service such as s3, or a page of the console')),
  ),
})

export const leaseSchema = v.strictObject({
  id: leaseId,
  workshopId,
  participantId,
  participant: participantSchema,
  state,
  accountId: v.string(),
  roleArn: v.string(),
  sessionName: v.pipe(v.string(), v.description('as CloudTrail has it')),
  startsAt: answeredMoment,
  endsAt: answeredMoment,
  reason: v.nullable(v.string()),
  version: v.number(),
  createdAt: answeredMoment,
  updatedAt: answeredMoment,
  firstUsedAt: v.nullable(answeredMoment),
  lastIssuedAt: v.nullable(answeredMoment),
  lastAccessKeyId: v.nullable(v.string()),
  consoleOpenedAt: v.nullable(answeredMoment),
})

/** What became of the sessions of a lease that lost its right. */
export const denialSchema = v.strictObject({
  state: v.pipe(
    v.picklist(['unneeded', 'wanted', 'written', 'proved']),
    v.description('unneeded: nothing can be alive; wanted: AWS has not been told yet, it is tried again'),
  ),
  deniedAt: v.nullable(answeredMoment),
})

export const controlledLeaseSchema = v.strictObject({ lease: leaseSchema, denial: v.nullable(denialSchema) })

/** Keys, under the names that AWS’s SDKs read from a container credentials endpoint. */
export const credentialsSchema = v.strictObject({
  AccessKeyId: v.string(),
  SecretAccessKey: v.string(),
  Token: v.string(),
  Expiration: answeredMoment,
})

export const leaseTokenSchema = v.strictObject({
  id: v.string(),
  token: v.pipe(v.string(), v.description('shown this once')),
  credentialsPath: v.pipe(
    v.string(),
    v.description('what AWS_CONTAINER_CREDENTIALS_FULL_URI has to end with'),
  ),
})

export const personalLinkSchema = v.strictObject({
  secret: v.pipe(v.string(), v.description('shown this once; hallpass join takes it too')),
  path: v.pipe(
    v.string(),
    v.description('what the link has behind the server’s address: the secret behind a #'),
  ),
  expiresAt: answeredMoment,
})

/** A lease, as it is answered: its state is that of this moment. */
export function leaseAnswer(
  { lease, workshop, participant }: LeaseInFull,
  now: Date,
): v.InferOutput<typeof leaseSchema> {
  return {
    id: lease.id,
    workshopId: lease.workshop_id,
    participantId: lease.participant_id,
    participant: participantAnswer(participant),
    state: leaseStateAt(lease, workshop, now),
    accountId: lease.account_id,
    roleArn: lease.role_arn,
    sessionName: lease.session_name,
    startsAt: lease.starts_at.toISOString(),
    endsAt: lease.ends_at.toISOString(),
    reason: lease.reason,
    version: lease.version,
    createdAt: lease.created_at.toISOString(),
    updatedAt: lease.updated_at.toISOString(),
    firstUsedAt: lease.first_used_at?.toISOString() ?? null,
    lastIssuedAt: lease.last_issued_at?.toISOString() ?? null,
    lastAccessKeyId: lease.last_access_key_id,
    consoleOpenedAt: lease.console_opened_at?.toISOString() ?? null,
  }
}

export function denialAnswer(denied: Denied | undefined): v.InferOutput<typeof denialSchema> | null {
  return denied === undefined
    ? null
    : { state: denied.state, deniedAt: denied.deniedAt?.toISOString() ?? null }
}
