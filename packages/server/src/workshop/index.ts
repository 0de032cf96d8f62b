export { createWorkshop, newJoinCode, putRoles } from './create-workshop.ts'
export { checkWorkshop, type WorkshopInput, type WorkshopRole } from './input.ts'
export { checkIssuer, type StrandedWorkshop, strandedWorkshops, type WithIssuers } from './issuer.ts'
export {
  listWorkshops,
  loadWorkshop,
  loadWorkshops,
  newestWorkshops,
  type Page,
  requireWorkshop,
  type Workshop,
  workshopSubject,
} from './read-workshop.ts'
export { moveWorkshop, type WorkshopMove, workshopMoves } from './states.ts'
export { checkTemplate, fillTemplate, type TemplateValues } from './template.ts'
export { checkVersion } from './version.ts'
