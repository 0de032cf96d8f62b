export { newWorkshopPage } from './form-page.tsx'
export { workshopsPage } from './list.tsx'
export { makeWorkshop } from './make.ts'
