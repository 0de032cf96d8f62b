import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnvironment, requireTool } from '../tools.ts'
import { accountId, allow, at, trust } from './iam-fixture.ts'

const execute = promisify(execFile)
const aws = createLocalAws({ accountId })
let server: Listening
let home: string

beforeAll(async () => {
  server = await aws.listen()
  home = mkdtempSync(join(tmpdir(), 'local-aws-cli-'))
})

afterAll(async () => {
  rmSync(home, { recursive: true })
  await server.close()
})

/** Runs `aws` with the arguments of a line, split at spaces, and `more` after them. */
async function cli(line: string, ...more: readonly string[]): Promise<string> {
  const env = cleanEnvironment({
    HOME: home,
    AWS_ENDPOINT_URL: server.url,
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: aws.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.admin.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    AWS_DEFAULT_OUTPUT: 'json',
  })
  return (await execute('aws', [...line.split(' '), ...more], { env, cwd: home })).stdout
}

describe.runIf(requireTool('local AWS, IAM and S3 with the AWS CLI', 'aws'))('the AWS CLI', () => {
  it('is told by name what does not exist', async () => {
    await expect(cli('iam get-user --user-name none')).rejects.toThrow(
      '(NoSuchEntity) when calling the GetUser operation: The user with name none cannot be found.',
    )
    await expect(cli('s3api restore-object --bucket b --key k --restore-request Days=1')).rejects.toThrow(
      'The local AWS does not have the action s3:RestoreObject.',
    )
  })

  it('makes a role, reads its documents as JSON, and takes all away in order', async () => {
    await cli('iam create-role --role-name Student --assume-role-policy-document', trust({ AWS: accountId }))
    await cli('iam put-role-policy --role-name Student --policy-name s3 --policy-document', allow('s3:*'))
    const role: unknown = JSON.parse(await cli('iam get-role --role-name Student'))
    expect(at(role, 'Role', 'AssumeRolePolicyDocument', 'Statement', 0, 'Principal', 'AWS')).toBe(
      `arn:aws:iam::${accountId}:root`,
    )
    const policy: unknown = JSON.parse(await cli('iam get-role-policy --role-name Student --policy-name s3'))
    expect(at(policy, 'PolicyDocument', 'Statement', 0, 'Action')).toEqual(['s3:*'])
    await expect(cli('iam delete-role --role-name Student')).rejects.toThrow('must delete policies first')
    await cli('iam delete-role-policy --role-name Student --policy-name s3')
    await cli('iam delete-role --role-name Student')
  })

  it('copies files into a bucket and back, lists them, and empties it', async () => {
    const name = 'notes & ideas +1.txt'
    writeFileSync(join(home, name), 'hello')
    await cli('s3 mb s3://cli-lab')
    await cli('s3 cp', name, `s3://cli-lab/dir/${name}`)
    expect(await cli('s3 ls s3://cli-lab/dir/')).toContain(name)
    await expect(cli('s3 rb s3://cli-lab')).rejects.toThrow('BucketNotEmpty')
    await cli('s3 sync s3://cli-lab/dir back')
    expect(readFileSync(join(home, 'back', name), 'utf8')).toBe('hello')
    // Above 8 MiB the CLI uploads, downloads and copies in parts.
    const large = Buffer.alloc(9 * 1024 * 1024, 'hallpass')
    writeFileSync(join(home, 'large.bin'), large)
    await cli('s3 cp large.bin s3://cli-lab/large.bin')
    await cli('s3 cp s3://cli-lab/large.bin s3://cli-lab/copy.bin')
    await cli('s3 mv s3://cli-lab/copy.bin back/large.bin')
    expect(readFileSync(join(home, 'back', 'large.bin')).equals(large)).toBe(true)
    expect(await cli('s3api head-object --bucket cli-lab --key large.bin --query ETag')).toContain('-2')
    // The CLI's own choice of signature: Version 2 in v1, Version 4 in v2.
    const url = (await cli('s3 presign s3://cli-lab/large.bin')).trim()
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(large)).toBe(true)
    expect((await fetch(url.replace('large.bin', 'other.bin'))).status).toBe(403)
    await cli('s3 rb s3://cli-lab --force')
    expect(await cli('s3 ls')).not.toContain('cli-lab')
  })
})
