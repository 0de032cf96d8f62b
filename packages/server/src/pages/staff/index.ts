export { disableIt, enableIt, linkIt, removePasskeyOf, saveStaff } from './act.ts'
export { addIt, staffPage } from './list.tsx'
export { personPage } from './person.tsx'
