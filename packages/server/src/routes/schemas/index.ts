export { joinedSchema, joiningSchema } from './join.ts'
export {
  accountSchema,
  browserAnswer,
  browserId,
  passkeyAnswer,
  passkeyChangeSchema,
  passkeyId,
  passkeySchema,
} from './account.ts'
export {
  consoleRequestSchema,
  controlledLeaseSchema,
  credentialsSchema,
  denialAnswer,
  denialSchema,
  extensionSchema,
  leaseAnswer,
  leaseSchema,
  leaseTokenSchema,
  newLeaseSchema,
  personalLinkSchema,
  reasonSchema,
} from './lease.ts'
export { participantAnswer, participantSchema, personSchema } from './participant.ts'
export { newStaffSchema, staffAnswer, staffChangeSchema, staffLinkSchema, staffSchema } from './staff.ts'
export {
  answeredMoment,
  apiTokenId,
  issuerName,
  leaseId,
  webhookId,
  line,
  pageOf,
  pageQuery,
  participantId,
  reason,
  staffId,
  text,
  workshopId,
  roleArn,
} from './values.ts'
export { newWorkshopSchema, workshopAnswer, workshopChangeSchema, workshopSchema } from './workshop.ts'
