import { createHash } from 'node:crypto'
import { ListAccessKeysCommand } from '@aws-sdk/client-iam'
import { afterEach, describe, expect, it } from 'vitest'
import { HallpassError } from '../../../src/base/errors.ts'
import { createStsClient } from '../../../src/query/sts.ts'
import type { NewAccessKey } from '../../../src/setup/account/access-keys.ts'
import { apply, differences, failing, keepKeys, modelOf, openAccount, type TestAccount } from './account.ts'

const opened: TestAccount[] = []
const open = async (options?: Parameters<typeof openAccount>[0]): Promise<TestAccount> => {
  const account = await openAccount(options)
  opened.push(account)
  return account
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()))
})

const model = modelOf({ preset: ['s3'], policyArn: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] })

/** The one key that the user has works, and is the last that was handed over. */
async function expectOneGoodKey(account: TestAccount, keys: readonly NewAccessKey[]): Promise<void> {
  const last = keys.at(-1)
  const { AccessKeyMetadata = [] } = await account.iam.send(
    new ListAccessKeysCommand({ UserName: 'instruqt' }),
  )
  expect(AccessKeyMetadata.map(({ AccessKeyId }) => AccessKeyId)).toEqual([last?.accessKeyId])
  account.pass(60_000)
  const sts = createStsClient({
    endpoint: new URL(account.url),
    region: 'eu-west-1',
    credentials: last ?? { accessKeyId: '', secretAccessKey: '' },
    transport: account.transport,
    now: account.now,
  })
  expect(await sts.getCallerIdentity()).toMatchObject({ arn: expect.stringContaining('user/instruqt') })
}

describe.each([
  { when: 'before the call arrives', served: false },
  { when: 'after the call was served', served: true },
])('killed $when', ({ served }) => {
  it('comes to the same end when it is run again, whichever call it was', async () => {
    for (let at = 1; ; at++) {
      const account = await open()
      const keys: NewAccessKey[] = []
      const network = failing(account.transport, { at, served, forGood: true })
      const killed = apply(account, model, {
        transport: network.transport,
        openDestination: keepKeys(keys),
      })
      const outcome = await killed.then(
        () => 'done',
        (error: { code: string }) => error.code,
      )
      if (!network.reached()) {
        // The whole run makes fewer calls than that: every one of them has been the last.
        expect({ outcome, at }).toEqual({ outcome: 'done', at: 15 })
        break
      }
      expect(outcome).toBe('Aborted')
      await apply(account, model, { openDestination: keepKeys(keys) })
      expect({ at, differences: await differences(account, model) }).toEqual({ at, differences: [] })
      await expectOneGoodKey(account, keys)
    }
  })
})

describe.each([
  { when: 'before the call arrives', served: false },
  { when: 'after the call was served', served: true },
])('one answer lost $when', ({ served }) => {
  it('comes to the end in the same run, with one key and no other', async () => {
    for (let at = 1; ; at++) {
      const account = await open()
      const keys: NewAccessKey[] = []
      const network = failing(account.transport, { at, served, forGood: false })
      await apply(account, model, { transport: network.transport, openDestination: keepKeys(keys) })
      if (!network.reached()) break
      expect({ at, differences: await differences(account, model) }).toEqual({ at, differences: [] })
      await expectOneGoodKey(account, keys)
    }
  })
})

it('never asks twice for a key without looking at what there is', async () => {
  const account = await open()
  // The ninth call makes the key.
  const network = failing(account.transport, { at: 9, served: true, forGood: false })
  await apply(account, model, { transport: network.transport })
  const from = account.calls.indexOf('CreateAccessKey')
  expect(account.calls.slice(from, from + 4)).toEqual([
    'CreateAccessKey',
    'ListAccessKeys',
    'DeleteAccessKey',
    'CreateAccessKey',
  ])
})

it('leaves a key alone that somebody has used, whatever the record says', async () => {
  const account = await open()
  const keys: NewAccessKey[] = []
  // Killed before the tag that says that the key was handed over.
  const network = failing(account.transport, { at: 10, served: false, forGood: true })
  await expect(
    apply(account, model, { transport: network.transport, openDestination: keepKeys(keys) }),
  ).rejects.toThrow()
  await expectOneGoodKey(account, keys)
  await apply(account, model, { openDestination: keepKeys(keys) })
  expect(await differences(account, model)).toEqual([
    `user instruqt has an access key that is not the set-up's: ${keys[0]?.accessKeyId}`,
  ])
})

it.each([1, 2, 3, 4, 5])(
  'comes to the end through an AWS that fails and breaks connections, run again as often as needed (%i)',
  async (seed) => {
    const faults = { serverErrorRate: 0.15, dropRate: 0.15 }
    const account = await open({ faults, randomBytes: randomBytesFrom(seed), consistencyDelayMs: 3_000 })
    const keys: NewAccessKey[] = []
    const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
      for (let run = 1; ; run++) {
        try {
          return await work()
        } catch (error) {
          expect(['AwsUnavailable', 'NetworkUnreachable']).toContain(
            error instanceof HallpassError ? error.code : error,
          )
          if (run === 30) throw error
        }
      }
    }
    await patiently(() => apply(account, model, { openDestination: keepKeys(keys) }))
    expect(await patiently(() => differences(account, model))).toEqual([])
    await patiently(() => expectOneGoodKey(account, keys))
  },
)

/** The same bytes every time. */
function randomBytesFrom(seed: number): (size: number) => Uint8Array {
  let counter = 0
  return (size) => {
    const blocks: Buffer[] = []
    while (blocks.length * 32 < size) {
      blocks.push(createHash('sha256').update(`${seed} ${counter++}`).digest())
    }
    return Buffer.concat(blocks).subarray(0, size)
  }
}
