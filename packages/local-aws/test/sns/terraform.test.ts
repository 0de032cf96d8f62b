import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { terraformTopics } from './terraform-topics.ts'

let run: TerraformRun

beforeAll(async () => {
  run = await startTerraform(terraformTopics)
})

afterAll(async () => {
  await run.close()
})

const changed = '-var=changed=true'

describe.runIf(hasTerraform('topics of the local AWS with Terraform'))('Terraform’s topics', () => {
  it(
    'are made, found as they are, changed, found as they are, and destroyed',
    { timeout: 600_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
        [['init'], 'successfully initialized'],
        [['apply', '-auto-approve'], 'Apply complete! Resources: 9 added, 0 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['apply', '-auto-approve', changed], 'Apply complete! Resources: 0 added, 5 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode', changed], 'No changes.'],
        [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 9 destroyed.'],
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
