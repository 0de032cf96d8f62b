import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from '../../base/index.ts'
import type { Stage } from '../../demo/index.ts'
import { loadServer, type StartSample } from '../server/load-server.ts'
import type { CommandContext } from '../terminal/context.ts'

/** The server of the demo, with its folder. */
export interface FrontDesk extends Awaited<ReturnType<StartSample>> {}

/**
 * Starts the server on the stage's local AWS, with a workshop of people. Where it cannot run (another Node, a system
 * without the embedded PostgreSQL) the demo does without: nothing comes back, and why is said.
 */
export async function openFrontDesk(stage: Stage, context: CommandContext): Promise<FrontDesk | undefined> {
  const { aws, roleArn, shell, transcript } = stage
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-desk-'))
  // Root's PostgreSQL runs as somebody else, who has to get through.
  chmodSync(folder, 0o755)
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  const caller = (sourceProfile: string) => ({
    env: { ...shell, AWS_EC2_METADATA_DISABLED: 'true', PATH: context.env['PATH'] },
    sourceProfile,
    region: aws.region,
  })
  try {
    const { startSampleServer } = await loadServer()
    const server = await startSampleServer({
      version,
      dataFolder: join(folder, 'data'),
      roleArn,
      issuers: { default: caller('instruqt') },
      revoker: caller('admin'),
      log: () => {},
    })
    return {
      ...server,
      close: async () => {
        await server.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    const known = knownFailure(error)
    if (known === undefined) throw error
    transcript.facts([
      ['left out', known.message],
      ...(known.hint === undefined ? [] : [['hint', known.hint] as const]),
    ])
    return undefined
  }
}

/** The server has a copy of the library of its own, and so a class of errors of its own. */
function knownFailure(
  error: unknown,
): { readonly message: string; readonly hint: string | undefined } | undefined {
  if (!(error instanceof Error) || error.name !== 'HallpassError') return undefined
  return {
    message: error.message,
    hint: 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined,
  }
}
