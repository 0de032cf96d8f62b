import { expect, it } from 'vitest'

import type { LocalAwsOptions } from '@hallpass/local-aws'

import {
  allow,
  createFixture,
  createSetup,
  createUser,
  credentials,
  type Fixture,
  iam,
  type Keys,
} from '../local-aws-fixture.ts'
import { browse, signIn } from '../local/local-fixture.ts'

/** What the console says that a session may do, may not, and beside, as its page has it. */
async function told(fixture: Fixture, keys: Required<Keys>) {
  const page = await browse(fixture, 'GET', '/console', { Cookie: await signIn(fixture, keys) })
  const body = Buffer.from(page.body).toString()
  const plain = (text: string): string =>
    text
      .replaceAll('</h3>', ': ')
      .replaceAll('<br />', ' | ')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim()
  const items = (pattern: RegExp): string[] =>
    (pattern.exec(body)?.[1] ?? '').split('</li>').slice(0, -1).map(plain)
  return {
    may: items(/data-field="may">(.*?)<\/div>/s),
    butNot: items(/data-field="but-not">(.*?)<\/ul>/s),
    mayNot: items(/data-field="may-not">(.*?)<\/ul>/s),
    nothing: body.includes('data-field="may-nothing"'),
    notes: [...body.matchAll(/data-field="note">(.*?)<\/p>/gs)].map(([, text = '']) => plain(text)),
    body,
  }
}

async function session(
  fixture: Fixture,
  more: Readonly<Record<string, string>> = {},
): Promise<Required<Keys>> {
  return credentials(
    await fixture.query(fixture.aws.admin, 'sts', {
      Action: 'AssumeRole',
      RoleArn: 'arn:aws:iam::111122223333:role/InstruqtS3Access',
      RoleSessionName: 'ada@domain.ext',
      ...more,
    }),
  )
}

async function withPolicy(document: string, options: LocalAwsOptions = {}): Promise<Fixture> {
  const fixture = createFixture(options)
  await createSetup(fixture)
  await iam(fixture, 'PutRolePolicy', {
    RoleName: 'InstruqtS3Access',
    PolicyName: 'InstruqtS3AccessPolicy',
    PolicyDocument: document,
  })
  return fixture
}

const statements = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement })
const everything = { Effect: 'Allow', Action: '*', Resource: '*' }

it('the console says what a session may do where, with the tags of the session filled in', async () => {
  const fixture = await withPolicy(
    statements(
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::web-lab' },
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::web-lab/*' },
      {
        Effect: 'Allow',
        Action: ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
        Resource: 'arn:aws:s3:::web-lab/home/${aws:PrincipalTag/user}/*',
      },
    ),
  )
  const tagged = { 'Tags.member.1.Key': 'user', 'Tags.member.1.Value': 'ada' }
  const page = await told(fixture, await session(fixture, tagged))
  expect(page.may).toEqual([
    'Amazon S3: see what is in buckets | web-lab',
    'read objects | web-lab/*',
    'write objects, delete objects, by name: s3:AbortMultipartUpload | web-lab/home/ada/*',
  ])
  expect(page.mayNot).toEqual(
    expect.arrayContaining(['change who may do what', 'Anything outside of Amazon S3']),
  )
  // Without the tag there is no such place.
  expect((await told(fixture, await session(fixture))).may).toEqual([
    'Amazon S3: see what is in buckets | web-lab',
    'read objects | web-lab/*',
  ])
})

it('what the session policy and the boundary leave out is not said', async () => {
  const fixture = await withPolicy(statements(everything))
  expect((await told(fixture, await session(fixture))).may).toEqual(['Everything there is in AWS'])
  const less = await told(fixture, await session(fixture, { Policy: allow(['s3:*', 'sqs:*']) }))
  expect(less.may).toEqual(['Everything in Amazon S3', 'Everything in Amazon SQS'])
  await iam(fixture, 'CreatePolicy', { PolicyName: 'edge', PolicyDocument: allow(['sqs:*', 'ssm:*']) })
  await iam(fixture, 'PutRolePermissionsBoundary', {
    RoleName: 'InstruqtS3Access',
    PermissionsBoundary: 'arn:aws:iam::111122223333:policy/edge',
  })
  const least = await told(fixture, await session(fixture, { Policy: allow(['s3:*', 'sqs:*']) }))
  expect(least.may).toEqual(['Everything in Amazon SQS'])
})

it('what the organisation of the account denies is not said', async () => {
  const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:*', Resource: '*' }] }
  const fixture = createFixture({
    accountId: undefined,
    seed: { accounts: { '222233334444': { serviceControlPolicies: { 'no-s3': deny } } } },
  })
  const role = { RoleArn: fixture.aws.accounts[1]?.accessRoleArn ?? '', RoleSessionName: 'me' }
  const inside = credentials(await fixture.query(fixture.aws.admin, 'sts', { Action: 'AssumeRole', ...role }))
  const { may, butNot, mayNot } = await told(fixture, inside)
  expect([may, butNot]).toEqual([['Everything there is in AWS'], ['Everything in Amazon S3']])
  expect(mayNot).toEqual(['open buckets to others', 'delete objects'])
})

it('a session that is revoked may do nothing, and the statement that denies it is named', async () => {
  const fixture = await withPolicy(statements(everything))
  const keys = await session(fixture)
  await iam(fixture, 'PutRolePolicy', {
    RoleName: 'InstruqtS3Access',
    PolicyName: 'ended-sessions',
    PolicyDocument: statements({
      Sid: 'Ended1',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        StringLike: { 'aws:userid': '*:ada@domain.ext' },
        DateLessThan: { 'aws:TokenIssueTime': new Date(fixture.clock.now.getTime() + 1000).toISOString() },
      },
    }),
  })
  const ended = await told(fixture, keys)
  expect([ended.may, ended.nothing, ended.notes]).toEqual([
    [],
    true,
    ['Statement 1 (Ended1) of ended-sessions denies everything.'],
  ])
  fixture.clock.now = new Date(fixture.clock.now.getTime() + 60_000)
  expect((await told(fixture, await session(fixture))).may).toEqual(['Everything there is in AWS'])
})

it('a federated user is not said to change who may do what: no policy can allow it', async () => {
  const fixture = createFixture()
  const user = await createUser(fixture, 'maker', ['*'])
  const keys = credentials(
    await fixture.query(user, 'sts', { Action: 'GetFederationToken', Name: 'bob', Policy: allow('*') }),
  )
  const { may, mayNot } = await told(fixture, keys)
  expect(may).toEqual([
    'Everything there is in AWS | but not see users and roles, change who may do what, hand roles to machines and functions, become another role',
  ])
  expect(mayNot).toEqual(['change who may do what', 'become another role'])
})

it('what stands in a policy is text on the page', async () => {
  const hostile = 'arn:aws:s3:::lab/<script>alert(1)</script>"\'&/*'
  const fixture = await withPolicy(allow('s3:GetObject', { Resource: hostile }))
  const { body } = await told(fixture, await session(fixture))
  expect(body).not.toContain('<script')
  expect(body).toContain('lab/&lt;script&gt;alert(1)&lt;/script&gt;&quot;')
})
