import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createLocalAws, type Listening } from '@hallpass/local-aws'

import { accountId } from '../local-aws-fixture.ts'
import { cleanEnvironment, requireTool } from '../tools.ts'

const execute = promisify(execFile)
const hasAws = requireTool('local AWS with the AWS CLI', 'aws')
const hasBoto3 = requireTool('local AWS with boto3', 'boto3')

const aws = createLocalAws({ accountId })
const home = mkdtempSync(join(tmpdir(), 'local-aws-'))
let server: Listening

beforeAll(async () => {
  server = await aws.listen()
})

afterAll(async () => {
  rmSync(home, { recursive: true })
  await server.close()
})

const environment = (more: Record<string, string> = {}): Record<string, string> =>
  cleanEnvironment({
    HOME: home,
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    ...more,
  })

const cli = async (args: readonly string[], more: Record<string, string> = {}): Promise<string> =>
  (await execute('aws', args, { env: environment(more) })).stdout

describe.runIf(hasAws)('the AWS CLI', () => {
  it('is refused with a tampered secret and with a key that does not exist', async () => {
    await expect(cli(['sts', 'get-caller-identity'], { AWS_SECRET_ACCESS_KEY: 'wrong' })).rejects.toThrow(
      '(SignatureDoesNotMatch)',
    )
    await expect(
      cli(['sts', 'get-caller-identity'], { AWS_ACCESS_KEY_ID: 'AKIA34K435KLR12KDT34' }),
    ).rejects.toThrow('The security token included in the request is invalid.')
  })

  it('makes the role of the seed, assumes it, and makes and lists a bucket with the session', async () => {
    const trust = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${accountId}:root` } },
      ],
    }
    const access = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }
    const iam = ['iam', 'create-role', '--role-name', 'InstruqtS3Access', '--assume-role-policy-document']
    await cli([...iam, JSON.stringify(trust)])
    const policy = ['iam', 'put-role-policy', '--role-name', 'InstruqtS3Access', '--policy-name', 'access']
    await cli([...policy, '--policy-document', JSON.stringify(access)])
    const roleArn = `arn:aws:iam::${accountId}:role/InstruqtS3Access`
    const assume = [
      'sts',
      'assume-role',
      '--role-arn',
      roleArn,
      '--role-session-name',
      'identified@domain.ext',
    ]
    const issued: { Credentials: Record<string, string> } = JSON.parse(
      await cli([...assume, '--output', 'json']),
    )
    const session = {
      AWS_ACCESS_KEY_ID: issued.Credentials['AccessKeyId'] ?? '',
      AWS_SECRET_ACCESS_KEY: issued.Credentials['SecretAccessKey'] ?? '',
      AWS_SESSION_TOKEN: issued.Credentials['SessionToken'] ?? '',
    }
    expect(await cli(['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'], session)).toBe(
      `arn:aws:sts::${accountId}:assumed-role/InstruqtS3Access/identified@domain.ext\n`,
    )
    expect(await cli(['s3', 'mb', 's3://cli-bucket'], session)).toContain('make_bucket: cli-bucket')
    expect(await cli(['s3', 'ls'], session)).toMatch(/ cli-bucket\n$/)
    await expect(cli(['iam', 'list-users'], session)).rejects.toThrow(
      'because no identity-based policy allows the iam:ListUsers action',
    )
  })
})

describe.runIf(hasBoto3)('boto3', () => {
  const script = `
import boto3, io, urllib.request, urllib.error
from botocore.config import Config
from botocore.exceptions import ClientError
sts = boto3.client('sts')
print(sts.get_caller_identity()['Arn'])
try:
    sts.get_delegated_access_token(TradeInToken='a')
except ClientError as error:
    print(error.response['Error']['Code'])
s3 = boto3.client('s3')
s3.create_bucket(Bucket='py-bucket', CreateBucketConfiguration={'LocationConstraint': 'eu-west-1'})
s3.put_object(Bucket='py-bucket', Key='k', Body=b'bytes')
s3.upload_fileobj(io.BytesIO(b'streamed'), 'py-bucket', 'f')
print(s3.get_object(Bucket='py-bucket', Key='f')['Body'].read().decode())
v4 = boto3.client('s3', config=Config(signature_version='s3v4'))
url = v4.generate_presigned_url('get_object', Params={'Bucket': 'py-bucket', 'Key': 'k'}, ExpiresIn=60)
print(urllib.request.urlopen(url).read().decode())
try:
    urllib.request.urlopen(url.replace('/k?', '/f?'))
except urllib.error.HTTPError as error:
    print(error.code)
v2 = s3.generate_presigned_url('get_object', Params={'Bucket': 'py-bucket', 'Key': 'k'})
print('AWSAccessKeyId=' in v2, urllib.request.urlopen(v2).read().decode())
try:
    urllib.request.urlopen(v2.replace('/k?', '/f?'))
except urllib.error.HTTPError as error:
    print(error.code)
`

  it('works with sessions, uploads and presigned addresses', async () => {
    const file = join(home, 'script.py')
    writeFileSync(file, script)
    const { stdout } = await execute('python3', [file], { env: environment() })
    expect(stdout.split('\n')).toEqual([
      `arn:aws:iam::${accountId}:user/admin`,
      'NotImplemented',
      'streamed',
      'bytes',
      '403',
      'True bytes',
      '403',
      '',
    ])
  })
})
