export { archiveIt, changeIt, changePage } from './change.ts'
export { workshopsPage } from './list.tsx'
export { makeWorkshop, newWorkshopPage } from './make.ts'
