import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Contestant, takeTurns } from '../rounds.ts'
import { nodeRuntimes, pythonWith } from '../runtimes.ts'

/** One process that edited the file several times: milliseconds for each edit, the first one cold. */
export type EditSample = readonly number[]

/** The edit of one profile in a credentials file with many, beside the script that hallpass grew out of. */
export async function measureEdits(options: {
  readonly rounds: number
  readonly profiles: number
  readonly edits: number
}): Promise<{ readonly fileBytes: number; readonly samples: Map<string, EditSample[]> }> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-bench-'))
  const file = join(folder, 'credentials')
  const content = credentialsFile(options.profiles)
  const contestant = (name: string, program: string, args: readonly string[]): Contestant<EditSample> => ({
    name,
    take: async () => {
      writeFileSync(file, content, { mode: 0o600 })
      const env = {
        HOME: folder,
        PATH: process.env['PATH'],
        AWS_SHARED_CREDENTIALS_FILE: file,
        BENCH_EDITS: String(options.edits),
      }
      const { stdout } = await promisify(execFile)(program, args, { env })
      if (!readFileSync(file, 'utf8').includes('[visitor]')) throw new Error(`${name} wrote no profile`)
      const edits: number[] = JSON.parse(stdout)
      return edits
    },
  })
  const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
  const contestants = nodeRuntimes().map((node) =>
    contestant(`${node.name}, hallpass`, node.file, [here('hallpass-worker.mjs')]),
  )
  const python = pythonWith()
  if (python) {
    contestants.push(contestant(`${python.name}, configparser`, python.file, [here('write_credentials.py')]))
  }
  try {
    return {
      fileBytes: Buffer.byteLength(content),
      samples: await takeTurns(options.rounds, contestants),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Temporary keys of so many people, each under a comment. */
export function credentialsFile(profiles: number): string {
  return Array.from({ length: profiles }, (_, index) =>
    [
      `# person ${index}`,
      `[person-${index}]`,
      `aws_access_key_id = ASIAPERSON${String(index).padStart(10, '0')}`,
      `aws_secret_access_key = ${'s'.repeat(40)}`,
      `aws_session_token = ${'t'.repeat(400)}`,
      '',
      '',
    ].join('\n'),
  ).join('')
}
