import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Environment, HallpassError } from '../base/index.ts'
import { openConsole } from './open-console.ts'
import { createParticipant } from './participant.ts'
import { runIssue } from './run-issue.ts'
import { createSeedSetup } from './seed-setup.ts'
import type { Transcript } from './transcript.ts'

/** The local AWS, as far as the demo uses it. */
export interface DemoAws {
  readonly url: string
  readonly accountId: string
  readonly region: string
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

const sessionName = 'identified@domain.ext'

/**
 * The whole story once, told in a transcript: an account is prepared, keys and a console link are issued to
 * a named person by the command itself, and both are used.
 *
 * @returns the environment in which the issuer can go on
 */
export async function tellDemo(
  aws: DemoAws,
  env: Environment,
  transcript: Transcript,
  signal: AbortSignal,
): Promise<{ readonly issuerEnv: Readonly<Record<string, string>>; readonly roleArn: string }> {
  const endpoint = new URL(aws.url)

  transcript.heading('A local AWS, in place of an account')
  transcript.facts([
    ['endpoint', aws.url],
    ['account', aws.accountId],
    ['services', 'STS, IAM, S3 and console sign-in; signatures and policies count'],
  ])

  transcript.heading('An administrator prepares it, once')
  const setup = await createSeedSetup(endpoint, aws.region, aws.admin)
  transcript.facts([
    ['user', `${setup.userName}, with access key ${setup.userKey.accessKeyId}, may assume one role`],
    ['role', `${setup.roleName}, which trusts that user`],
    ['policy', `${setup.policyName} on the role: s3:* on everything, and nothing else`],
  ])

  transcript.heading(`Keys and a console link for ${sessionName}`)
  const issuerEnv = {
    AWS_ENDPOINT_URL: aws.url,
    HALLPASS_SIGNIN_ENDPOINT_URL: `${aws.url}/federation`,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: setup.userKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: setup.userKey.secretAccessKey,
  }
  const args = ['--role-arn', setup.roleArn, '--session-name', sessionName]
  transcript.command(`hallpass issue ${args.join(' ')}`)
  const issued = await runIssue(args, { ...withoutAws(env), ...noFiles(), ...issuerEnv }, signal)
  transcript.block(issued.text)

  transcript.heading('The keys work, for what the role allows')
  const participant = createParticipant(endpoint, aws.region, issued.json)
  const bucket = `${sessionName.split('@')[0]}-${randomBytes(3).toString('hex')}`
  await participant.makeBucket(bucket)
  const buckets = await participant.listBuckets()
  if (!buckets.includes(bucket)) throw new HallpassError('ResponseInvalid', `bucket ${bucket} is not listed`)
  transcript.facts([
    ['identity', issued.json.assumedRoleArn],
    ['make bucket', `s3://${bucket}`],
    ['list buckets', buckets.join(', ')],
    ['list users', `refused: ${await participant.tryToListUsers()}`],
  ])

  transcript.heading('The console link works')
  const page = await openConsole(issued.json.consoleMagicLink)
  if (!page.buckets.includes(bucket)) {
    throw new HallpassError('ResponseInvalid', `the console page does not show bucket ${bucket}`)
  }
  transcript.facts([['Page', page.title], ...page.facts, ['S3 buckets', page.buckets.join(', ')]])

  return { issuerEnv, roleArn: setup.roleArn }
}

/** The reader's environment without anything of AWS's or ours: the demo is about what it makes itself. */
function withoutAws(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:AWS|HALLPASS)_/i.test(name)))
}

/** Keeps the reader's own ~/.aws out of it: both files are looked for where nothing is. */
function noFiles(): Environment {
  const nowhere = join(tmpdir(), `hallpass-demo-${randomBytes(8).toString('hex')}`)
  return {
    AWS_SHARED_CREDENTIALS_FILE: join(nowhere, 'credentials'),
    AWS_CONFIG_FILE: join(nowhere, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}
