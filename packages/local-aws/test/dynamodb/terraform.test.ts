import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { terraformTables } from './terraform-tables.ts'

let run: TerraformRun

beforeAll(async () => {
  run = await startTerraform(terraformTables)
})

afterAll(async () => {
  await run.close()
})

const changed = '-var=changed=true'

describe.runIf(hasTerraform('tables of the local AWS with Terraform'))('Terraform’s tables', () => {
  it(
    'are made, found as they are, changed, found as they are, and destroyed',
    { timeout: 600_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
        [['init'], 'successfully initialized'],
        [['apply', '-auto-approve'], 'Apply complete! Resources: 4 added, 0 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['apply', '-auto-approve', changed], 'Apply complete! Resources: 0 added, 3 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode', changed], 'No changes.'],
        [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 4 destroyed.'],
      ]
      for (const [args, says] of steps) {
        const { exit, said } = await run.terraform(...args)
        expect(said).toContain(says)
        expect(exit).toBe(0)
      }
      // Terraform asks for the key that AWS would encrypt with, and does without an answer.
      const failed = run.log.filter(({ status }) => status >= 500).map(({ action }) => action)
      expect(new Set(failed)).toEqual(new Set(['kms:DescribeKey']))
    },
  )
})
