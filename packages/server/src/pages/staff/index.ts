export { disableIt, enableIt, linkIt, saveStaff } from './act.ts'
export { addIt, staffPage } from './list.tsx'
export { personPage } from './person.tsx'
