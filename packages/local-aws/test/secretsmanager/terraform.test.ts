import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { terraformSecrets } from './terraform-secrets.ts'

let run: TerraformRun

beforeAll(async () => {
  run = await startTerraform(terraformSecrets)
})

afterAll(async () => {
  await run.close()
})

const changed = '-var=changed=true'

describe.runIf(hasTerraform('local Secrets Manager with Terraform'))(
  'secrets, their versions and policies',
  () => {
    it(
      'are made, read back to an empty plan, changed, read back again, and destroyed',
      { timeout: 900_000 },
      async () => {
        const steps: ReadonlyArray<readonly [args: readonly string[], ...says: readonly string[]]> = [
          [['init'], 'successfully initialized'],
          [
            ['apply', '-auto-approve'],
            'Apply complete! Resources: 5 added, 0 changed, 0 destroyed.',
            'names = "lab/terraform/db"',
            'password = "hush"',
            'statement = "Made"',
          ],
          [['plan', '-detailed-exitcode'], 'No changes.'],
          // Another value is another version: Terraform replaces those.
          [
            ['apply', '-auto-approve', changed],
            'Apply complete! Resources: 2 added, 3 changed, 2 destroyed.',
          ],
          [['plan', '-detailed-exitcode', changed], 'No changes.'],
          [['destroy', '-auto-approve', changed], 'Destroy complete! Resources: 5 destroyed.'],
        ]
        for (const [args, ...says] of steps) {
          const { exit, said } = await run.terraform(...args)
          for (const line of says) expect(said).toContain(line)
          expect(exit).toBe(0)
        }
        expect(run.log.filter(({ status }) => status >= 500)).toEqual([])
      },
    )
  },
)
