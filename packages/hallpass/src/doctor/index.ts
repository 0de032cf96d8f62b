export { type Cause, causes } from './causes.ts'
export { type DiagnoseOptions, diagnose } from './diagnose.ts'
export type { Check, Diagnosis, Finding } from './diagnosis.ts'
