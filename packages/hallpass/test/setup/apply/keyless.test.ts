import {
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createTokenIssuer,
  issuerUrl,
  type TokenIssuer,
} from '../../../../local-aws/test/sts/token-issuer.ts'
import { destroySetup } from '../../../src/setup/destroy/destroy.ts'
import { apply, differences, modelOf, openAccount, type TestAccount } from './account.ts'

const keyless = { name: 'lab', keylessIssuer: issuerUrl, keylessSubject: 'hallpass:lab:*' }
const model = modelOf(keyless)
const sub = 'hallpass:lab:l-7k2m9q'

let account: TestAccount
let issuer: TokenIssuer
beforeEach(async () => {
  const clock = { now: () => new Date() }
  issuer = createTokenIssuer(() => clock.now())
  account = await openAccount({ fetchDocument: issuer.fetchDocument })
  clock.now = account.now
})
afterEach(() => account.close())

const providers = async (): Promise<readonly (string | undefined)[]> => {
  const { OpenIDConnectProviderList = [] } = await account.iam.send(new ListOpenIDConnectProvidersCommand())
  return OpenIDConnectProviderList.map(({ Arn }) => Arn)
}

function assume(claims: Record<string, unknown>) {
  const sts = new STSClient({ endpoint: account.url, region: 'eu-west-1', credentials: account.admin })
  return sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::${account.account}:role/InstruqtS3Access`,
      RoleSessionName: 'ada',
      WebIdentityToken: issuer.token(claims),
      DurationSeconds: 3600,
    }),
  )
}

describe('a set-up without a key', () => {
  it.each([
    ['of another audience', { aud: 'hallpass', sub }],
    ['of another subject', { aud: 'sts.amazonaws.com', sub: 'anna' }],
    ["of another set-up's subject", { aud: 'sts.amazonaws.com', sub: 'hallpass:other:l-1' }],
  ])('refuses a token %s', async (_, claims) => {
    await apply(account, model)
    await expect(assume(claims)).rejects.toThrow()
  })

  it('makes no user and no key, and takes a token with tags and a source identity', async () => {
    const { changes, accessKeyId } = await apply(account, model)
    expect(changes).toEqual([
      'create provider idp.example.com/tenant',
      'create role InstruqtS3Access',
      'put policy InstruqtS3AccessPolicy on role InstruqtS3Access',
    ])
    expect(accessKeyId).toBeUndefined()
    expect(await differences(account, model)).toEqual([])
    const { Credentials, SourceIdentity } = await assume({
      aud: 'sts.amazonaws.com',
      sub,
      'https://aws.amazon.com/source_identity': 'ada',
      'https://aws.amazon.com/tags': { principal_tags: { lease: ['l-7k2m9q'] } },
    })
    expect(SourceIdentity).toBe('ada')
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const sts = new STSClient({
      endpoint: account.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
      systemClockOffset: account.now().getTime() - Date.now(),
    })
    const { Arn } = await sts.send(new GetCallerIdentityCommand())
    expect(Arn).toContain('assumed-role/InstruqtS3Access/ada')
  })

  it('is gone after destroy, its provider too', async () => {
    await apply(account, model)
    const administrator = await account.administrator()
    const { deleted } = await destroySetup(model, administrator, { confirm: 'lab' })
    expect(deleted.at(-1)).toBe('delete provider idp.example.com/tenant')
    expect(await providers()).toEqual([])
  })
})

it("is not destroyed while another set-up's roles trust its provider", async () => {
  await apply(account, model)
  const other = modelOf({ ...keyless, name: 'other', role: 'Other' })
  await apply(account, other)
  const administrator = await account.administrator()
  await expect(destroySetup(model, administrator, { confirm: 'lab' })).rejects.toMatchObject({
    code: 'SetupConflict',
    message: expect.stringContaining('other roles trust'),
  })
  expect(await differences(account, model)).toEqual([])
  await destroySetup(other, administrator, { confirm: 'other' })
  expect(await providers()).toHaveLength(1)
  await destroySetup(model, administrator, { confirm: 'lab' })
  expect(await providers()).toEqual([])
})

describe('a provider that was there before', () => {
  it('is not changed where it lacks the audience: nothing is made', async () => {
    await account.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: issuerUrl, ClientIDList: ['somebody else'] }),
    )
    await expect(apply(account, model)).rejects.toMatchObject({
      code: 'SetupConflict',
      hint: expect.stringContaining('aws iam add-client-id-to-open-id-connect-provider'),
    })
    expect(account.calls.filter((action) => !/^(?:Get|List)/.test(action))).toEqual([])
  })

  it('is used as it is, and destroy leaves it', async () => {
    const made = await account.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: issuerUrl, ClientIDList: ['sts.amazonaws.com'] }),
    )
    const { OpenIDConnectProviderArn } = made
    await apply(account, model)
    const administrator = await account.administrator()
    await destroySetup(model, administrator, { confirm: 'lab' })
    expect(await providers()).toEqual([OpenIDConnectProviderArn])
    const left = await account.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }))
    expect({ tags: left.Tags ?? [], audiences: left.ClientIDList }).toEqual({
      tags: [],
      audiences: ['sts.amazonaws.com'],
    })
  })
})

it('asks for no external id, and takes no user or other issuer beside it', () => {
  for (const more of [
    { user: 'vend' },
    { trustAccount: true },
    { issuerArn: 'arn:aws:iam::123456789012:role/Server' },
    { externalId: 'lab-2026' },
    { keylessSubject: '*' },
    { keylessIssuer: 'http://idp.example.com' },
    { keylessIssuer: 'https://idp.example.com:8443' },
  ]) {
    expect(() => modelOf({ ...keyless, ...more }), JSON.stringify(more)).toThrow(/keyless|issuer/)
  }
  expect(() => modelOf({ keylessSubject: 'hallpass:*' })).toThrow(/go with --keyless-issuer/)
})
