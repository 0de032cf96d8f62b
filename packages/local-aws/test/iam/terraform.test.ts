import { createLocalAws, type Listening, type LogEntry } from '@hallpass/local-aws'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, requireTool } from '../tools.ts'
import { accountId } from './iam-fixture.ts'
import { terraformConfiguration } from './terraform-configuration.ts'

const suite = 'local AWS with Terraform'
const plugins = process.env['HALLPASS_TF_PLUGINS'] ?? ''

/** Terraform and a folder with its AWS provider: the provider is too large to fetch for a test. */
function hasTerraform(): boolean {
  if (!requireTool(suite, 'terraform')) return false
  if (plugins !== '' && existsSync(plugins)) return true
  const needed = 'HALLPASS_TF_PLUGINS, a plugin folder with the AWS provider'
  if ((process.env['HALLPASS_TEST_REQUIRE'] ?? '').split(',').includes('terraform')) {
    throw new Error(`${suite} needs ${needed}`)
  }
  process.stderr.write(`skipped: ${suite}: ${needed}, is not set\n`)
  return false
}

const log: LogEntry[] = []
const aws = createLocalAws({ accountId, log: (entry) => log.push(entry) })
let server: Listening
let folder: string

beforeAll(async () => {
  server = await aws.listen()
  folder = mkdtempSync(join(tmpdir(), 'local-aws-terraform-'))
  writeFileSync(join(folder, 'main.tf'), terraformConfiguration)
  writeFileSync(
    join(folder, 'cli.tfrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(plugins)}\n  }\n}\n`,
  )
})

afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

/** Runs Terraform and gives its exit code and everything it said. */
function terraform(...args: readonly string[]): Promise<{ readonly exit: number; readonly said: string }> {
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
  return new Promise((resolve) => {
    execFile('terraform', [...args, '-no-color'], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ exit: error ? Number(error.code ?? 1) : 0, said: stdout + stderr })
    })
  })
}

const changed = '-var=changed=true'

describe.runIf(hasTerraform())('Terraform’s AWS provider, unmodified', () => {
  it(
    'creates, finds nothing to do, changes, finds nothing to do, and destroys',
    { timeout: 300_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
        [['init'], 'successfully initialized'],
        [['apply', '-auto-approve'], 'Apply complete! Resources: 20 added, 0 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['apply', '-auto-approve', changed], 'Apply complete! Resources: 2 added, 9 changed, 2 destroyed.'],
        [['plan', '-detailed-exitcode', changed], 'No changes.'],
        [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 20 destroyed.'],
      ]
      for (const [args, says] of steps) {
        const { exit, said } = await terraform(...args)
        expect(said).toContain(says)
        expect(exit).toBe(0)
      }
      expect(log.filter(({ status }) => status >= 500)).toEqual([])
    },
  )
})
