import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createLocalAws } from '@hallpass/local-aws'
import { takeTurns } from '../rounds.ts'
import { nodeRuntimes } from '../runtimes.ts'

const hallpass = fileURLToPath(new URL('../../packages/hallpass/bin/hallpass.cjs', import.meta.url))

export interface SetupSamples {
  /** Milliseconds from the start of a process to its end. */
  readonly export: Map<string, number[]>
  /** The actions that each command called, in order. */
  readonly calls: Map<string, string[]>
}

/** One-shot `setup export` beside a Node.js that does nothing, and the calls of apply, check and destroy. */
export async function measureSetup(options: { readonly rounds: number }): Promise<SetupSamples> {
  const home = mkdtempSync(join(tmpdir(), 'hallpass-bench-'))
  try {
    return { export: await measureExport(options.rounds, home), calls: await countCalls(home) }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

function measureExport(rounds: number, home: string): Promise<Map<string, number[]>> {
  const env = { HOME: home, PATH: process.env['PATH'] }
  const run = (file: string, args: readonly string[]): Promise<number> => {
    const began = performance.now()
    const { status } = spawnSync(file, args, { env, stdio: 'ignore', cwd: home })
    if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status}`)
    return Promise.resolve(performance.now() - began)
  }
  const contestants = nodeRuntimes().flatMap(({ name, file }) => [
    { name: `${name}, nothing`, take: () => run(file, ['-e', '0']) },
    {
      name: `${name}, setup export terraform`,
      take: () => run(file, [hallpass, 'setup', 'export', 'terraform']),
    },
    {
      name: `${name}, setup export cloudformation`,
      take: () => run(file, [hallpass, 'setup', 'export', 'cloudformation']),
    },
  ])
  return takeTurns(rounds, contestants)
}

async function countCalls(home: string): Promise<Map<string, string[]>> {
  let called: string[] = []
  const aws = createLocalAws({ log: ({ action }) => called.push(action) })
  const { url, close } = await aws.listen()
  const env = {
    HOME: home,
    PATH: process.env['PATH'],
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
  }
  const calls = new Map<string, string[]>()
  const run = async (name: string, ...args: readonly string[]): Promise<void> => {
    called = []
    await promisify(execFile)(process.execPath, [hallpass, 'setup', ...args], { env, cwd: home })
    calls.set(name, called)
  }
  try {
    await run('apply, to an empty account', 'apply', '--profile', 'instruqt')
    await run('apply, again', 'apply', '--profile', 'instruqt')
    await run('check', 'check')
    await run('destroy', 'destroy', '--confirm', 'instruqt')
  } finally {
    await close()
  }
  return calls
}
