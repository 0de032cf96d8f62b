import { CompiledQuery } from 'kysely'
import { PgBoss } from 'pg-boss'
import type { Job, Jobs } from '../ports/index.ts'
import { asLoss, connectionConfig, type DatabaseAddress, type Transaction } from '../store/index.ts'
import { jobNames, readJob } from './read-job.ts'

export interface JobsOptions {
  readonly address: DatabaseAddress
  /** Told what went wrong beside the jobs: a connection that broke, a job that failed and is tried again. */
  readonly onError?: (error: Error) => void
  /** Seconds between looks for what is due: at least 0.5. Default 1. */
  readonly pollSeconds?: number
}

/** Jobs, and their running on this replica. */
export interface JobRunner extends Jobs {
  /** Makes the tables; from now on jobs can be put down. */
  prepare(): Promise<void>
  /**
   * Begins to do what is due, also what other replicas put down. `sweep` is called every minute, on one replica: it
   * finds what no job was put down for.
   */
  run(work: (job: Job) => Promise<void>, sweep: () => Promise<void>): Promise<void>
  /** Lets what is under way come to its end. */
  stop(): Promise<void>
}

const sweepQueue = 'sweep'

/** Durable jobs in the same PostgreSQL, by pg-boss: in a schema of their own, shared by all replicas. */
export function createJobs({ address, onError, pollSeconds = 1 }: JobsOptions): JobRunner {
  const boss = new PgBoss({ ...bossConnection(address), schema: 'jobs', max: 4 })
  boss.on('error', (error: Error) => onError?.(error))
  return {
    schedule: async (tx, job, at) => {
      const retry = { retryLimit: 10, retryDelay: 5, retryBackoff: true, retryDelayMax: 300 }
      // It may look for the queue on a connection of its own.
      await told(boss.send(job.name, job, { ...retry, startAfter: at, db: within(tx) }))
    },
    prepare: async () => {
      await told(boss.start())
      for (const name of [...jobNames, sweepQueue]) {
        await told(boss.createQueue(name, { expireInSeconds: 300, deleteAfterSeconds: 3600 }))
      }
    },
    run: async (work, sweep) => {
      for (const name of jobNames) {
        // What was put down many times is mostly done by the first: one run for a whole batch of them.
        const batchSize = name === 'deliver-webhooks' ? 100 : 1
        const options = { pollingIntervalSeconds: pollSeconds, batchSize }
        const working = boss.work<unknown>(name, options, async (batch) => {
          const [first] = batch
          const job = readJob(first?.data)
          if (job !== undefined) await work(job)
        })
        await told(working)
      }
      await told(boss.work(sweepQueue, { pollingIntervalSeconds: pollSeconds }, sweep))
      await told(boss.schedule(sweepQueue, '* * * * *'))
    },
    stop: () => boss.stop({ graceful: true, close: true, timeout: 10_000 }),
  }
}

/** pg-boss has connections of its own: that one is lost is told as everywhere. */
async function told<T>(working: Promise<T>): Promise<T> {
  try {
    return await working
  } catch (error) {
    throw asLoss(error)
  }
}

function bossConnection(address: DatabaseAddress) {
  const { connectionString, host, user, database } = connectionConfig(address)
  return {
    application_name: 'hallpass-jobs',
    ...(connectionString === undefined ? {} : { connectionString }),
    ...(host === undefined ? {} : { host }),
    ...(user === undefined ? {} : { user }),
    ...(database === undefined ? {} : { database }),
  }
}

/** Statements of pg-boss within a transaction of ours: a job is there if what it is for was committed. */
function within(tx: Transaction) {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      const { rows } = await tx.executeQuery(CompiledQuery.raw(text, values))
      return { rows }
    },
  }
}
