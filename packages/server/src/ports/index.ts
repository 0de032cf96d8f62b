export type * from './issuing.ts'
export type * from './jobs.ts'
export type * from './notifying.ts'
export type * from './revoking.ts'
