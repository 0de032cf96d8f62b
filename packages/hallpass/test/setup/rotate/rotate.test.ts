import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  ListAccessKeysCommand,
  TagUserCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NewAccessKey } from '../../../src/setup/account/access-keys.ts'
import { finishRotation } from '../../../src/setup/rotate/finish-rotation.ts'
import { rotateKey } from '../../../src/setup/rotate/rotate.ts'
import type { Transport } from '../../../src/wire/http.ts'
import {
  apply,
  differences,
  failing,
  keepKeys,
  modelOf,
  openAccount,
  type TestAccount,
} from '../apply/account.ts'

const model = modelOf()
const hour = 3600

let account: TestAccount
let first: NewAccessKey
let handed: NewAccessKey[]

beforeEach(async () => {
  account = await openAccount()
  const { keys } = await apply(account, model)
  first = keys[0] ?? { accessKeyId: '', secretAccessKey: '' }
  handed = []
})
afterEach(() => account.close())

const rotate = async (transport?: Transport) =>
  rotateKey(model, await account.administrator(transport ? { transport } : {}), {
    openDestination: keepKeys(handed),
  })
const finish = async (unusedForSeconds = hour, transport?: Transport) =>
  finishRotation(model, await account.administrator(transport ? { transport } : {}), { unusedForSeconds })

async function keyIds(): Promise<readonly string[]> {
  const { AccessKeyMetadata = [] } = await account.iam.send(
    new ListAccessKeysCommand({ UserName: 'instruqt' }),
  )
  return AccessKeyMetadata.filter(({ Status }) => Status === 'Active').map(
    ({ AccessKeyId }) => AccessKeyId ?? '',
  )
}

/** Somebody works with a key. */
async function use(key: NewAccessKey): Promise<void> {
  const administrator = await account.administrator()
  await administrator.stsOf(key).getCallerIdentity()
}

describe('rotate', () => {
  it("refuses a user that is not the set-up's", async () => {
    await account.iam.send(new UntagUserCommand({ UserName: 'instruqt', TagKeys: ['hallpass:setup'] }))
    await expect(rotate()).rejects.toMatchObject({ code: 'SetupConflict' })
    expect(await keyIds()).toEqual([first.accessKeyId])
  })

  it('refuses a set-up without a user of its own', async () => {
    const without = modelOf({ issuerArn: `arn:aws:iam::${account.account}:user/admin` })
    await expect(
      rotateKey(without, await account.administrator(), { openDestination: keepKeys(handed) }),
    ).rejects.toMatchObject({ code: 'InvalidInput' })
  })

  it('refuses a third key, and says how to go on', async () => {
    await rotate()
    await expect(rotate()).rejects.toMatchObject({
      code: 'SetupConflict',
      hint: 'finish the rotation that is under way: hallpass setup rotate --finish',
    })
  })

  it('refuses where somebody else made the second key', async () => {
    await account.iam.send(new CreateAccessKeyCommand({ UserName: 'instruqt' }))
    await expect(rotate()).rejects.toMatchObject({
      code: 'SetupConflict',
      hint: expect.stringContaining("not the set-up's"),
    })
  })

  it('hands a second key over, proved to work, and leaves the first', async () => {
    account.calls.length = 0
    const { key, before } = await rotate()
    expect(before).toEqual([first.accessKeyId])
    expect(key.accessKeyId).toBe(handed[0]?.accessKeyId)
    expect(account.calls.filter((action) => action === 'AssumeRole')).toHaveLength(2)
    await use(first)
    await use(handed[0] ?? first)
    expect(await differences(account, model)).toEqual([])
  })

  it.each([true, false])(
    'killed at any call and run again hands over one good key (served: %s)',
    async (served) => {
      for (let at = 2; ; at++) {
        const network = failing(account.transport, { at, served, forGood: true })
        const outcome = await rotate(network.transport).then(
          () => 'done',
          (error: { code: string }) => error.code,
        )
        if (!network.reached()) break
        expect(outcome).toBe('Aborted')
        // Where the key was handed over already there is nothing left to do but the proof.
        await rotate().catch((error: unknown) => expect(error).toMatchObject({ code: 'SetupConflict' }))
        expect(new Set(await keyIds())).toEqual(new Set([first.accessKeyId, handed.at(-1)?.accessKeyId]))
        account.pass(2 * hour * 1000)
        await finish()
        const last = handed.at(-1)
        if (last) first = last
        expect({ at, found: await differences(account, model) }).toEqual({ at, found: [] })
      }
    },
  )
})

describe('rotate --finish', () => {
  it('refuses while the first key is in use, and leaves both', async () => {
    await rotate()
    account.pass(2 * hour * 1000)
    await use(first)
    account.pass(10 * 60 * 1000)
    await expect(finish()).rejects.toMatchObject({
      code: 'KeyStillInUse',
      message: `access key ${first.accessKeyId} was used 10m ago (sts)`,
    })
    expect(await keyIds()).toHaveLength(2)
  })

  it('refuses a key that was never used and has just been made', async () => {
    await account.iam.send(new CreateUserCommand({ UserName: 'fresh' }))
    const tags = [{ Key: 'hallpass:setup', Value: 'fresh' }]
    await account.iam.send(new TagUserCommand({ UserName: 'fresh', Tags: tags }))
    const { AccessKey } = await account.iam.send(new CreateAccessKeyCommand({ UserName: 'fresh' }))
    account.pass(60_000)
    await account.iam.send(new CreateAccessKeyCommand({ UserName: 'fresh' }))
    await expect(
      finishRotation(modelOf({ user: 'fresh' }), await account.administrator(), {
        unusedForSeconds: hour,
      }),
    ).rejects.toMatchObject({ message: `access key ${AccessKey?.AccessKeyId} was made 1m ago` })
  })

  it('switches the first key on again when somebody uses it in that moment', async () => {
    await rotate()
    account.pass(2 * hour * 1000)
    const transport: Transport = async (request, exchange) => {
      if (
        String(request.body).includes('Action=UpdateAccessKey') &&
        String(request.body).includes('Inactive')
      ) {
        await use(first)
      }
      return account.transport(request, exchange)
    }
    await expect(finish(hour, transport)).rejects.toMatchObject({ code: 'KeyStillInUse' })
    expect(await keyIds()).toHaveLength(2)
    await use(first)
  })

  it('disables the first key, looks again, and deletes it', async () => {
    await rotate()
    account.pass(2 * hour * 1000)
    account.calls.length = 0
    expect(await finish()).toEqual({ deleted: first.accessKeyId, kept: handed[0]?.accessKeyId })
    expect(account.calls.slice(-5)).toEqual([
      'GetAccessKeyLastUsed',
      'UpdateAccessKey',
      'GetAccessKeyLastUsed',
      'DeleteAccessKey',
      'TagUser',
    ])
    expect(await keyIds()).toEqual([handed[0]?.accessKeyId])
    expect(await differences(account, model)).toEqual([])
  })

  it('has nothing to do when there is one key', async () => {
    expect(await finish()).toEqual({ deleted: undefined, kept: first.accessKeyId })
  })
})
