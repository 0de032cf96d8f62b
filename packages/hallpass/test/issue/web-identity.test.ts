import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { createLocalAws, type LocalAws } from '@hallpass/local-aws'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTokenIssuer, issuerUrl } from '../../../local-aws/test/sts/token-issuer.ts'
import { runApp } from '../cli/run-app.ts'
import { issue } from '../../src/issue/issue.ts'
import { createIssuer, type IssuerOptions } from '../../src/issue/issuer.ts'
import type { SessionRequest } from '../../src/issue/session-request.ts'

const tokens = createTokenIssuer(() => new Date())
let aws: LocalAws
let options: IssuerOptions
let gate = ''
let inner = ''
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
  const trust = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } })
  const provider = `arn:aws:iam::${aws.accountId}:oidc-provider/idp.example.com/tenant`
  const make = async (RoleName: string, statement: object): Promise<string> => {
    const input = { RoleName, AssumeRolePolicyDocument: trust(statement), MaxSessionDuration: 43_200 }
    return (await iam.send(new CreateRoleCommand(input))).Role?.Arn ?? ''
  }
  gate = await make('Gate', {
    Principal: { Federated: provider },
    Action: 'sts:AssumeRoleWithWebIdentity',
  })
  inner = await make('Inner', { Principal: { AWS: gate }, Action: 'sts:AssumeRole' })
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

describe('a token in a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'hallpass-token-')), 'token')
  const issued = (...args: string[]) =>
    runApp(
      ['issue', '-s', 'ada', '--no-link', '-o', 'json', '--web-identity-token-file', file, ...args],
      options.env ?? {},
    )
  beforeEach(() => writeFileSync(file, tokenFor({ sessionName: 'ada' })))

  it('is for the first role of a chain, whose last is assumed by the one before', async () => {
    expect(await issued('-r', inner)).toMatchObject({ exitCode: 4, bugs: [] })
    const { exitCode, stdout } = await issued('-r', inner, '--via', gate)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).AssumedRoleArn).toContain('assumed-role/Inner/ada')
  })

  it('has no limit of an hour by itself, and has it in a chain: that is said, and --duration max keeps to it', async () => {
    const minutes = (stdout: string): number =>
      Math.round((Date.parse(JSON.parse(stdout).Expiration) - Date.now()) / 60_000)
    expect(minutes((await issued('-r', gate, '--duration', '12h')).stdout)).toBe(720)
    expect(await issued('-r', inner, '--via', gate, '--duration', '2h')).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('lasts 1h at most, and 2h was asked for'),
    })
    const longest = await issued('-r', inner, '--via', gate, '--duration', 'max')
    expect(minutes(longest.stdout)).toBe(60)
    expect(longest.stderr).toContain('the longest is 1h')
  })

  it('that is another by the time of the next session is read anew', async () => {
    const issuer = await createIssuer({ ...options, roleArn: gate, webIdentityTokenFile: file })
    await issuer.issue({ sessionName: 'ada' })
    writeFileSync(file, 'no token')
    await expect(issuer.issue({ sessionName: 'ada' })).rejects.toThrow()
    writeFileSync(file, tokenFor({ sessionName: 'ada' }))
    expect((await issuer.issue({ sessionName: 'ada' })).sessionName).toBe('ada')
  })
})
