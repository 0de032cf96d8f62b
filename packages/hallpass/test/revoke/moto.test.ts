import { spawn, type ChildProcess } from 'node:child_process'
import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pruneRevocations, revokeAllBefore, revokeSession } from '../../src/revoke/index.ts'
import { retry } from '../../src/wire/retry.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { closedPort } from '../wire/loopback.ts'
import { requireTool } from '../tools.ts'

// moto checks policy documents and pages through lists by code of its own, and the SDK reads what was written.
describe.runIf(requireTool('revoke/moto', 'moto'))('on moto, as the AWS SDK sees it', () => {
  const credentials = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'not-checked' }
  let moto: ChildProcess | undefined
  let endpointUrl: URL
  let iam: IAMClient

  beforeAll(async () => {
    endpointUrl = await closedPort()
    moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', endpointUrl.port], {
      stdio: 'ignore',
    })
    const isUp = { method: 'GET', endpoint: endpointUrl, target: '/moto-api/data.json', headers: {} }
    await retry(() => createTransport()(isUp), { maxAttempts: 60, random: () => 0.5 })
    iam = new IAMClient({ endpoint: endpointUrl.href, region: 'us-east-1', credentials })
  })
  afterAll(() => moto?.kill())

  it('every policy is taken, one is left, and it says who is denied', async () => {
    const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'Handed',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    )
    const work = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
    await iam.send(new PutRolePolicyCommand({ RoleName: 'Handed', PolicyName: 'work', PolicyDocument: work }))
    const options = { roleArn: Role?.Arn ?? '', credentials, endpointUrl, env: {} }

    await revokeSession({ ...options, sessionName: 'ada@lab' })
    await revokeSession({ ...options, sessionName: 'bob@lab', allowNew: true })
    await revokeAllBefore(options)

    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'Handed' }))
    const [PolicyName, ...others] = PolicyNames.filter((name) => name !== 'work')
    expect(others).toEqual([])
    const read = await iam.send(new GetRolePolicyCommand({ RoleName: 'Handed', PolicyName }))
    const policy: unknown = JSON.parse(decodeURIComponent(read.PolicyDocument ?? ''))
    expect(policy).toMatchObject({
      Statement: [
        {
          Effect: 'Deny',
          Condition: { DateLessThan: { 'aws:TokenIssueTime': expect.any(String) as unknown } },
        },
        {
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringEquals: { 'aws:userid': [`${Role?.RoleId}:ada@lab`] } },
        },
      ],
    })
    const { revocations } = await pruneRevocations(options)
    expect(revocations.map(({ sessionName }) => sessionName)).toEqual([undefined, 'ada@lab'])
  })
})
