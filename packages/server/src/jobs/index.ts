export { createJobs, type JobRunner, type JobsOptions } from './create-jobs.ts'
export { doJob, type JobTools, sweep } from './do-job.ts'
