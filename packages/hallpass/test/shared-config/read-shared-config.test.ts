import { describe, expect, it } from 'vitest'
import { readSharedConfig, type SharedConfig } from '../../src/shared-config/read-shared-config.ts'

/** Reads files that exist only here. */
function readFiles(files: Record<string, string>, env: Record<string, string> = {}): SharedConfig {
  return readSharedConfig({
    env: { HOME: '/home/x', ...env },
    readFile: (path) => {
      const content = files[path]
      if (content === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' })
      return new TextEncoder().encode(content)
    },
  })
}

function denied(): never {
  throw Object.assign(new Error('no'), { code: 'EACCES' })
}

const settingsOf = (config: SharedConfig, name: string): Record<string, string> =>
  Object.fromEntries(config.profiles.get(name)?.settings ?? [])

describe('the shared files', () => {
  it('that cannot be read are an error', () => {
    expect(() => readSharedConfig({ env: { HOME: '/home/x' }, readFile: denied })).toThrow(
      expect.objectContaining({ code: 'ProfileFileUnreadable', facts: { file: '/home/x/.aws/credentials' } }),
    )
  })

  it('that do not exist are empty', () => {
    const config = readFiles({})
    expect([config.profiles.size, config.services.size, config.ssoSessions.size]).toEqual([0, 0, 0])
    expect(config.credentialsPath).toBe('/home/x/.aws/credentials')
    expect(config.configPath).toBe('/home/x/.aws/config')
  })

  it.each([
    [{ AWS_SHARED_CREDENTIALS_FILE: '/etc/keys', AWS_CONFIG_FILE: '~/conf' }, '/etc/keys', '/home/x/conf'],
    [
      { AWS_SHARED_CREDENTIALS_FILE: '', AWS_CONFIG_FILE: '' },
      '/home/x/.aws/credentials',
      '/home/x/.aws/config',
    ],
    [{ HOME: '', USERPROFILE: '/users/y' }, '/users/y/.aws/credentials', '/users/y/.aws/config'],
  ])('are where %o says', (env, credentialsPath, configPath) => {
    expect(readFiles({}, env)).toMatchObject({ credentialsPath, configPath })
  })

  it('make one profile together, the credentials file counting where both set a key', () => {
    const config = readFiles({
      '/home/x/.aws/credentials': '[dev]\naws_access_key_id = AKIA1\nregion = eu-west-1\n',
      '/home/x/.aws/config': '[profile dev]\nregion = us-east-1\noutput = json\n[dev]\noutput = text\n',
    })
    expect([...config.profiles.keys()]).toEqual(['dev'])
    expect(settingsOf(config, 'dev')).toEqual({
      aws_access_key_id: 'AKIA1',
      region: 'eu-west-1',
      output: 'json',
    })
  })

  it.each([
    ['[default]\nregion = a\n', 'a'],
    ['[profile default]\nregion = b\n', 'b'],
    ['[default]\nregion = a\n[profile default]\nregion = b\n', 'b'],
    ['[profile default]\nregion = b\n[default]\nregion = a\n', 'b'],
  ])('have the default profile under either name: %j', (text, region) => {
    expect(settingsOf(readFiles({ '/home/x/.aws/config': text }), 'default')).toEqual({ region })
  })

  it('have services and SSO sessions beside the profiles', () => {
    const config = readFiles({
      '/home/x/.aws/config':
        '[services dev]\nsts =\n  endpoint_url = http://127.0.0.1:1\ns3 = \n  endpoint_url = http://127.0.0.1:2\n' +
        '[sso-session corp]\nsso_region = eu-west-1\n[profile "with space"]\nservices = dev\ns3 =\n  addressing_style = path\n',
    })
    expect(config.services.get('dev')?.get('sts')?.get('endpoint_url')).toBe('http://127.0.0.1:1')
    expect(config.services.get('dev')?.get('s3')?.get('endpoint_url')).toBe('http://127.0.0.1:2')
    expect(config.ssoSessions.get('corp')?.get('sso_region')).toBe('eu-west-1')
    expect(settingsOf(config, 'with space')).toEqual({ services: 'dev' })
    expect(config.profiles.get('with space')?.nested.get('s3')?.get('addressing_style')).toBe('path')
  })

  it('are read as far as they make sense', () => {
    const config = readFiles({
      '/home/x/.aws/credentials':
        '\uFEFFstray = x\n[dev]\r\nnonsense\r\nKEY = 1 # one\r\nkey=2\r\nurl = a#b;c\r\n[other]\n[dev]\nlast: yes',
    })
    expect(settingsOf(config, 'dev')).toEqual({ key: '2', url: 'a#b;c', last: 'yes' })
  })
})
