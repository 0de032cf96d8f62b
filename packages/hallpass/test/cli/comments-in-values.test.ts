import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Lab, openLab } from '../lab.ts'
import { requireTool } from '../tools.ts'
import { runApp } from './run-app.ts'

let lab: Lab
let env: Record<string, string>
const folder = mkdtempSync(join(tmpdir(), 'hallpass-comments-'))
const credentials = join(folder, 'credentials')
const config = join(folder, 'config')

beforeAll(async () => {
  lab = await openLab()
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...around } = lab.env()
  env = { ...around, AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config, HOME: folder }
  const role = await lab.role('Lab')
  writeFileSync(
    credentials,
    `[mine]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret} ; from the portal\n` +
      `[sound]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n# a line of its own\nx_note = lab # 3\n`,
    { mode: 0o600 },
  )
  writeFileSync(
    config,
    `[profile lab]\nrole_arn = ${role}\nsource_profile = mine\nregion = eu-west-1 # Dublin\n`,
  )
})
afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true })
})

const secretLine = (): string =>
  `warning: line 3 of ${credentials} has a comment behind aws_secret_access_key of profile mine: to the AWS CLI and boto3 it is a part of the value\nhint: put the comment on a line of its own\n`
const regionLine = (): string =>
  `warning: line 4 of ${config} has a comment behind region of profile lab: to the AWS CLI and boto3 it is a part of the value\nhint: put the comment on a line of its own\n`

describe('a comment behind a value', () => {
  it('is told of by whoami, for the profile in use and those it gets its keys from', async () => {
    const sound = await runApp(['whoami', '--source-profile', 'sound'], env)
    expect(sound).toMatchObject({ exitCode: 0, stderr: '' })
    const mine = await runApp(['whoami', '--source-profile', 'mine'], env)
    expect(mine).toMatchObject({ exitCode: 0, stderr: secretLine() })
    const role = await runApp(['whoami', '--source-profile', 'lab'], env)
    expect(role).toMatchObject({ exitCode: 0, stderr: secretLine() + regionLine() })
  })

  it('is told of by profile list, of every profile, beside the JSON too', async () => {
    const { exitCode, stdout, stderr } = await runApp(['profile', 'list', '--json'], env)
    expect({ exitCode, stdout: JSON.parse(stdout), stderr }).toEqual({
      exitCode: 0,
      stdout: [],
      stderr: secretLine() + regionLine(),
    })
  })

  it.skipIf(!requireTool('comments behind values: the AWS CLI', 'aws'))(
    'is a part of the value to the AWS CLI',
    () => {
      const get = (key: string): string =>
        execFileSync('aws', ['configure', 'get', key, '--profile', 'mine'], {
          env: { ...process.env, ...env },
          encoding: 'utf8',
        })
      expect(get('aws_secret_access_key')).toContain(' ; from the portal')
    },
  )
})
