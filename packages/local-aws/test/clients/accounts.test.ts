import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { runCommand } from '@hallpass/local-aws'

import { hasTerraform, startTerraform, type TerraformRun } from '../terraform-fixture.ts'
import { cleanEnvironment, requireTool } from '../tools.ts'

const execute = promisify(execFile)
const first = '111122223333'
const second = '222233334444'
const hasAws = requireTool('several accounts with the AWS CLI', 'aws')
const hasBoto3 = requireTool('several accounts with boto3', 'boto3')

const home = mkdtempSync(join(tmpdir(), 'local-aws-accounts-'))
const stopper = new AbortController()
let stopped: Promise<number>
let exported: Record<string, string>
/** What is said to people, before any request. */
let said: string

beforeAll(async () => {
  let stderr = ''
  exported = await new Promise((resolve) => {
    stopped = runCommand(['--account', '2', '--quiet'], {
      stdout: (text) =>
        resolve(
          Object.fromEntries(
            [...text.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
          ),
        ),
      stderr: (text) => {
        stderr += text
      },
      signal: stopper.signal,
    })
  })
  said = stderr
})

afterAll(async () => {
  stopper.abort()
  await stopped
  rmSync(home, { recursive: true })
})

const environment = (): Record<string, string> =>
  cleanEnvironment({ ...exported, HOME: home, AWS_CONFIG_FILE: join(home, 'config'), AWS_MAX_ATTEMPTS: '1' })

const run = async (command: string, args: readonly string[]): Promise<string> =>
  (await execute(command, args, { env: environment(), cwd: home })).stdout

const cli = (line: string, ...more: readonly string[]): Promise<string> =>
  run('aws', [...line.split(' '), ...more])

describe.runIf(hasAws)('the AWS CLI with two accounts', () => {
  it('enters the second by the commands that are printed, and no other line is a command', async () => {
    const commands = [...said.matchAll(/^ {2}(aws .*)$/gm)].map(([, line = '']) => line)
    expect(commands).toHaveLength(3)
    const answers = []
    for (const command of commands) answers.push(await run('sh', ['-c', command]))
    expect(JSON.parse(answers.at(-1) ?? '')).toMatchObject({ Account: second })
  })

  it('is refused a bucket of the other account until both sides allow it', { timeout: 300_000 }, async () => {
    await cli(`s3api create-bucket --bucket theirs --profile ${second}`)
    await expect(cli('s3api create-bucket --bucket theirs')).rejects.toThrow('(BucketAlreadyExists)')
    expect(JSON.parse(await cli('s3api list-buckets')).Buckets).toEqual([])
    const user = JSON.parse(await cli('iam create-user --user-name anna'))
    const { AccessKey } = JSON.parse(await cli('iam create-access-key --user-name anna'))
    await cli(`configure set aws_access_key_id ${AccessKey.AccessKeyId} --profile anna`)
    await cli(`configure set aws_secret_access_key ${AccessKey.SecretAccessKey} --profile anna`)
    const put = () => cli('s3api put-object --bucket theirs --key note --profile anna')
    const allow = (more: object) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 's3:PutObject', ...more }],
      })
    const Resource = 'arn:aws:s3:::theirs/*'
    await cli('iam put-user-policy --user-name anna --policy-name put --policy-document', allow({ Resource }))
    await expect(put()).rejects.toThrow('because no resource-based policy allows the s3:PutObject action')
    const policy = allow({ Resource, Principal: { AWS: user.User.Arn } })
    await cli(`s3api put-bucket-policy --bucket theirs --profile ${second} --policy`, policy)
    await put()
    await cli('iam delete-user-policy --user-name anna --policy-name put')
    await expect(put()).rejects.toThrow('because no identity-based policy allows the s3:PutObject action')
    await expect(
      cli(
        `s3api head-object --bucket theirs --key note --profile ${second} --expected-bucket-owner ${first}`,
      ),
    ).rejects.toThrow('(403)')
    await cli(
      `s3api head-object --bucket theirs --key note --profile ${second} --expected-bucket-owner ${second}`,
    )
  })
})

