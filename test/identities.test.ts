import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { leading, ourProgram } from '../packages/hallpass/test/command.ts'
import { serveHttp } from '../packages/hallpass/test/wire/loopback.ts'
import { codes } from '../packages/hallpass/test/setup/destroy/totp.ts'
import { createTokenIssuer } from '../packages/local-aws/test/sts/token-issuer.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { clientSettings } from './faults/session-keys.ts'
import { type LocalAwsProcess, startLocalAws } from './local-aws-process.ts'
import { runProcess } from './run-process.ts'
import { makeSeedSetup } from './seed-setup.ts'

const folder = mkdtempSync(join(tmpdir(), 'hallpass-identities-'))
let aws: LocalAwsProcess
let iam: IAMClient
let env: Record<string, string>
beforeAll(async () => {
  aws = await startLocalAws()
  const { accessKeyId, secretAccessKey } = await makeSeedSetup(aws.env)
  iam = new IAMClient(clientSettings(aws.env))
  env = cleanEnvironment({
    ...aws.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    HOME: folder,
  })
})
afterAll(async () => {
  iam.destroy()
  await aws.stop()
  rmSync(folder, { recursive: true })
})

/** Makes a role with this trust and returns its ARN. */
async function createRole(name: string, trust: object): Promise<string> {
  const statement = { Effect: 'Allow', ...trust }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }))
  return Role?.Arn ?? ''
}

async function issue(args: readonly string[], settings: Readonly<Record<string, string | undefined>> = {}) {
  const given = Object.entries({ ...env, ...settings }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return runProcess(ourProgram, [...leading, 'issue', '-s', 'ada', '--no-link', ...args], {
    env: Object.fromEntries(given),
  })
}

describe('a role that asks for MFA', () => {
  it('is not assumed without a code, nor with a code twice, and is with a fresh one', async () => {
    const { VirtualMFADevice } = await iam.send(
      new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'instruqt' }),
    )
    const { SerialNumber = '', Base32StringSeed = new Uint8Array() } = VirtualMFADevice ?? {}
    const [before, now] = codes(Base32StringSeed, new Date(Date.now() - 30_000))
    await iam.send(
      new EnableMFADeviceCommand({
        UserName: 'instruqt',
        SerialNumber,
        AuthenticationCode1: before,
        AuthenticationCode2: now,
      }),
    )
    const roleArn = await createRole('Guarded', {
      Action: 'sts:AssumeRole',
      Principal: { AWS: SerialNumber.replace(/:mfa\/.*/, ':root') },
      Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    })
    expect(await issue(['-r', roleArn])).toMatchObject({ exitCode: 4, stdout: '' })
    // Good for a while after its half minute, too: the test need not be quick.
    const [, fresh] = codes(Base32StringSeed, new Date())
    const args = ['-r', roleArn, '--mfa-serial', SerialNumber, '--mfa-process', `echo ${fresh}`]
    const { exitCode, stdout, stderr } = await issue(args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ AssumedRoleArn: expect.stringMatching(/Guarded\/ada$/) })
    // What the code made is kept: nobody is asked again, until it ends.
    const kept = ['-r', roleArn, '--mfa-serial', SerialNumber, '--mfa-process', 'false']
    expect(await issue(kept)).toMatchObject({ exitCode: 0, stderr: '' })
    const elsewhere = { XDG_CACHE_HOME: join(folder, 'elsewhere') }
    const again = await issue(args, elsewhere)
    expect(again.exitCode).toBe(4)
    expect(again.stderr).toMatch(/^error: AWS does not take the MFA code: /)
  })
})

describe('a web identity', () => {
  it('is refused when its token has expired or its role does not trust it, and needs no keys', async () => {
    const documents = new Map<string, string>()
    const endpoint = await serveHttp((incoming, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(documents.get(incoming.url ?? ''))
    })
    const issuer = createTokenIssuer(() => new Date(), endpoint.origin)
    for (const [url, text] of issuer.documents) documents.set(new URL(url).pathname, text)
    const { OpenIDConnectProviderArn } = await iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: endpoint.origin, ClientIDList: ['hallpass'] }),
    )
    const trust = {
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: OpenIDConnectProviderArn },
      Condition: { StringEquals: { [`${endpoint.host}:sub`]: 'anna' } },
    }
    const roleArn = await createRole('Web', trust)
    const file = join(folder, 'token')
    const attempt = async (claims: Record<string, unknown>) => {
      writeFileSync(file, `${issuer.token(claims)}\n`)
      const keys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
      return issue(['-r', roleArn, '--web-identity-token-file', file], keys)
    }
    expect(await attempt({ iat: 1_000_000_000, exp: 1_000_000_600 })).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(
        /^error: your own credentials have expired \(from the web identity token/,
      ),
    })
    expect(await attempt({ sub: 'mallory' })).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining("does not name the token's issuer (Federated), its audience or"),
    })
    const { exitCode, stdout, stderr } = await attempt({})
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ AssumedRoleArn: expect.stringMatching(/Web\/ada$/) })
  })
})
