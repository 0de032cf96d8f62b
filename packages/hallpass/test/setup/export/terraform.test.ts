import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issue } from '../../../src/issue/issue.ts'
import { terraformFiles } from '../../../src/setup/export/terraform.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import { requireTool } from '../../tools.ts'
import { createReader, differencesIn, openSetupLab, type Ran, type SetupLab } from './setup-lab.ts'
import { variants } from './variants.ts'

const suite = 'setup export terraform'
const plugins = process.env['HALLPASS_TF_PLUGINS'] ?? ''

/** The AWS provider is too large to fetch for a test. */
function hasProvider(): boolean {
  if (!requireTool(suite, 'terraform') || !requireTool(suite, 'gpg')) return false
  if (plugins !== '' && existsSync(plugins)) return true
  const needed = 'HALLPASS_TF_PLUGINS, a plugin folder with the AWS provider'
  if ((process.env['HALLPASS_TEST_REQUIRE'] ?? '').split(',').includes('terraform')) {
    throw new Error(`${suite} needs ${needed}`)
  }
  process.stderr.write(`skipped: ${suite}: ${needed}, is not set\n`)
  return false
}

describe.runIf(requireTool(suite, 'terraform'))('terraform fmt', () => {
  it.each(variants)('leaves the configuration alone: %s', async (_name, given) => {
    const { model, files } = exported(given)
    const lab = await openSetupLab(model)
    try {
      for (const { name, content } of files) writeFileSync(join(lab.folder, name), content)
      expect(await lab.run('terraform', 'fmt', '-check', '-diff', '-no-color')).toEqual({
        exit: 0,
        stdout: '',
        stderr: '',
      })
    } finally {
      await lab.close()
    }
  })
})

describe.runIf(hasProvider())(
  'Terraform’s AWS provider, as an administrator with the exported policy',
  () => {
    let lab: SetupLab
    const { model, files } = exported({ maxSessionDuration: 7200 })

    beforeAll(async () => {
      lab = await openSetupLab(model)
      for (const { name, content } of files) writeFileSync(join(lab.folder, name), content)
      writeFileSync(
        join(lab.folder, 'cli.tfrc'),
        `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(plugins)}\n  }\n}\n`,
      )
      Object.assign(lab.env, {
        TF_CLI_CONFIG_FILE: join(lab.folder, 'cli.tfrc'),
        TF_IN_AUTOMATION: '1',
        CHECKPOINT_DISABLE: '1',
      })
    })
    afterAll(() => lab.close())

    const terraform = (...args: string[]): Promise<Ran> => lab.run('terraform', ...args, '-no-color')

    it(
      'applies it, encrypts the secret, finds nothing more to do, and destroys it',
      { timeout: 180_000 },
      async () => {
        const reader = createReader(lab.folder)
        const variables = ['-var=aws=', '-var=keybase=', `-var=pgp_key=${reader.publicKeyFile}`]
        const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
          [['init'], 'successfully initialized'],
          [['validate'], 'The configuration is valid.'],
          [
            ['apply', '-auto-approve', ...variables],
            'Apply complete! Resources: 5 added, 0 changed, 0 destroyed.',
          ],
          [['plan', '-detailed-exitcode', ...variables], 'No changes.'],
        ]
        for (const [args, says] of steps) {
          const { exit, stdout, stderr } = await terraform(...args)
          expect(stdout + stderr).toContain(says)
          expect(exit).toBe(0)
        }
        expect(await differencesIn(lab, model)).toEqual([])
        const output = async (name: string) => (await lab.run('terraform', 'output', '-raw', name)).stdout
        const session = await issue({
          roleArn: await output('role_arn'),
          sessionName: 'ada',
          durationSeconds: 7200,
          env: {
            AWS_ENDPOINT_URL: lab.url,
            AWS_ACCESS_KEY_ID: await output('access_key'),
            AWS_SECRET_ACCESS_KEY: reader.decrypt(await output('secret_key')),
          },
        })
        expect(session.assumedRoleArn).toBe(`arn:aws:sts::${lab.account}:assumed-role/InstruqtS3Access/ada`)
        const destroyed = await terraform('destroy', '-auto-approve', ...variables)
        expect(destroyed.stderr).toBe('')
        expect(destroyed.stdout).toContain('Destroy complete! Resources: 5 destroyed.')
        expect(lab.log.filter(({ status }) => status === 403 || status >= 500)).toEqual([])
      },
    )

    it(
      'takes a binary key too, and refuses to keep a secret in the clear',
      { timeout: 180_000 },
      async () => {
        const { binaryKeyFile } = createReader(lab.folder)
        const refused = await terraform('plan', '-var=aws=', '-var=keybase=')
        expect(refused.stderr).toContain('the secret key is stored encrypted only')
        const taken = await terraform('plan', '-var=aws=', '-var=keybase=', `-var=pgp_key=${binaryKeyFile}`)
        expect(taken.stderr).toBe('')
        expect(taken.stdout).toContain('Plan: 5 to add')
      },
    )
  },
)

function exported(given: SetupArguments) {
  const inputs = resolveInputs(given)
  const model = createModel(inputs)
  return { model, files: terraformFiles(model, inputs) }
}
