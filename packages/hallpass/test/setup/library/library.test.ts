import { CreateUserCommand } from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createSetup,
  issue,
  planText,
  setupApply,
  setupCheck,
  setupDestroy,
  setupExport,
  setupPlan,
  setupPresets,
  setupText,
  type NewAccessKey,
  type SetupConfig,
} from '../../../src/index.ts'
import { openAccount, type TestAccount } from '../apply/account.ts'

let account: TestAccount
beforeEach(async () => {
  account = await openAccount()
})
afterEach(() => account.close())

const setup = createSetup(
  { name: 'lab', user: 'lab', roles: [{ name: 'Lab', presets: ['s3'], bucket: 'lab-*' }] },
  { env: {} },
)
const caller = () => ({ credentials: account.admin, env: account.env, now: account.now })

describe('createSetup', () => {
  it.each([
    [{ rolls: [] }, /setup.rolls is not known \(did you mean roles\?\)/],
    [{ roles: [{ presets: ['s4'] }] }, /setup.roles\[0\].presets\[0\] cannot be "s4"/],
    [{ region: 7 }, /setup.region has to be a text/],
  ])('refuses what is no configuration: %j', (config: object, message) => {
    const given: SetupConfig = config
    expect(() => createSetup(given)).toThrow(message)
    expect(() => createSetup(given)).toThrow(TypeError)
  })

  it('calls nothing, and says everything in words and for other tools', () => {
    expect(setupText(setup)).toContain('Role Lab')
    expect(setupExport(setup, 'terraform').map(({ name }) => name)).toContain('main.tf')
    expect(setupPresets.map(({ name }) => name)).toEqual(['s3', 's3-own-prefix', 'read-only'])
  })
})

describe('a set-up in code', () => {
  it('refuses an option that does not exist, before anything is sent', async () => {
    const options = { ...caller(), dryRun: true }
    await expect(setupPlan(setup, options)).rejects.toThrow(TypeError)
    expect(account.calls).toEqual([])
  })

  it('goes from nothing to keys, and back to nothing', async () => {
    const plan = await setupPlan(setup, caller())
    expect(planText(plan)).toContain('create role Lab')
    const keys: NewAccessKey[] = []
    const { roleArns } = await setupApply(setup, { ...caller(), handOver: (key) => void keys.push(key) })
    expect((await setupCheck(setup, caller())).differences).toEqual([])
    const { credentials } = await issue({
      roleArn: roleArns[0] ?? '',
      sessionName: 'ada',
      credentials: keys[0],
      env: account.env,
      now: account.now,
    })
    expect(credentials.accessKeyId).toMatch(/^ASIA/)
    await expect(setupDestroy(setup, { ...caller(), confirm: 'yes' })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    const { deleted } = await setupDestroy(setup, { ...caller(), confirm: 'lab' })
    expect(deleted).toContain('delete role Lab')
    expect((await setupPlan(setup, caller())).changes).toEqual(plan.changes)
  })

  it('asks before it changes what exists, and a refusal changes nothing', async () => {
    await account.iam.send(new CreateUserCommand({ UserName: 'lab' }))
    account.calls.length = 0
    const called = setupApply(setup, {
      ...caller(),
      adopt: true,
      handOver: () => {},
      approve: ({ changes }) => Promise.reject(new Error(changes.map(({ effect }) => effect).join(' '))),
    })
    await expect(called).rejects.toThrow('adopt')
    expect(account.calls.filter((action) => !/^(?:Get|List)/.test(action))).toEqual([])
  })
})
