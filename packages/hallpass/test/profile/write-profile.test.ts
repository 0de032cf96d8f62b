import { existsSync, lstatSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkProfile } from '../../src/profile/check-profile.ts'
import { writeProfile } from '../../src/profile/write-profile.ts'
import { failureOf } from '../wire/failure.ts'
import { credentials, ScratchHome } from './scratch-home.ts'

const keys = `aws_access_key_id = ${credentials.accessKeyId}
aws_secret_access_key = ${credentials.secretAccessKey}
aws_session_token = ${credentials.sessionToken}
`
const owner = `x_hallpass_owner = hallpass
x_hallpass_expires_at = 2027-01-02T03:04:05Z
`

describe('a profile is refused', () => {
  it.each([
    '',
    'a b',
    'a\nb',
    '[x]',
    'a]b',
    'a#b',
    'é',
    'DEFAULT',
    'Default',
    '__proto__',
    'constructor',
    'a=b,c',
  ])('under the name %j', async (profile) => {
    const home = new ScratchHome()
    const error = await failureOf(writeProfile({ profile, credentials, env: home.env }))
    expect(error).toMatchObject({ code: 'ProfileNameInvalid', facts: { name: profile } })
    expect(existsSync(join(home.folder, '.aws'))).toBe(false)
  })

  it('when somebody else wrote it, and the file stays as it was', async () => {
    const text = '# mine\n[dev]\naws_access_key_id = AKIA\n'
    const home = new ScratchHome({ credentials: text })
    const error = await failureOf(writeProfile({ profile: 'dev', credentials, env: home.env }))
    expect(error).toMatchObject({ code: 'ProfileNotOwned', facts: { name: 'dev', line: 2 } })
    expect(error.hint).toContain('--force')
    expect(home.read()).toBe(text)
    expect(home.names()).toEqual(['credentials'])
  })

  it.each(['role_arn', 'sso_session', 'sso_start_url', 'web_identity_token_file', 'credential_process'])(
    'when it gets its credentials by %s, with force too',
    async (key) => {
      for (const files of [
        { config: `[profile dev]\n${key} = x\n` },
        { credentials: `[dev]\n${key} = x\n` },
      ]) {
        const home = new ScratchHome(files)
        const error = await failureOf(
          writeProfile({ profile: 'dev', credentials, env: home.env, force: true }),
        )
        expect(error).toMatchObject({ code: 'ProfileNotOwned' })
        expect(error.message).toContain(key)
      }
    },
  )

  it.each<[what: string, text: string, line: number]>([
    ['a duplicate section', '[a]\nk = v\n[a]\n', 3],
    ['the same name with spaces', '[a]\n[ dev ]\n', 2],
    [
      'the same section, as JavaScript sees it, inside a value',
      '[a]\nk = v\n  [dev]\n  aws_session_token = old\n',
      3,
    ],
    [
      'a key of ours hidden in a value',
      '[dev]\nx_hallpass_owner = hallpass\nk = v\n  aws_session_token = old\n',
      4,
    ],
    ['a section hidden below a key of ours', '[dev]\naws_session_token = old\n  [b]\n  k = v\n', 3],
    ['a key in [DEFAULT] that beats ours', '[DEFAULT]\naws_security_token = old\n', 2],
    ['a section that the SDK for JavaScript refuses', '[__proto__]\nk = v\n', 1],
  ])('in a file with %s, with the line named', async (_, text, line) => {
    const home = new ScratchHome({ credentials: text })
    const error = await failureOf(writeProfile({ profile: 'dev', credentials, env: home.env, force: true }))
    expect(error).toMatchObject({ code: 'ProfileFileMalformed', facts: { file: home.file, line } })
    expect(home.read()).toBe(text)
    expect(home.names()).toEqual(['credentials'])
  })

  it.each(['a\nb', 'a b', '', '#a', ';a', 'a\r', 'ä'])(
    'with a value of %j, without showing it',
    async (sessionToken) => {
      const home = new ScratchHome()
      const call = writeProfile({
        profile: 'dev',
        credentials: { ...credentials, sessionToken },
        env: home.env,
      })
      await expect(call).rejects.toThrow(
        new TypeError('the value for aws_session_token cannot be written to a file'),
      )
      await expect(
        writeProfile({
          profile: 'dev',
          credentials: { ...credentials, expiration: new Date('x') },
          env: home.env,
        }),
      ).rejects.toThrow(TypeError)
    },
  )

  it.each<[Record<string, unknown>, string]>([
    [{ profile: undefined }, 'profile is missing: it has to be a string'],
    [{ credentials: undefined }, 'credentials is missing: it has to be an object'],
    [
      { credentials: { ...credentials, expiration: undefined } },
      'credentials.expiration is missing: it has to be a Date',
    ],
    [
      { credentials: { ...credentials, expiration: '2027-01-02T03:04:05Z' } },
      'credentials.expiration has to be a Date',
    ],
    [
      { credentials: { ...credentials, sessionToken: undefined } },
      'credentials.sessionToken is missing: it has to be a string',
    ],
    [{ region: 7 }, 'region has to be a string'],
  ])('with an option of a wrong type, %j, and no file appears', async (options, message) => {
    const home = new ScratchHome()
    const call = writeProfile({ profile: 'dev', credentials, env: home.env, ...options })
    await expect(call).rejects.toThrow(new TypeError(message))
    expect(existsSync(join(home.folder, '.aws'))).toBe(false)
  })

  it('before a session is issued for it, by asking', () => {
    const home = new ScratchHome({ credentials: '[dev]\n[mine]\nx_hallpass_owner = hallpass\n' })
    expect(() => checkProfile({ profile: 'dev', env: home.env })).toThrow(
      expect.objectContaining({ code: 'ProfileNotOwned' }),
    )
    expect(() => checkProfile({ profile: 'a b', env: home.env })).toThrow(
      expect.objectContaining({ code: 'ProfileNameInvalid' }),
    )
    expect(checkProfile({ profile: 'dev', env: home.env, force: true })).toBe('adopted')
    expect(checkProfile({ profile: 'mine', env: home.env })).toBe('updated')
    expect(checkProfile({ profile: 'new', env: home.env })).toBe('added')
  })
})

