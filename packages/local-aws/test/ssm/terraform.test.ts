import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { terraformParameters } from './terraform-parameters.ts'

let run: TerraformRun

beforeAll(async () => {
  run = await startTerraform(terraformParameters)
})

afterAll(async () => {
  await run.close()
})

const changed = '-var=changed=true'

describe.runIf(hasTerraform('local Parameter Store with Terraform'))('parameters of every type', () => {
  it(
    'are made, read back to an empty plan, changed, read back again, and destroyed',
    { timeout: 900_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], ...says: string[]]> = [
        [['init'], 'successfully initialized'],
        [
          ['apply', '-auto-approve'],
          'Apply complete! Resources: 4 added, 0 changed, 0 destroyed.',
          'names = "/lab/terraform/list /lab/terraform/secret /lab/terraform/text"',
          'secret = "hush"',
        ],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['apply', '-auto-approve', changed], 'Apply complete! Resources: 0 added, 4 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode', changed], 'No changes.'],
        [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 4 destroyed.'],
      ]
      for (const [args, ...says] of steps) {
        const { exit, said } = await run.terraform(...args)
        for (const line of says) expect(said).toContain(line)
        expect(exit).toBe(0)
      }
      expect(run.log.filter(({ status }) => status >= 500)).toEqual([])
    },
  )
})
