import { CreatePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HallpassError } from '../../src/base/index.ts'
import { parseTable } from '../../src/policy-table/index.ts'
import { commonText } from '../../src/policy-table/common-text.ts'
import { runApp } from '../cli/run-app.ts'
import { type Lab, openLab } from '../lab.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-policy-'))
})

function file(name: string, text: string | object): string {
  const path = join(folder, name)
  writeFileSync(path, typeof text === 'string' ? text : JSON.stringify(text))
  return path
}

interface Row {
  readonly line: number
  readonly asExpected: boolean
  readonly because: string
  readonly example: string | null
}

async function test(
  table: string,
  flags: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<{ rows: readonly Row[]; exitCode: number; stderr: string }> {
  const run = await runApp(['policy', 'test', file('table', table), '--json', ...flags], env)
  expect(run.bugs).toEqual([])
  return { ...run, rows: run.stdout === '' ? [] : JSON.parse(run.stdout) }
}

const statement = (Effect: string, Action: unknown, Resource: unknown, more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect, Action, Resource, ...more }],
})

describe('the table', () => {
  it('tells every line that cannot be read, and what an empty one looks like', () => {
    const read = (text: string): unknown => {
      try {
        return parseTable(text)
      } catch (error) {
        return error instanceof HallpassError ? `${error.message}\n${error.hint}` : error
      }
    }
    expect(
      read('permit s3:GetObject *\n\nallow GetObject *\ndeny iam:* bucket\nallow s3:Get* * novalue'),
    ).toBe(
      [
        'the table cannot be read',
        'line 1: "permit" is neither allow nor deny',
        'line 3: "GetObject" is no action such as s3:GetObject',
        'line 4: "bucket" is no ARN; * is for actions that have no resource',
        'line 5: "novalue" is no key=value',
      ].join('\n'),
    )
    expect(read('# nothing\n')).toContain('a line looks like: allow s3:GetObject')
  })

  it('takes blanks, comments, a byte order mark, Windows’ line ends, and keys that come twice', () => {
    const rows = parseTable(
      '\ufeffallow  s3:GetObject   arn:aws:s3:::lab/x#y  # read\r\n\tdeny iam:*\r\ndeny s3:* * aws:SourceIp=10.0.0.1 aws:TagKeys=a aws:TagKeys=b\r\n',
    )
    expect(rows.map(({ line, expected, action, resource }) => [line, expected, action, resource])).toEqual([
      [1, 'allow', 's3:GetObject', 'arn:aws:s3:::lab/x#y'],
      [2, 'deny', 'iam:*', '*'],
      [3, 'deny', 's3:*', '*'],
    ])
    expect(rows[2]?.context.get('aws:TagKeys')).toEqual(['a', 'b'])
  })
})

