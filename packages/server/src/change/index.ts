export { type Change, change } from './change.ts'
export type { Changing, Reading, Services } from './services.ts'
