import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { terraformConfiguration } from './terraform-configuration.ts'

let run: TerraformRun

beforeAll(async () => {
  run = await startTerraform(terraformConfiguration)
})

afterAll(async () => {
  await run.close()
})

const changed = '-var=changed=true'

describe.runIf(hasTerraform('local AWS with Terraform'))('Terraform’s AWS provider, unmodified', () => {
  it(
    'creates, finds nothing to do, changes, finds nothing to do, and destroys',
    { timeout: 300_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
        [['init'], 'successfully initialized'],
        [['apply', '-auto-approve'], 'Apply complete! Resources: 26 added, 0 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['apply', '-auto-approve', changed], 'Apply complete! Resources: 2 added, 14 changed, 2 destroyed.'],
        [['plan', '-detailed-exitcode', changed], 'No changes.'],
        [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 26 destroyed.'],
      ]
      for (const [args, says] of steps) {
        const { exit, said } = await run.terraform(...args)
        expect(said).toContain(says)
        expect(exit).toBe(0)
      }
      expect(run.log.filter(({ status }) => status >= 500)).toEqual([])
    },
  )
})
