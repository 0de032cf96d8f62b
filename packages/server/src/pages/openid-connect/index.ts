export { beginAway, comeBack } from './away.ts'
export { OpenIdForm } from './form.tsx'
