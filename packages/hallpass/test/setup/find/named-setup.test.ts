import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
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

  it('is compared with a default where the flags of apply are left out, and that is said', async () => {
    const named = ['--name', 'lab', '--user', 'lab', '--role', 'Lab']
    await setup('apply', ...named, '--bucket', 'lab-files', '--profile', 'lab')
    const { exitCode, stderr } = await setup('check', '--name', 'lab')
    expect(exitCode).toBe(9)
    expect(stderr).toContain('compared with the preset s3 for every bucket, since nothing says else')
    expect(await setup('check', '--name', 'lab', '--bucket', 'lab-files')).toMatchObject({ exitCode: 0 })
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
