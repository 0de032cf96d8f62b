import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runApp } from '../../cli/run-app.ts'

let folder = ''
let aws: Listening
let iam: IAMClient
let env: Record<string, string>
const setup = (...words: string[]) => runApp(['setup', ...words], env)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-named-'))
  const local = createLocalAws()
  aws = await local.listen()
  env = {
    HOME: folder,
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: local.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.admin.secretAccessKey,
  }
  iam = new IAMClient({ endpoint: aws.url, region: 'eu-west-1', credentials: local.admin })
})
afterEach(async () => {
  iam.destroy()
  await aws.close()
  rmSync(folder, { recursive: true })
})

describe('a set-up by its name', () => {
  it('that is mistyped is told so, and nothing is offered that would fail', async () => {
    expect(await setup('apply', '--bucket', 'lab-files', '--profile', 'instruqt')).toMatchObject({
      exitCode: 0,
    })
    expect(await setup('check', '--name', 'instruq')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: 'error: there is no set-up instruq in the account\nhint: did you mean --name instruqt?\n',
    })
    expect((await setup('check', '--name', 'nothing-like-it')).stderr).toContain(
      'hint: there are: instruqt\n',
    )
  })

  it('of which nothing is left is destroyed again without an error', async () => {
    const named = ['--name', 'gone', '--user', 'gone', '--role', 'Gone']
    expect(await setup('destroy', ...named, '--confirm', 'gone')).toMatchObject({ exitCode: 0 })
  })

  it('is compared with what its role was made from, and what is printed to repair it is about that', async () => {
    const named = ['--name', 'lab', '--user', 'lab', '--role', 'Lab']
    const made = ['--bucket', 'lab-*', '--max-session-duration', '4h']
    await setup('apply', ...named, ...made, '--profile', 'lab')
    expect(await setup('check', '--name', 'lab')).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining(
        'set-up lab is user lab and role Lab, preset s3 for lab-*, sessions of up to 4h\n',
      ),
    })
    await iam.send(new DeleteUserPolicyCommand({ UserName: 'lab', PolicyName: 'assume-role' }))
    const { exitCode, stderr } = await setup('check', '--name', 'lab')
    expect(exitCode).toBe(9)
    const [, repair = ''] = /can be put right: hallpass setup (apply .*)\n/.exec(stderr) ?? []
    expect(repair).toContain("--role Lab --preset s3 --bucket 'lab-*'")
    const words = repair.split(' ').map((word) => word.replaceAll("'", ''))
    expect(await setup(...words)).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('1 change') })
    expect(await setup('check', '--name', 'lab')).toMatchObject({ exitCode: 0 })
  })

  it.each([
    ['--policy-arn', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'],
    ['--bucket', 'lab-*'],
  ])('is offered no policy that nobody asked for: made with %s', async (...made) => {
    await setup('apply', '--name', 'lab', '--user', 'lab', '--role', 'Lab', ...made, '--profile', 'lab')
    if (made[0] === '--bucket') {
      await iam.send(new DeleteRolePolicyCommand({ RoleName: 'Lab', PolicyName: 'LabPolicy' }))
    }
    const { exitCode, stderr } = await setup('check', '--name', 'lab')
    expect([exitCode, stderr]).toEqual([9, expect.not.stringContaining('hallpass setup apply')])
    expect(stderr).not.toContain('detach-role-policy')
  })

  it.each(['Lab-s3', 'Lab-read-only'])(
    'is not taken for less than it was, when of its policies %s is gone',
    async (gone) => {
      const named = ['--name', 'lab', '--user', 'lab', '--role', 'Lab']
      const made = ['--preset', 's3', '--bucket', 'lab-*', '--preset', 'read-only']
      await setup('apply', ...named, ...made, '--profile', 'lab')
      expect(await setup('check', '--name', 'lab')).toMatchObject({
        exitCode: 0,
        stderr: expect.stringMatching(
          /, preset (?=.*read-only)(?=.*s3).* for lab-\*, as far as its policies tell/,
        ),
      })
      await iam.send(new DeleteRolePolicyCommand({ RoleName: 'Lab', PolicyName: gone }))
      const { exitCode, stderr } = await setup('check', '--name', 'lab')
      expect(exitCode).toBe(9)
      expect(stderr).toContain('give what apply was given')
      // Neither a smaller set-up in its place, nor what is left of it taken away.
      expect(stderr).not.toContain('hallpass setup apply')
      expect(stderr).not.toContain('delete-role-policy')
      const told = JSON.parse((await setup('check', '--name', 'lab', '--json')).stdout)
      expect(told.isGuess).toBe(true)
      expect(JSON.stringify(told)).not.toContain('delete-role-policy')
      expect(await setup('check', ...named, ...made)).toMatchObject({
        stdout: `role Lab has no policy ${gone}\n`,
        stderr: expect.stringContaining('1 of 1 can be put right: hallpass setup apply --name lab'),
      })
    },
  )

  it.each([
    ['an external id', ['--external-id', 'abcdef']],
    ['the whole account trusted', ['--trust-account']],
  ])('is as it was made: %s', async (_name, made) => {
    const named = ['--name', 'lab', '--user', 'lab', '--role', 'Lab']
    await setup('apply', ...named, '--bucket', 'lab-*', ...made, '--profile', 'lab')
    expect(await setup('check', '--name', 'lab')).toMatchObject({ exitCode: 0, stdout: '' })
  })

  it('whose policy is none of ours is not repaired with a default', async () => {
    const named = ['--name', 'lab', '--user', 'lab', '--role', 'Lab']
    await setup('apply', ...named, '--bucket', 'lab-files', '--profile', 'lab')
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::lab-files' }],
    })
    await iam.send(new PutRolePolicyCommand({ RoleName: 'Lab', PolicyName: 'LabPolicy', PolicyDocument }))
    const { exitCode, stderr } = await setup('check', '--name', 'lab')
    expect(exitCode).toBe(9)
    expect(stderr).toContain('compared with the preset s3 for every bucket, since nothing says else')
    expect(stderr).not.toContain('hallpass setup apply')
    const said = await setup('check', '--name', 'lab', '--bucket', 'lab-files')
    expect(said.stderr).toMatch(
      /1 of 1 can be put right: hallpass setup apply .*--role Lab .*--bucket lab-files/,
    )
  })

  it('is destroyed with its revoker, though nothing says that there is one', async () => {
    await setup('apply', '--bucket', 'lab-files', '--profile', 'instruqt', '--revoker', 'account')
    const revoker = new GetRoleCommand({ RoleName: 'instruqt-revoker' })
    await expect(iam.send(revoker)).resolves.toBeDefined()
    expect(await setup('destroy', '--confirm', 'instruqt')).toMatchObject({ exitCode: 0 })
    await expect(iam.send(revoker)).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  })

  it('leaves a role alone that is called like its revoker and is not its own', async () => {
    await setup('apply', '--bucket', 'lab-files', '--profile', 'instruqt')
    await setup(
      'apply',
      '--name',
      'o',
      '--user',
      'o',
      '--role',
      'instruqt-revoker',
      '--bucket',
      'o',
      '--profile',
      'o',
    )
    expect(await setup('destroy', '--confirm', 'instruqt')).toMatchObject({ exitCode: 0 })
    await expect(iam.send(new GetRoleCommand({ RoleName: 'instruqt-revoker' }))).resolves.toBeDefined()
  })
})