describe('a profile is written', () => {
  it('to a new file of mode 0600 in a new folder of mode 0700', async () => {
    const home = new ScratchHome()
    const written = await writeProfile({ profile: 'dev', credentials, env: home.env })
    expect(written).toEqual({ profile: 'dev', file: home.file, outcome: 'added' })
    expect(home.read()).toBe(`[dev]\n${keys}${owner}`)
    expect(home.names()).toEqual(['credentials'])
    if (process.platform === 'win32') return
    expect(statSync(home.file).mode & 0o777).toBe(0o600)
    expect(statSync(join(home.folder, '.aws')).mode & 0o777).toBe(0o700)
  })

  it('at the end of a file, below one blank line', async () => {
    const text = '[a]\nk = v\n'
    const home = new ScratchHome({ credentials: text })
    await writeProfile({ profile: 'dev', credentials, env: home.env, region: 'eu-west-1' })
    expect(home.read()).toBe(
      `${text}\n[dev]\n${keys}region = eu-west-1\n${owner}x_hallpass_settings = region\n`,
    )
  })

  it('below a last line that ends with a carriage return only', async () => {
    const home = new ScratchHome({ credentials: '[a]\nk = v\r' })
    await writeProfile({ profile: 'dev', credentials, env: home.env })
    expect(home.read()).toBe(`[a]\nk = v\r\n\n[dev]\n${keys}${owner}`)
    const adopted = new ScratchHome({ credentials: '[dev]\r' })
    await writeProfile({ profile: 'dev', credentials, env: adopted.env, force: true })
    expect(adopted.read()).toBe(`[dev]\r\n${keys}${owner}`)
  })

  it('with the line endings of the file, and the missing last one added', async () => {
    const text = '[a]\r\nk = v'
    const home = new ScratchHome({ credentials: text })
    await writeProfile({ profile: 'dev', credentials, env: home.env })
    expect(home.read()).toBe(`${text}\r\n\r\n[dev]\r\n${(keys + owner).replaceAll('\n', '\r\n')}`)
  })

  it('again, in its place, with what others put there left alone', async () => {
    const home = new ScratchHome({
      credentials: `[dev]\n# note\naws_access_key_id = OLD\noutput = json\nAWS_Session_Token: OLD\n\nx_hallpass_owner = hallpass\n[z]\n`,
    })
    const written = await writeProfile({ profile: 'dev', credentials, env: home.env })
    expect(written.outcome).toBe('updated')
    expect(home.read()).toBe(
      `[dev]\n# note\naws_access_key_id = ${credentials.accessKeyId}\noutput = json\n` +
        `aws_session_token = ${credentials.sessionToken}\n\nx_hallpass_owner = hallpass\n` +
        `aws_secret_access_key = ${credentials.secretAccessKey}\nx_hallpass_expires_at = 2027-01-02T03:04:05Z\n[z]\n`,
    )
  })

  it('twice with the same result, and then the file is not touched', async () => {
    const home = new ScratchHome({ credentials: '[a]\nk = v\n' })
    const options = { profile: 'dev', credentials, env: home.env, region: 'eu-west-1' }
    await writeProfile(options)
    const first = { text: home.read(), inode: statSync(home.file).ino }
    await writeProfile(options)
    expect({ text: home.read(), inode: statSync(home.file).ino }).toEqual(first)
  })

  it("without the endpoint of last time, and with a person's own region kept", async () => {
    const home = new ScratchHome()
    const options = { profile: 'dev', credentials, env: home.env }
    await writeProfile({ ...options, endpointUrl: 'http://127.0.0.1:4566' })
    expect(home.read()).toContain('endpoint_url = http://127.0.0.1:4566\n')
    await writeProfile(options)
    expect(home.read()).toBe(`[dev]\n${keys}${owner}`)

    const own = new ScratchHome({ credentials: '[dev]\nx_hallpass_owner = hallpass\nregion = us-east-2\n' })
    await writeProfile({ ...options, env: own.env })
    expect(own.read()).toContain('region = us-east-2\n')
  })

  it('over the section of somebody else with force, whose other keys stay, and whose old token goes', async () => {
    const home = new ScratchHome({
      credentials: '[dev]\nregion = us-east-2\naws_security_token = OLD\naws_access_key_id = OLD\n[z]\n',
    })
    const written = await writeProfile({ profile: 'dev', credentials, env: home.env, force: true })
    expect(written.outcome).toBe('adopted')
    expect(home.read()).toBe(`[dev]\nregion = us-east-2\n${keys}${owner}[z]\n`)
  })

  it('beside a profile of the same name in other capitals, which is another profile', async () => {
    const text = '[DEV]\naws_access_key_id = OLD\n'
    const home = new ScratchHome({ credentials: text })
    await writeProfile({ profile: 'dev', credentials, env: home.env })
    expect(home.read()).toBe(`${text}\n[dev]\n${keys}${owner}`)
  })

  it('into an indented section with the indentation that is there', async () => {
    const home = new ScratchHome({ credentials: '[dev]\n  output = json\n  region = x\n' })
    await writeProfile({ profile: 'dev', credentials, env: home.env, region: 'eu-west-1', force: true })
    expect(home.read().split('\n').slice(0, 4)).toEqual([
      '[dev]',
      '  output = json',
      '  region = eu-west-1',
      `  aws_access_key_id = ${credentials.accessKeyId}`,
    ])
  })

  it('where AWS_SHARED_CREDENTIALS_FILE says', async () => {
    const home = new ScratchHome()
    const file = join(home.folder, 'deep', 'er', 'keys')
    const written = await writeProfile({
      profile: 'dev',
      credentials,
      env: { ...home.env, AWS_SHARED_CREDENTIALS_FILE: file },
    })
    expect(written.file).toBe(file)
    expect(lstatSync(file).isFile()).toBe(true)
    expect(existsSync(join(home.folder, '.aws'))).toBe(false)
  })
})

