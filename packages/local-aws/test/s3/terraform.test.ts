import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { terraformBuckets } from './terraform-buckets.ts'

let run: TerraformRun

beforeAll(async () => {
  run = await startTerraform(terraformBuckets)
})

afterAll(async () => {
  await run.close()
})

const changed = '-var=changed=true'

describe.runIf(hasTerraform('local S3 with Terraform'))('a bucket with all its settings', () => {
  it(
    'is created, read back to an empty plan, changed, read back again, and destroyed with its versions',
    { timeout: 900_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
        [['init'], 'successfully initialized'],
        [['apply', '-auto-approve'], 'Apply complete! Resources: 17 added, 0 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['apply', '-auto-approve', changed], 'Apply complete! Resources: 0 added, 12 changed, 0 destroyed.'],
        [['plan', '-detailed-exitcode', changed], 'No changes.'],
        [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 17 destroyed.'],
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
