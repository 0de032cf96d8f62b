import { DeleteUserPolicyCommand } from '@aws-sdk/client-iam'
import { afterEach, describe, expect, it } from 'vitest'
import type { Transport } from '../../../src/wire/http.ts'
import { apply, differences, modelOf, openAccount, type TestAccount } from './account.ts'

let account: TestAccount
afterEach(() => account.close())

describe('an account that takes its time', () => {
  it('names a principal that never comes to be', async () => {
    account = await openAccount()
    const model = modelOf({ issuerArn: `arn:aws:iam::${account.account}:role/nobody`, noExternalId: true })
    const started = account.now().getTime()
    await expect(apply(account, model)).rejects.toMatchObject({
      code: 'NotYetEffective',
      message: expect.stringMatching(
        /^cannot create role InstruqtS3Access: after \d+ seconds AWS still knows no/,
      ),
      hint: expect.stringContaining('--issuer-arn'),
    })
    const waited = (account.now().getTime() - started) / 1000
    expect(waited).toBeGreaterThanOrEqual(90)
    expect(waited).toBeLessThan(105)
  })

  it('tells a real denial from a delay', async () => {
    account = await openAccount()
    // Somebody takes the permission away as soon as it is given.
    const transport: Transport = async (request, exchange) => {
      const answer = await account.transport(request, exchange)
      if (account.calls.at(-1) === 'CreateAccessKey') {
        await account.iam.send(
          new DeleteUserPolicyCommand({ UserName: 'instruqt', PolicyName: 'assume-role' }),
        )
      }
      return answer
    }
    const model = modelOf({ trustAccount: true })
    await expect(apply(account, model, { transport })).rejects.toMatchObject({
      code: 'AccessDenied',
      message: expect.stringMatching(
        /may still not assume role InstruqtS3Access: that is no delay any more$/,
      ),
    })
  })

  it('gives up at once where IAM denies the administrator', async () => {
    account = await openAccount()
    const { keys } = await apply(account, modelOf({ name: 'other', user: 'other', role: 'Other' }))
    const started = account.now().getTime()
    await expect(apply(account, modelOf(), { credentials: keys[0] })).rejects.toMatchObject({
      code: 'AccessDenied',
      hint: expect.stringContaining('hallpass setup export admin-policy'),
    })
    expect(account.now().getTime()).toBe(started)
  })

  it.each([2_000, 15_000, 40_000])('is waited for: %i milliseconds', async (consistencyDelayMs) => {
    account = await openAccount({ consistencyDelayMs })
    const model = modelOf()
    const waits: string[] = []
    await apply(account, model, {
      progress: (words) => void (words.startsWith('waiting') && waits.push(words)),
    })
    expect(waits).toContain('waiting until AWS can create role InstruqtS3Access (up to 90 seconds)')
    expect(await differences(account, model)).toEqual([])
  })

  it('has to say twice in a row that the key works', async () => {
    account = await openAccount()
    let asked = 0
    const transport: Transport = (request, exchange) => {
      const isProof = String(request.body).includes('GetCallerIdentity') && ++asked > 1
      // Answers from two places, one of which does not know yet: yes, no, yes, yes.
      if (isProof && asked === 3) {
        return Promise.resolve({
          status: 403,
          headers: {},
          body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>',
        })
      }
      return account.transport(request, exchange)
    }
    await apply(account, modelOf(), { transport })
    expect(asked).toBe(5)
  })
})
