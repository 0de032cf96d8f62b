export { changeWorkshop, type WorkshopChange } from './change-workshop.ts'
export {
  archiveWorkshop,
  endWorkshop,
  type MovedWorkshop,
  openWorkshop,
  type WorkshopSelection,
} from './move-workshop.ts'
export { dueWorkshops, settleWorkshop } from './settle-workshop.ts'
