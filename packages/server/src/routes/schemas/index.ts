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
  reasonSchema,
} from './lease.ts'
export { participantAnswer, participantSchema, personSchema } from './participant.ts'
export {
  answeredMoment,
  apiTokenId,
  leaseId,
  webhookId,
  line,
  pageOf,
  pageQuery,
  participantId,
  reason,
  text,
  workshopId,
} from './values.ts'
export { newWorkshopSchema, workshopAnswer, workshopChangeSchema, workshopSchema } from './workshop.ts'