describe('a text that two patterns match', () => {
  const matches = (pattern: string, text: string): boolean =>
    new RegExp(
      `^${pattern
        .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '[^]*')
        .replaceAll('?', '[^]')}$`,
    ).test(text)
  const pattern = fc
    .array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 8 })
    .map((parts) => parts.join(''))

  it('is matched by both, and there is one whenever a short text is', () => {
    const short = ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'abb', 'bab', 'bba']
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const found = commonText(first, second)
        if (found !== undefined) {
          expect(matches(first, found) && matches(second, found)).toBe(true)
        } else {
          expect(short.filter((text) => matches(first, text) && matches(second, text))).toEqual([])
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('by policies alone', () => {
  it('holds a preset to what its page says', async () => {
    const { rows, exitCode } = await test(
      [
        'allow s3:PutObject arn:aws:s3:::lab-files/notes.txt',
        'allow s3:ListAllMyBuckets',
        'deny  s3:PutBucketPolicy arn:aws:s3:::lab-files',
        'deny  s3:GetObject arn:aws:s3:::other/x',
        'deny  iam:*',
        'deny  sts:*',
      ].join('\n'),
      ['--preset', 's3', '--bucket', 'lab-files'],
    )
    expect(rows.filter(({ asExpected }) => !asExpected)).toEqual([])
    expect(exitCode).toBe(0)
  })

  it('knows whose folder it is', async () => {
    const flags = ['--preset', 's3-own-prefix', '--bucket', 'lab-files']
    const { exitCode } = await test(
      [
        'allow s3:PutObject arn:aws:s3:::lab-files/${aws:userid}/x',
        'deny s3:PutObject arn:aws:s3:::lab-files/AROAEXAMPLEEXAMPLEEX:grace/x',
      ].join('\n'),
      flags,
    )
    expect(exitCode).toBe(0)
    const grace = await test('allow s3:PutObject arn:aws:s3:::lab-files/AROAEXAMPLEEXAMPLEEX:grace/x', [
      ...flags,
      '--session-name',
      'grace',
    ])
    expect(grace.exitCode).toBe(0)
  })

  it('finds what a pattern hides: an exception in what is to be denied, a hole in what is to be allowed', async () => {
    const policy = file('policy.json', statement('Allow', ['s3:*', 'iam:Get*'], ['arn:aws:s3:::lab/*', '*']))
    const holes = file('deny.json', statement('Deny', 's3:Delete*', 'arn:aws:s3:::lab/keep/*'))
    const { rows, exitCode, stderr } = await test(
      'deny iam:*\nallow s3:* arn:aws:s3:::lab/*\nallow s3:GetObject arn:aws:s3:::lab/*',
      ['--policy', policy, '--policy', holes],
    )
    expect(exitCode).toBe(9)
    expect(rows.map(({ asExpected }) => asExpected)).toEqual([false, false, true])
    expect(rows[0]?.example).toMatch(/^iam:get/i)
    expect(rows[1]?.example).toBe('s3:delete on arn:aws:s3:::lab/keep/')
    expect(stderr).toContain('2 of 3 lines are not as the table says')
  })

  it('counts the session policy, conditions and their keys', async () => {
    const policy = file(
      'conditions.json',
      statement('Allow', 's3:*', '*', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
    )
    const session = file('session.json', statement('Allow', 's3:Get*', '*'))
    const { rows } = await test(
      [
        'allow s3:GetObject arn:aws:s3:::a/x aws:SourceIp=10.1.2.3',
        'deny s3:GetObject arn:aws:s3:::a/x aws:SourceIp=192.0.2.1',
        'deny s3:PutObject arn:aws:s3:::a/x aws:SourceIp=10.1.2.3',
      ].join('\n'),
      ['--policy', policy, '--session-policy', session],
    )
    expect(rows.map(({ asExpected }) => asExpected)).toEqual([true, true, true])
    expect(rows[2]?.because).toBe('no session policy allows it')
  })

  it('refuses what it cannot hold to anything', async () => {
    expect((await test('allow s3:GetObject', ['--simulate', '--preset', 's3'])).exitCode).toBe(2)
    expect((await test('allow s3:GetObject', ['--preset', 's3', '-r', 'Lab'])).exitCode).toBe(2)
    expect((await test('allow s3:GetObject', [])).stderr).toContain('there is nothing to test')
    const wrong = file('wrong.json', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3' }],
    })
    expect((await test('allow s3:GetObject', ['--policy', wrong])).exitCode).toBe(3)
    expect((await runApp(['policy', 'test', join(folder, 'absent'), '--preset', 's3'], {})).exitCode).toBe(2)
  })
})

describe('of a role that is there', () => {
  let lab: Lab
  let roleArn = ''
  let env: Readonly<Record<string, string | undefined>> = {}
  beforeAll(async () => {
    lab = await openLab()
    roleArn = await lab.role('Tested')
    env = lab.env(lab.admin)
    const iam = new IAMClient({ endpoint: lab.url, region: 'us-east-1', credentials: lab.admin })
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: 'Tested',
        PolicyName: 'no-deleting',
        PolicyDocument: JSON.stringify(statement('Deny', 's3:Delete*', '*')),
      }),
    )
    await iam.send(
      new CreatePolicyCommand({
        PolicyName: 'unused',
        PolicyDocument: JSON.stringify(statement('Allow', 'ec2:*', '*')),
      }),
    )
  })
  afterAll(() => lab.close())

  const table =
    'allow s3:GetObject arn:aws:s3:::a/x\ndeny s3:DeleteObject arn:aws:s3:::a/x\nallow ec2:RunInstances *'

  it('by our engine, and by AWS’s simulation: the same answers', async () => {
    const ours = await test(table, ['-r', roleArn], env)
    const theirs = await test(table, ['-r', roleArn, '--simulate'], env)
    expect(ours.rows.map(({ asExpected }) => asExpected)).toEqual([true, true, false])
    expect(theirs.rows.map(({ asExpected }) => asExpected)).toEqual([true, true, false])
    expect(ours.rows[1]?.because).toBe('denied by no-deleting, statement 1')
    expect(theirs.rows[1]?.because).toContain('AWS says explicitDeny')
  })

  it('says what may not be read, and what AWS does not simulate', async () => {
    const blind = await test(table, ['-r', roleArn], lab.env())
    expect(blind).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('can be read') })
    const pattern = await test('deny iam:*', ['-r', roleArn, '--simulate'], env)
    expect(pattern.stderr).toContain('line 1: AWS simulates no pattern such as iam:*')
  })
})
