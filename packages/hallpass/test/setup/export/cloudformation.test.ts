import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { child, childText, type XmlElement } from '../../../src/query/answer-xml.ts'
import type { QueryStructure } from '../../../src/query/query-parameters.ts'
import { callQuery, createQueryClient } from '../../../src/query/query.ts'
import { cloudformationFiles } from '../../../src/setup/export/cloudformation.ts'
import { resolveInputs } from '../../../src/setup/inputs/resolve-inputs.ts'
import type { SetupArguments } from '../../../src/setup/inputs/setup-arguments.ts'
import { createModel } from '../../../src/setup/model/create-model.ts'
import { retry } from '../../../src/wire/retry.ts'
import { createTransport } from '../../../src/wire/transport.ts'
import { closedPort } from '../../wire/loopback.ts'
import { requireTool } from '../../tools.ts'
import { variants } from './variants.ts'

const suite = 'setup export cloudformation'

function template(given: SetupArguments): string {
  return cloudformationFiles(createModel(resolveInputs(given)))[0]?.content ?? ''
}

it('has the secret key in Secrets Manager, and in no output', () => {
  const { Outputs, Resources } = JSON.parse(template({}))
  expect(JSON.stringify(Outputs)).not.toContain('SecretAccessKey')
  expect(JSON.stringify(Resources.SecretKey)).toContain('${AccessKey.SecretAccessKey}')
  expect(Outputs.SecretKeyArn.Value).toEqual({ Ref: 'SecretKey' })
})

it('leaves policy variables to IAM, and writes what is only known in the account as references', () => {
  const text = template({ preset: ['s3-own-prefix'], bucket: 'lab-files' })
  expect(text).toContain('"Fn::Sub": "arn:${AWS::Partition}:s3:::lab-files/${!aws:userid}/*"')
  expect(text).toContain('"s3:prefix": "${aws:userid}/*"')
  expect(JSON.parse(text).Resources.RoleInstruqtS3Access.Properties.AssumeRolePolicyDocument).toMatchObject({
    Statement: [{ Principal: { AWS: { 'Fn::GetAtt': ['User', 'Arn'] } } }],
  })
})

describe.runIf(requireTool(suite, 'cfn-lint'))('cfn-lint', () => {
  it('accepts every template', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'hallpass-cloudformation-'))
    try {
      const files = variants.map(([name, given]) => {
        const file = join(folder, `${name.replaceAll(' ', '-')}.json`)
        writeFileSync(file, template(given))
        return file
      })
      expect(execFileSync('cfn-lint', files, { encoding: 'utf8' })).toBe('')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe.runIf(requireTool(suite, 'moto'))('moto', () => {
  const anyone = { accessKeyId: 'AKIAEXAMPLEEXAMPLE00', secretAccessKey: 'moto takes any' }
  const transport = createTransport()
  let moto: ChildProcess | undefined
  let endpoint: URL

  const call = (service: string, version: string, action: string, parameters: QueryStructure = {}) =>
    callQuery(
      createQueryClient({
        service,
        version,
        endpoint,
        region: 'us-east-1',
        credentials: anyone,
        transport,
        maxAttempts: 1,
      }),
      action,
      parameters,
    )
  const cloudformation = (action: string, parameters: QueryStructure): Promise<XmlElement> =>
    call('cloudformation', '2010-05-15', action, parameters)

  beforeAll(async () => {
    endpoint = await closedPort()
    moto = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', endpoint.port], {
      stdio: 'ignore',
    })
    const isUp = { method: 'GET', endpoint, target: '/moto-api/data.json', headers: {} }
    await retry(() => transport(isUp), { maxAttempts: 60, random: () => 0.5 })
  }, 40_000)
  afterAll(async () => {
    const ended = new Promise((resolve) => moto?.once('exit', resolve))
    moto?.kill()
    await ended
  })

  it('deploys it, and deletes it', { timeout: 60_000 }, async () => {
    await cloudformation('CreateStack', {
      StackName: 'instruqt',
      TemplateBody: template({}),
      Capabilities: { member: ['CAPABILITY_NAMED_IAM'] },
    })
    const described = JSON.stringify(await cloudformation('DescribeStacks', { StackName: 'instruqt' }))
    expect(described).toContain('CREATE_COMPLETE')
    expect(described).toContain('arn:aws:iam::123456789012:role/InstruqtS3Access')
    const role = child(await call('iam', '2010-05-08', 'GetRole', { RoleName: 'InstruqtS3Access' }), 'Role')
    const trust = JSON.parse(decodeURIComponent(childText(role, 'AssumeRolePolicyDocument') ?? ''))
    expect(trust.Statement[0].Principal).toEqual({ AWS: 'arn:aws:iam::123456789012:user/instruqt' })
    await cloudformation('DeleteStack', { StackName: 'instruqt' })
    expect(JSON.stringify(await call('iam', '2010-05-08', 'ListRoles'))).not.toContain('InstruqtS3Access')
  })
})
