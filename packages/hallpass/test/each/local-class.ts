import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLocalAws } from '@hallpass/local-aws'
import { rolldown } from 'rolldown'
import { makeSeedSetup } from '../../../../test/seed-setup.ts'

/** How a run of the command ended. */
export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** How the command is run. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly started?: (child: ChildProcess) => void
}

/** A local AWS with a role to hand out, an issuer, and the command, in a scratch folder. */
export interface LocalClass {
  readonly folder: string
  readonly url: string
  readonly roleArn: string
  readonly env: Readonly<Record<string, string>>
  /** What the local AWS was asked, e.g. `200 sts:AssumeRole`, since the last call. */
  asked(): string[]
  /** Writes a list of people, and returns its path. */
  list(...lines: string[]): string
  /** `hallpass issue -r ROLE …`, with `env` beside the class's own. */
  issue(args: readonly string[], options?: RunOptions): Promise<Ended>
  /** `hallpass …`, the same way. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>
  close(): Promise<void>
}

/** Starts one; the command is built from the sources first, so that any Node runs it. */
export async function startLocalClass(): Promise<LocalClass> {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-class-'))
  const log: string[] = []
  const aws = createLocalAws({ log: ({ status, action }) => log.push(`${status} ${action}`) })
  const listening = await aws.listen()
  const setup = await makeSeedSetup({
    AWS_ENDPOINT_URL: listening.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
  })
  const program = await buildCommand(join(folder, 'command'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: join(folder, 'home'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: listening.url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${listening.url}/federation`,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: setup.accessKeyId,
    AWS_SECRET_ACCESS_KEY: setup.secretAccessKey,
  }
  let lists = 0
  log.length = 0
  const run = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [program, ...args], {
        env: { ...env, ...options.env },
        cwd: folder,
        stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      })
      let stdout = ''
      let stderr = ''
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
      child.on('error', reject)
      child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
      child.stdin?.end(options.input)
      options.started?.(child)
    })
  return {
    folder,
    url: listening.url,
    roleArn: setup.roleArn,
    env,
    asked: () => log.splice(0),
    list: (...lines) => {
      const path = join(folder, `people-${lists++}.csv`)
      writeFileSync(path, lines.join('\n'))
      return path
    },
    issue: (args, options) => run(['issue', '-r', setup.roleArn, ...args], options),
    run,
    close: async () => {
      await listening.close()
      rmSync(folder, { recursive: true })
    },
  }
}

async function buildCommand(folder: string): Promise<string> {
  const bundle = await rolldown({
    input: { main: fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url)) },
    platform: 'node',
    logLevel: 'silent',
    external: [/^node:/, /^@aws-sdk\//, /^@hallpass\//, 'openpgp'],
  })
  await bundle.write({ dir: folder, format: 'cjs', entryFileNames: '[name].cjs' })
  return join(folder, 'main.cjs')
}
