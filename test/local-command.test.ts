import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { leading, ourProgram } from '../packages/hallpass/test/command.ts'
import { built } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { startLocalAws } from './local-aws-process.ts'
import { runProcess } from './run-process.ts'

describe.each([
  ['local-aws', [process.execPath, built.localAws]],
  ['hallpass local', [ourProgram, ...leading, 'local']],
])('%s', (name, command) => {
  it('prints the lines to use it once it answers, and nothing else, and ends with Ctrl-C', async () => {
    const aws = await startLocalAws([...command, '--region', 'eu-west-1'])
    try {
      expect(Object.keys(aws.env)).toEqual([
        'AWS_ENDPOINT_URL',
        'HALLPASS_SIGNIN_ENDPOINT_URL',
        'AWS_REGION',
        'AWS_DEFAULT_REGION',
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
      ])
      expect(aws.stdout().replaceAll(/^export \w+=.*\n/gm, '')).toBe('')
      const sts = new STSClient({
        endpoint: aws.url,
        region: 'eu-west-1',
        credentials: {
          accessKeyId: aws.env['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: aws.env['AWS_SECRET_ACCESS_KEY'] ?? '',
        },
      })
      const { Arn } = await sts.send(new GetCallerIdentityCommand())
      expect(Arn).toBe('arn:aws:iam::111122223333:user/admin')
    } finally {
      expect(await aws.stop()).toBe(0)
    }
  })

  it('refuses a port that is in use, and flags that it does not have', async () => {
    const [first = '', ...rest] = command
    const run = (...args: string[]) => runProcess(first, [...rest, ...args], { env: cleanEnvironment({}) })
    const aws = await startLocalAws(command)
    try {
      const { port } = new URL(aws.url)
      const second = await run('--port', port)
      expect(second).toMatchObject({ exitCode: 1, stdout: '' })
      expect(second.stderr).toMatch(new RegExp(`^error: port ${port} .* is in use\nhint: .*--port`))
    } finally {
      await aws.stop()
    }
    const unknown = await run('--prot', '1')
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
    expect(unknown.stderr).toMatch(/^error: .*--prot.*\nhint: /)
    expect(unknown.stderr).toMatch(name === 'local-aws' ? /local-aws --help/ : /--port/)
  })
})
