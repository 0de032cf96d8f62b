export { checkNow } from './check-now.ts'
export { healthPage } from './health.tsx'
