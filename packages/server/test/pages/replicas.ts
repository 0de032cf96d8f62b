import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Lab, openLab } from '../../../hallpass/test/lab.ts'
import type { SampleOptions, SampleServer } from '../../src/start-sample.ts'
import type { RunningServer, ServerOptions } from '../../src/start-server.ts'

/** Two servers on one PostgreSQL, beside a local AWS. */
export interface Replicas {
  readonly lab: Lab
  readonly roleArn: string
  readonly first: SampleServer
  readonly second: RunningServer
  /** What both told an operator. */
  readonly told: readonly string[]
  readonly close: () => Promise<void>
}

/** The server that is started: from its sources, or as it was built. */
export interface Starters {
  readonly startServer: (options: ServerOptions) => Promise<RunningServer>
  readonly startSampleServer: (options: SampleOptions) => Promise<SampleServer>
}

/** Starts them, the first with a sample workshop. */
export async function startReplicas(
  folder: string,
  { startServer, startSampleServer }: Starters,
): Promise<Replicas> {
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).toReversed()) await step()
  }
  try {
    const lab = await openLab()
    closing.push(lab.close)
    const roleArn = await lab.role('Handed')
    const dataFolder = join(folder, 'data')
    const told: string[] = []
    const options = {
      version: '0.0.0',
      issuers: { default: { env: lab.env(lab.issuer) } },
      revoker: { env: lab.env(lab.admin) },
      log: (line: string) => told.push(line),
    }
    const first = await startSampleServer({ ...options, dataFolder, roleArn })
    closing.push(first.close)
    const second = await startServer({
      ...options,
      databaseUrl: `postgres://hallpass@localhost/postgres?host=${encodeURIComponent(join(dataFolder, 'run'))}`,
      sealKey: readFileSync(join(dataFolder, 'seal.key'), 'utf8').trim(),
    })
    closing.push(second.close)
    return { lab, roleArn, first, second, told, close }
  } catch (error) {
    await close()
    throw error
  }
}
