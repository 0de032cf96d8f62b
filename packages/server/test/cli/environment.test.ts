import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileVariables, withFiles } from '../../src/cli/environment.ts'
import { readSettings } from '../../src/cli/settings.ts'
import { temporaryFolder } from '../desk.ts'

const folder = temporaryFolder()

describe('a secret in a file', () => {
  it('is refused beside the same in a variable, when it is missing, and when it is empty', () => {
    const empty = join(folder, 'empty')
    writeFileSync(empty, '\n')
    const refused = expect.objectContaining({ code: 'SettingInvalid' })
    expect(() => withFiles({ DATABASE_URL: 'postgres://a', DATABASE_URL_FILE: empty })).toThrow(refused)
    expect(() => withFiles({ DATABASE_URL_FILE: join(folder, 'none') })).toThrow(refused)
    expect(() => withFiles({ HALLPASS_SEAL_KEY_FILE: empty })).toThrow(refused)
  })

  it.skipIf(process.platform === 'win32')(
    'is refused where it is a pipe or a device, and not waited for',
    () => {
      const pipe = join(folder, 'pipe')
      execFileSync('mkfifo', [pipe])
      for (const file of [pipe, '/dev/zero']) {
        for (const name of fileVariables) {
          expect(() => withFiles({ [`${name}_FILE`]: file })).toThrow(
            expect.objectContaining({
              code: 'SettingInvalid',
              message: `the file that ${name}_FILE names cannot be read: it is not a regular file`,
            }),
          )
        }
        const provider = ['--oidc-issuer', 'https://login.example.com', '--oidc-client-id', 'desk']
        expect(() => readSettings([...provider, '--oidc-secret-file', file], {})).toThrow(
          'the file that --oidc-secret-file names cannot be read: it is not a regular file',
        )
      }
    },
  )

  it('is the one place where the server reads a file that somebody names', () => {
    const source = join(import.meta.dirname, '../../src')
    const others = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .filter((name) => /readFile(?:Sync)?\b|createReadStream/.test(readFileSync(join(source, name), 'utf8')))
    expect(others.toSorted()).toEqual([
      // What the build made.
      join('pages', 'frame', 'assets.ts'),
      // PostgreSQL's own file about its process, and /proc.
      join('store', 'embedded', 'postmaster.ts'),
    ])
  })

  it('is read without the end of its line', () => {
    const file = join(folder, 'url')
    writeFileSync(file, 'postgres://desk:secret@db/hallpass\n')
    const env = withFiles({ DATABASE_URL_FILE: file, HOME: '/root' })
    expect(readSettings([], env).databaseUrl).toBe('postgres://desk:secret@db/hallpass')
    expect(env).toMatchObject({ HOME: '/root' })
  })
})

describe('flags in the environment', () => {
  const read = (env: Record<string, string>, ...args: string[]) => readSettings(args, env)

  it('a switch that is neither true nor false is refused', () => {
    expect(() => read({ HALLPASS_KEYLESS: 'yes' })).toThrow(/HALLPASS_KEYLESS is neither true nor false/)
    expect(read({ HALLPASS_PRIVATE_WEBHOOKS: 'false' }).privateWebhooks).toBe(false)
  })

  it('are taken, and those of the command line win', () => {
    const env = { HALLPASS_HOST: '0.0.0.0', HALLPASS_TRUST_PROXIES: '2', HALLPASS_URL: 'https://a.example' }
    expect(read(env)).toMatchObject({ host: '0.0.0.0', trustedProxies: 2, publicUrl: 'https://a.example' })
    expect(read({ HALLPASS_TRUST_PROXIES: '10.0.0.0/8, 192.0.2.1' })).toMatchObject({
      trustedProxies: ['10.0.0.0/8', '192.0.2.1'],
    })
    expect(() => read({}, '--trust-proxies', 'proxy.example.com')).toThrow('neither a count nor a list')
    expect(read(env, '--host', '::1')).toMatchObject({ host: '::1', trustedProxies: 2 })
    expect(read({ HALLPASS_PRIVATE_WEBHOOKS: 'true' }).privateWebhooks).toBe(true)
  })

  it('of which some come again: a line each, and the command line in place of all of them', () => {
    const env = {
      HALLPASS_OIDC_ISSUER: 'https://login.example.com',
      HALLPASS_OIDC_CLIENT_ID: 'desk',
      HALLPASS_OIDC_ADMIN_GROUP: 'CN=a,OU=b\nCN=c,OU=b\n',
      HALLPASS_OIDC_SIGN_OUT: 'true',
    }
    expect(read(env).openId).toMatchObject({ adminGroups: ['CN=a,OU=b', 'CN=c,OU=b'], signsOutThere: true })
    expect(read(env, '--oidc-admin-group=d').openId?.adminGroups).toEqual(['d'])
    expect(() => read({ ...env, HALLPASS_OIDC_SIGN_OUT: '1' })).toThrow(/neither true nor false/)
    expect(read({ HALLPASS_FOR: 'ada', HALLPASS_HELP: 'true' })).toMatchObject({
      link: undefined,
      help: false,
    })
  })

  it('a port that Kubernetes sets for a Service called hallpass is none', () => {
    expect(read({ HALLPASS_PORT: 'tcp://10.0.0.7:80' }).port).toBe(8080)
    expect(read({ HALLPASS_PORT: '9000' }).port).toBe(9000)
  })
})
