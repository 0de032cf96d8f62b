export { healthPage } from './health.tsx'
