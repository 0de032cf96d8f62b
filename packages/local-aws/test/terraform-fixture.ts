import { createLocalAws, type LocalAwsOptions, type LogEntry } from '@hallpass/local-aws'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountId } from './local-aws-fixture.ts'
import { cleanEnvironment, requireTool } from './tools.ts'

const plugins = process.env['HALLPASS_TF_PLUGINS'] ?? ''

/** Terraform and a folder with its AWS provider: the provider is too large to fetch for a test. */
export function hasTerraform(suite: string): boolean {
  if (!requireTool(suite, 'terraform')) return false
  if (plugins !== '' && existsSync(plugins)) return true
  const needed = 'HALLPASS_TF_PLUGINS, a plugin folder with the AWS provider'
  if ((process.env['HALLPASS_TEST_REQUIRE'] ?? '').split(',').includes('terraform')) {
    throw new Error(`${suite} needs ${needed}`)
  }
  process.stderr.write(`skipped: ${suite}: ${needed}, is not set\n`)
  return false
}

/** A configuration in a folder of its own, applied to a local AWS of its own. */
export interface TerraformRun {
  /** Every request that was answered. */
  readonly log: readonly LogEntry[]
  /** Runs Terraform and gives its exit code and everything it said. */
  readonly terraform: (
    ...args: readonly string[]
  ) => Promise<{ readonly exit: number; readonly said: string }>
  readonly close: () => Promise<void>
}

export async function startTerraform(
  configuration: string,
  options: LocalAwsOptions = {},
): Promise<TerraformRun> {
  const log: LogEntry[] = []
  const aws = createLocalAws({ accountId, log: (entry) => log.push(entry), ...options })
  const server = await aws.listen()
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-terraform-'))
  writeFileSync(join(folder, 'main.tf'), configuration)
  writeFileSync(
    join(folder, 'cli.tfrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(plugins)}\n  }\n}\n`,
  )
  const env = cleanEnvironment({
    HOME: folder,
    TF_CLI_CONFIG_FILE: join(folder, 'cli.tfrc'),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
  })
  return {
    log,
    terraform: (...args) =>
      new Promise((resolve) => {
        execFile('terraform', [...args, '-no-color'], { cwd: folder, env }, (error, stdout, stderr) => {
          resolve({ exit: error ? Number(error.code ?? 1) : 0, said: stdout + stderr })
        })
      }),
    close: async () => {
      rmSync(folder, { recursive: true })
      await server.close()
    },
  }
}
