import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws, type Listening } from '@hallpass/local-aws'
import { formatLogEntry } from '../../../local-aws/src/base/log-entry.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { jsonText, printable } from '../../src/base/index.ts'
import { createTranscript } from '../../src/demo/index.ts'
import { commandTree } from './command-tree.ts'
import { hostile, inXml, serveHostileWords, serveRefusals, workshop } from './hostile-services.ts'
import { runApp } from './run-app.ts'

/*
 * Whatever a file, a server, AWS or an argument says goes through one function before it is printed: no command
 * writes a character that steers a terminal or turns text around, neither into a pipe nor to a terminal.
 */

// Line feeds and tabs are ours to write; a carriage return goes before a line feed.
const steering = /\r(?!\n)|[^\P{Cc}\n\t\r]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
// What the terminal's own colours and the progress line are made of.
const ours = new RegExp(String.raw`\u001b\[\d+m|\r?\u001b\[K`, 'gu')

let folder: string
let aws: Listening
let roleArn: string
let admin: Record<string, string>
const before = process.cwd()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-steering-'))
  process.chdir(folder)
  const local = createLocalAws()
  aws = await local.listen()
  roleArn = `arn:aws:iam::${local.accountId}:role/InstruqtS3Access`
  admin = {
    HOME: folder,
    PATH: process.env['PATH'] ?? '',
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: local.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: local.admin.secretAccessKey,
  }
  const applied = await runApp(['setup', 'apply', '--profile', 'instruqt'], to(aws.url))
  expect(applied).toMatchObject({ exitCode: 0 })
  writeFileSync('people.csv', 'ada\n')
})
afterAll(async () => {
  process.chdir(before)
  await aws.close()
  rmSync(folder, { recursive: true })
})

const to = (url: string, keys: Readonly<Record<string, string>> = admin): Record<string, string> => ({
  ...keys,
  AWS_ENDPOINT_URL: url,
  HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
  HALLPASS_SERVER_URL: url,
  HALLPASS_TOKEN: 'hp_api_token',
})

