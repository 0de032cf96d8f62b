import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { createLocalAws, type LocalAws } from '@hallpass/local-aws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenIssuer, issuerUrl } from '../../../local-aws/test/sts/token-issuer.ts'
import { issue } from '../../src/issue/issue.ts'
import { createIssuer, type IssuerOptions } from '../../src/issue/issuer.ts'
import type { SessionRequest } from '../../src/issue/session-request.ts'

const tokens = createTokenIssuer(() => new Date())
let aws: LocalAws
let options: IssuerOptions
let close: () => Promise<void>
beforeAll(async () => {
  aws = createLocalAws({ fetchDocument: tokens.fetchDocument })
  const listening = await aws.listen()
  close = listening.close
  const iam = new IAMClient({ endpoint: listening.url, region: aws.region, credentials: aws.admin })
  await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: issuerUrl, ClientIDList: ['sts.amazonaws.com'] }),
  )
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'Keyless',
      MaxSessionDuration: 43_200,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${aws.accountId}:oidc-provider/idp.example.com/tenant` },
          Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity'],
          Condition: { StringEquals: { 'aws:RequestTag/team': 'blue', 'sts:SourceIdentity': 'ada' } },
        },
      }),
    }),
  )
  const roleArn = Role?.Arn ?? ''
  options = { roleArn, env: { AWS_ENDPOINT_URL: listening.url, AWS_REGION: aws.region } }
})
afterAll(() => close())

function tokenFor({ tags = {}, sourceIdentity }: SessionRequest): string {
  return tokens.token({
    aud: 'sts.amazonaws.com',
    'https://aws.amazon.com/source_identity': sourceIdentity,
    'https://aws.amazon.com/tags': {
      principal_tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, [value]])),
    },
  })
}

const marks = { tags: { team: 'blue' }, sourceIdentity: 'ada' }

describe('a token that is made for the session', () => {
  it.each<[string, Partial<SessionRequest & IssuerOptions>]>([
    ['an external id', { externalId: 'abc' }],
    ['MFA', { serialNumber: 'arn:aws:iam::123456789012:mfa/ada', tokenCode: '123456' }],
    ['a token file besides', { webIdentityTokenFile: '/nowhere/token' }],
  ])('does not go with %s, and none is made', async (_name, more) => {
    let made = 0
    const webIdentityToken = () => {
      made += 1
      return 'token'
    }
    await expect(issue({ ...options, sessionName: 'ada', webIdentityToken, ...more })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    expect(made).toBe(0)
  })

  it('is refused where it is empty, and what its maker throws is passed on', async () => {
    const request = { ...options, sessionName: 'ada' }
    await expect(issue({ ...request, webIdentityToken: () => '' })).rejects.toMatchObject({
      code: 'CredentialSourceFailed',
    })
    const failure = new Error('no key')
    await expect(issue({ ...request, webIdentityToken: () => Promise.reject(failure) })).rejects.toBe(failure)
  })

  it('is refused by AWS without the tags that the trust asks for', async () => {
    await expect(
      issue({ ...options, sessionName: 'ada', webIdentityToken: tokenFor, sourceIdentity: 'ada' }),
    ).rejects.toMatchObject({ code: 'AccessDenied' })
  })

  it('carries tags and source identity, anew for each session, which may last over an hour', async () => {
    const seen: string[] = []
    const issuer = await createIssuer({
      ...options,
      webIdentityToken: async (request) => {
        seen.push(request.sessionName)
        return tokenFor(request)
      },
    })
    const before = Date.now()
    const first = await issuer.issue({ sessionName: 'ada', durationSeconds: 43_200, ...marks })
    await issuer.issue({ sessionName: 'bob', ...marks })
    expect(seen).toEqual(['ada', 'bob'])
    expect(first.assumedRoleArn).toContain('assumed-role/Keyless/ada')
    expect(first.issuer).toMatchObject({ longTerm: false, source: { kind: 'web-identity' } })
    expect(first.credentials.expiration.getTime() - before).toBeGreaterThan(7_200_000)
  })
})