describe.runIf(hasAws)('the AWS CLI with a world', () => {
  it('has the printed keys as a credentials file, and what a shell reads is not disturbed', async () => {
    const path = join(home, 'lab.json')
    writeFileSync(
      path,
      JSON.stringify({
        users: { anna: {} },
        buckets: { lab: { objects: { 'one.txt': 'hello' } } },
        accounts: { [second]: { users: { carl: { attachedPolicies: ['AmazonS3FullAccess'] } } } },
      }),
    )
    const stop = new AbortController()
    let ended: Promise<number> | undefined
    const lines = await new Promise<string>((resolve) => {
      ended = runCommand(['--world', path, '--quiet'], {
        stdout: resolve,
        stderr: () => {},
        signal: stop.signal,
      })
    })
    writeFileSync(join(home, 'local-aws.env'), lines)
    const script = [
      'unset AWS_SHARED_CREDENTIALS_FILE',
      '. ./local-aws.env',
      "sed -n 's/^#: //p' local-aws.env > keys",
      'aws s3 cp s3://lab/one.txt - --quiet',
      'export AWS_SHARED_CREDENTIALS_FILE=$PWD/keys',
      `aws sts get-caller-identity --query Arn --output text --profile anna`,
      `aws sts get-caller-identity --query Arn --output text --profile ${second}/carl`,
    ]
    expect(
      (await run('sh', ['-c', script.join('\n')])).trim().replace('hello', 'hello\n').split(/\s+/),
    ).toEqual(['hello', `arn:aws:iam::${first}:user/anna`, `arn:aws:iam::${second}:user/carl`])
    stop.abort()
    await ended
  })
})

const python = `
import boto3
from botocore.exceptions import ClientError

sts = boto3.client('sts')
role = 'arn:aws:iam::${second}:role/OrganizationAccountAccessRole'
keys = sts.assume_role(RoleArn=role, RoleSessionName='boto')['Credentials']
inside = boto3.Session(keys['AccessKeyId'], keys['SecretAccessKey'], keys['SessionToken'])
print(inside.client('sts').get_caller_identity()['Account'])
inside.client('iam').create_role(RoleName='Shared', AssumeRolePolicyDocument='''{
  "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
  "Principal": {"AWS": "${first}"}, "Condition": {"StringEquals": {"sts:ExternalId": "lab-7"}}}]}''')
shared = dict(RoleArn='arn:aws:iam::${second}:role/Shared', RoleSessionName='boto')
for external_id in ({}, {'ExternalId': 'lab-8'}, {'ExternalId': 'lab-7'}):
    try:
        print(sts.assume_role(**shared, **external_id)['AssumedRoleUser']['Arn'])
    except ClientError as error:
        print(error.response['Error']['Code'])
`

describe.runIf(hasBoto3)('boto3 with two accounts', () => {
  it('assumes roles of the other account, with the external id that their trust policy wants', async () => {
    expect((await run('python3', ['-c', python])).trim().split('\n')).toEqual([
      second,
      'AccessDenied',
      'AccessDenied',
      `arn:aws:sts::${second}:assumed-role/Shared/boto`,
    ])
  })
})

const configuration = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

provider "aws" {
  s3_use_path_style       = true
  skip_metadata_api_check = true
}

provider "aws" {
  alias                   = "second"
  s3_use_path_style       = true
  skip_metadata_api_check = true
  assume_role {
    role_arn = "arn:aws:iam::${second}:role/OrganizationAccountAccessRole"
  }
}

data "aws_caller_identity" "second" {
  provider = aws.second
}

resource "aws_s3_bucket" "theirs" {
  provider = aws.second
  bucket   = "theirs"
}

resource "aws_iam_role" "reader" {
  name = "Reader"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "${first}" } }]
  })
}

resource "aws_s3_bucket_policy" "theirs" {
  provider = aws.second
  bucket   = aws_s3_bucket.theirs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Principal = { AWS = aws_iam_role.reader.arn }
      Resource  = "\${aws_s3_bucket.theirs.arn}/*"
    }]
  })
}

output "account" {
  value = data.aws_caller_identity.second.account_id
}
`

describe.runIf(hasTerraform('several accounts with Terraform'))('Terraform with two accounts', () => {
  let terraform: TerraformRun
  beforeAll(async () => {
    terraform = await startTerraform(configuration, { accounts: 2 })
  })
  afterAll(() => terraform.close())

  it(
    'makes a bucket in the second by a provider alias, plans nothing more, and destroys it',
    { timeout: 900_000 },
    async () => {
      const steps: ReadonlyArray<readonly [args: readonly string[], says: string]> = [
        [['init'], 'successfully initialized'],
        [['apply', '-auto-approve'], `account = "${second}"`],
        [['plan', '-detailed-exitcode'], 'No changes.'],
        [['destroy', '-auto-approve'], 'Destroy complete! Resources: 3 destroyed.'],
      ]
      for (const [args, says] of steps) {
        const { exit, said: output } = await terraform.terraform(...args)
        expect(output).toContain(says)
        expect(exit).toBe(0)
      }
      expect(terraform.log.filter(({ status }) => status >= 500)).toEqual([])
    },
  )
})