/** A command line for every command: `text` wherever one can say something of one's own. */
const lines: Readonly<Record<string, (text: string) => readonly (readonly string[])[]>> = {
  issue: (text) => [
    ['issue', '-r', roleArn, '-s', 'ada'],
    ['issue', '-r', roleArn, '-s', 'ada', '-o', 'write', '--force'],
    ['issue', '-r', roleArn, '-s', 'ada', '-o', 'link'],
    ['issue', '-r', roleArn, '--each', 'people.csv', '--out', 'keys', '--force'],
    ['issue', '-r', roleArn, '-s', text],
    ['issue', '-r', text, '-s', 'ada', '--tag', text],
    ['issue', '-r', roleArn, '--each', text],
    ['issue', '-r', roleArn, '-s', 'ada', '--source-profile', text],
    ['issue', `--${text}`],
    ['issue', text],
    ['issue', '-r', roleArn, '-s', 'ada', '--via', text],
  ],
  exec: (text) => [['exec', '-r', roleArn, '-s', 'ada', '--', `/nowhere/${text}`]],
  console: (text) => [
    ['console', '-r', roleArn, '-s', 'ada', '--print'],
    ['console', '-r', roleArn, '-s', 'ada', '--print', '--destination', text],
  ],
  join: (text) => [
    ['join', text],
    ['join', 'abcd2345', '--server-url', text],
    ['join', 'abcd2345', '--server-url', 'http://127.0.0.1:1', '--profile', text],
    ['join', '--leave', text],
  ],
  process: (text) => [
    ['process', '-r', roleArn, '-s', 'bob'],
    ['process', '-r', roleArn, '-s', 'ada', '--policy', text],
  ],
  whoami: (text) => [['whoami'], ['whoami', '--json'], ['whoami', '--source-profile', text]],
  revoke: (text) => [
    ['revoke', '-r', roleArn, '-s', 'ada'],
    ['revoke', '-r', roleArn, '-s', 'ada', '--json'],
    ['revoke', '-r', roleArn, '--list'],
    ['revoke', '-r', roleArn, '-s', text, '--all-before', text],
    ['revoke', '-r', roleArn, '--each', text],
  ],
  'profile list': () => [
    ['profile', 'list'],
    ['profile', 'list', '--json'],
  ],
  'profile add': (text) => [
    ['profile', 'add', text, '-r', roleArn, '-s', 'ada'],
    ['profile', 'add', 'mine', '-r', roleArn, '-s', 'ada', '--tag', text],
    ['profile', 'add', 'lab', '-r', roleArn, '-s', 'ada'],
  ],
  'profile paste': (text) => [
    ['profile', 'paste', text],
    ['profile', 'paste', '--region', text],
  ],
  'profile remove': (text) => [['profile', 'remove', text]],
  'profile clean': () => [['profile', 'clean']],
  'setup plan': (text) => [
    ['setup', 'plan'],
    ['setup', 'plan', '--source-profile', text],
    ['setup', 'plan', '--name', text],
  ],
  'setup export': (text) => [
    ['setup', 'export', 'terraform', '--external-id', text],
    ['setup', 'export', text],
    ['setup', 'export', 'cloudformation', '--tag', `a=${text}`],
  ],
  'setup apply': (text) => [
    ['setup', 'apply', '--name', 'other', '--user', 'other', '--role', 'Other', '--print-secret'],
    ['setup', 'apply', '--dry-run'],
    ['setup', 'apply', '--policy', text, '--print-secret'],
    ['setup', 'apply', '--pgp-key', text],
  ],
  'setup check': (text) => [
    ['setup', 'check'],
    ['setup', 'check', '--bucket', text],
    ['setup', 'check', '--config', text],
  ],
  'setup rotate': (text) => [
    ['setup', 'rotate', '--print-secret'],
    ['setup', 'rotate', '--name', text, '--print-secret'],
  ],
  'setup destroy': (text) => [
    ['setup', 'destroy', '--confirm', 'instruqt'],
    ['setup', 'destroy', '--confirm', text],
  ],
  'config check': (text) => [
    ['config', 'check', text],
    ['config', 'check', 'hallpass.hostile.json'],
  ],
  'config init': (text) => [
    ['config', 'init', text, '-r', roleArn],
    ['config', 'init', 'lab', '-r', text, '-s', text],
    ['config', 'init', 'lab', '-r', roleArn, '--via', text],
  ],
  'config show': () => [['config', 'show']],
  'config schema': () => [['config', 'schema']],
  'each handout': (text) => [
    ['each', 'handout', 'keys', '--handout', 'html'],
    ['each', 'handout', text, '--handout', text],
  ],
  'each links': (text) => [
    ['each', 'links', 'keys'],
    ['each', 'links', text],
  ],
  'each clean': (text) => [
    ['each', 'clean', 'keys', '--dry-run'],
    ['each', 'clean', text],
  ],
  'audit verify': (text) => [
    ['audit', 'verify'],
    ['audit', 'verify', text],
    ['audit', 'verify', 'people.csv', '--known', text],
  ],
  'audit export': (text) => [
    ['audit', 'export'],
    ['audit', 'export', '--workshop', text],
  ],
  'policy test': (text) => [
    ['policy', 'test', text],
    ['policy', 'test', 'people.csv', '--preset', text],
  ],
  completion: (text) => [
    ['completion', 'bash'],
    ['completion', text],
  ],
  demo: (text) => [['demo', text]],
  doctor: (text) => [
    ['doctor', '-r', roleArn],
    ['doctor', '-r', roleArn, '--json'],
    ['doctor', '-r', text, '--source-profile', text],
  ],
  local: (text) => [
    ['local', '--host', text],
    ['local', '--account', text],
    ['local', '--world', text],
    ['local', '--account-id', text],
  ],
  server: (text) => [
    ['server', '--url', text],
    ['server', '--port', text],
  ],
  'workshop create': (text) => [
    ['workshop', 'create', '--name', text, '--seats', '3', '--for', '1h', '-r', roleArn],
    ['workshop', 'create', '--name', 'a', '--seats', text, '--for', text, '-r', text],
  ],
  'workshop import': (text) => [
    ['workshop', 'import', 'w-1', 'people.csv'],
    ['workshop', 'import', 'w-1', text],
  ],
  'workshop list': (text) => [
    ['workshop', 'list'],
    ['workshop', 'list', '--json'],
    ['workshop', 'list', '--server-url', text],
  ],
  'workshop show': (text) => [
    ['workshop', 'show', 'w-1'],
    ['workshop', 'show', text],
    ['workshop', 'show', 'w-1', '--json'],
  ],
  'workshop link': (text) => [
    ['workshop', 'link', 'l-1'],
    ['workshop', 'link', text, '--json'],
  ],
  'workshop revoke': (text) => [
    ['workshop', 'revoke', 'l-1'],
    ['workshop', 'revoke', 'l-1', '--token-file', text],
  ],
  'workshop end': () => [['workshop', 'end', 'w-1']],
}