describe('an issued session that is written whole', () => {
  const session = (scope: 'all services' | 'this service') => ({
    credentials: { ...credentials },
    region: 'eu-west-1',
    assumedRoleArn: 'arn:aws:sts::123456789012:assumed-role/R/ada',
    endpoint: { url: new URL('http://aws.lab.example/'), configuredBy: 'AWS_ENDPOINT_URL', scope },
  })

  it('does not take beside it what it has itself', async () => {
    const home = new ScratchHome({})
    const options = { profile: 'ada', session: session('this service'), region: 'us-east-1', env: home.env }
    // @ts-expect-error -- for callers without a compiler
    await expect(writeProfile(options)).rejects.toThrow(
      new TypeError('region does not go with session, which has it'),
    )
    expect(existsSync(home.file)).toBe(false)
  })

  it('does not take the endpoint of STS for that of all services', async () => {
    const home = new ScratchHome({})
    const endpointUrl = 'https://sts.eu-west-1.amazonaws.com/'
    await expect(writeProfile({ profile: 'ada', credentials, endpointUrl, env: home.env })).rejects.toThrow(
      TypeError,
    )
    expect(existsSync(home.file)).toBe(false)
  })

  it('has its region and name in the file, and the endpoint of all services where there is one', async () => {
    const home = new ScratchHome({})
    await writeProfile({ profile: 'ada', session: session('this service'), env: home.env })
    await writeProfile({ profile: 'bob', session: session('all services'), env: home.env })
    const [ada = '', bob = ''] = home.read().split('[bob]')
    for (const text of [ada, bob]) {
      expect(text).toContain('region = eu-west-1\n')
      expect(text).toContain('x_hallpass_session = arn:aws:sts::123456789012:assumed-role/R/ada\n')
    }
    expect(ada).not.toContain('endpoint_url')
    expect(bob).toContain('endpoint_url = http://aws.lab.example/\n')
  })

  it('under an option that does not exist is a mistake', async () => {
    const home = new ScratchHome({})
    const options = { profile: 'ada', credentials, home: home.folder, env: home.env }
    await expect(writeProfile(options)).rejects.toThrow(
      new TypeError('writeProfile() has no option home: did you mean homedir?'),
    )
  })
})