describe('what is printed', () => {
  it('is looked at for every command that there is', async () => {
    expect(Object.keys(lines).toSorted()).toEqual([...(await commandTree()).keys()].toSorted())
  })

  it.each(Object.keys(lines))(
    'does not steer a terminal when it is of AWS or a server that refuses: %s',
    async (name) => {
      expect(await shown(name, to((await serveRefusals()).origin))).toBeGreaterThan(0)
    },
  )

  it.each(Object.keys(lines))('does not, when each word of an answer is hostile: %s', async (name) => {
    await shown(name, to((await serveHostileWords(aws.url)).origin))
  })

  it.each(Object.keys(lines))('does not, when files are hostile: %s', async (name) => {
    const hostileFolder = join(folder, 'files')
    mkdirSync(hostileFolder, { recursive: true })
    const section = inXml.replaceAll(/[\u0085\u2028]/gu, '')
    const keys = `aws_access_key_id = ASIA0123456789ABCDEF\naws_secret_access_key = s\naws_session_token = t\n`
    const owned = `x_hallpass_owner = hallpass\nx_hallpass_expires_at = 2020-01-01T00:00:00Z\nx_hallpass_role_arn = ${roleArn}\nx_hallpass_session_name = ${hostile}\n`
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...withoutKeys } = admin
    const environment = {
      ...to(aws.url, withoutKeys),
      AWS_SHARED_CREDENTIALS_FILE: join(hostileFolder, 'credentials'),
      AWS_CONFIG_FILE: join(hostileFolder, 'config'),
      AWS_PROFILE: section,
    }
    for (const file of [
      `[${section}]\n${keys}${owned}`,
      `[${section}]\nrole_arn = ${hostile}\nsource_profile = ${hostile}\n`,
      `[${section}]\n${hostile}\n`,
      `[other]\n${keys}`,
    ]) {
      writeFileSync(environment.AWS_SHARED_CREDENTIALS_FILE, file, { mode: 0o600 })
      writeFileSync('people.csv', `name,profile\n${JSON.stringify(hostile)},${hostile}\n`)
      const setup = {
        name: hostile,
        [hostile]: hostile,
        roles: [{ name: hostile, presets: [hostile], bucket: hostile }],
      }
      writeFileSync('hallpass.hostile.json', JSON.stringify({ setup }))
      writeFileSync('hallpass.config.json', JSON.stringify({ setup }))
      await shown(name, environment)
    }
    rmSync('hallpass.config.json')
    writeFileSync('people.csv', 'ada\n')
  })
})

describe('JSON', () => {
  it('is read by a program as it was, and by a terminal as it is', async () => {
    const list = await runApp(['workshop', 'list', '--json'], to((await serveHostileWords(aws.url)).origin))
    expect(list).toMatchObject({ exitCode: 0, stderr: '' })
    expect(list.stdout).not.toMatch(steering)
    expect(JSON.parse(list.stdout)).toEqual([workshop])
    expect(
      (await runApp(['workshop', 'list'], to((await serveHostileWords(aws.url)).origin))).stdout.split('\n'),
    ).toHaveLength(2)
  })

  it('escapes what a terminal would heed, and nothing else', () => {
    const everything = Array.from({ length: 0x3000 }, (_, code) => String.fromCharCode(code)).join('')
    expect(JSON.parse(jsonText(everything))).toBe(everything)
    expect(jsonText(everything)).not.toMatch(steering)
    expect(jsonText('Müller, שלום, 👩‍🏫')).toBe('"Müller, שלום, 👩‍🏫"\n')
  })
})

describe('the one function', () => {
  it('leaves what people are called', () => {
    for (const name of ['Zoë', 'שלום', 'محمد', '李雷', '👩‍🏫', 'a\tb\r\nc']) expect(printable(name)).toBe(name)
  })

  it('is what the demo tells its story through', () => {
    let text = ''
    const transcript = createTranscript((more) => (text += more))
    transcript.heading(hostile)
    transcript.facts([['name', hostile]])
    transcript.command(hostile)
    transcript.block(hostile)
    transcript.paste([hostile])
    transcript.say(hostile)
    expect(text).not.toMatch(steering)
    expect(text.match(/ada/g)).toHaveLength(6)
  })

  it('has its like in the log of the local AWS, which knows nothing of hallpass', () => {
    const one = {
      at: new Date(0),
      status: 403,
      action: hostile,
      who: hostile,
      requestId: 'r',
      errorCode: hostile,
    }
    for (let code = 0; code < 0x3000; code += 1) {
      const character = String.fromCharCode(code)
      const line = formatLogEntry({ ...one, reason: `a${character}b` })
      expect(line).not.toMatch(steering)
      if (code > 0x20 && printable(character) === character) expect(line).toContain(`a${character}b`)
    }
  })
})

/** Runs a command's lines, into a pipe and on a terminal. Gives how much was printed. */
async function shown(name: string, env: Readonly<Record<string, string>>): Promise<number> {
  let length = 0
  for (const text of [hostile, inXml]) {
    for (const line of lines[name]?.(text) ?? []) {
      for (const terminal of [false, true]) {
        const signal = AbortSignal.timeout(60_000)
        const end = await runApp(line, { ...env, TERM: 'xterm' }, { terminal, signal })
        const printed = terminal
          ? `${end.stdout}${end.stderr}`.replaceAll(ours, '')
          : `${end.stdout}${end.stderr}`
        expect({ line, bugs: end.bugs }).toEqual({ line, bugs: [] })
        expect(printed).not.toMatch(steering)
        length += printed.length
      }
    }
  }
  return length
}
