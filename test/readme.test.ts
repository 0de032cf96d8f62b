import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalAws } from '@hallpass/local-aws'
import { describe, expect, it } from 'vitest'
import { leading, ourProgram, shellCommand } from '../packages/hallpass/test/command.ts'
import { repository } from './built.ts'
import { cleanEnvironment } from './clean-environment.ts'
import { runProcess } from './run-process.ts'

const read = (path: string): string => readFileSync(join(repository, path), 'utf8')
const documents = [
  'README.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true }).map((name) => `docs/${String(name)}`),
]
  .filter((path) => path.endsWith('.md'))
  .map((path) => ({ path, text: read(path) }))

const hallpass = async (args: readonly string[]): Promise<string> => {
  const env = cleanEnvironment({})
  const { exitCode, stdout, stderr } = await runProcess(ourProgram, [...leading, ...args], { env })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

describe('README.md', () => {
  it('begins with the product in a transcript', () => {
    expect(read('README.md').split('\n').slice(0, 20).join('\n')).toMatch(/^\$ .*hallpass issue /m)
  })

  it('has the two commands that do all the set-up, as lines of their own', () => {
    expect(read('README.md')).toMatch(/^npm ci && npm start$/m)
    expect(read('README.md')).toMatch(/^npm ci && npm test$/m)
  })

  it('has the test command that continuous integration calls', () => {
    expect(read('.ci/run')).toContain('npm ci && npm test')
  })
})

describe('the five steps of README.md', () => {
  const steps = read('README.md').split('## From nothing to a working key')[1]?.split('\n## ')[0] ?? ''
  const commands = [...steps.matchAll(/^ *```sh\n *(hallpass .*)\n *```$/gm)].map(([, line = '']) => line)
  const account = /hallpass local --account-id (\d{12})/.exec(steps)?.[1]

  it('are five commands that name the account of the local AWS they are tried on', () => {
    expect(commands).toHaveLength(5)
    for (const [, named] of steps.matchAll(/arn:aws:iam::(\d+):/g)) expect(named).toBe(account)
  })

  it('work one after the other, as they stand, for an administrator of that account', async () => {
    const aws = createLocalAws({ accountId: account ?? '' })
    const { url, close } = await aws.listen()
    const home = mkdtempSync(join(tmpdir(), 'hallpass-readme-'))
    try {
      mkdirSync(join(home, '.aws'))
      const { accessKeyId, secretAccessKey } = aws.admin
      const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
      writeFileSync(join(home, '.aws', 'credentials'), `[admin]\n${keys}`, { mode: 0o600 })
      const env = cleanEnvironment({
        HOME: home,
        AWS_ENDPOINT_URL: url,
        HALLPASS_SIGNIN_ENDPOINT_URL: `${url}/federation`,
      })
      const printed: string[] = []
      for (const command of commands) {
        const line = command.replace(/^hallpass/, shellCommand)
        const { exitCode, stdout, stderr } = await runProcess('sh', ['-c', line], { env, cwd: home })
        expect({ command, exitCode, stderr }).toMatchObject({ command, exitCode: 0 })
        printed.push(stdout)
      }
      expect(JSON.parse(printed[2] ?? '')).toMatchObject({
        AccessKeyId: expect.stringMatching(/^ASIA/),
        ConsoleMagicLink: expect.stringContaining('SigninToken='),
      })
      expect(printed[3]).toContain('identified@domain.ext')
    } finally {
      await close()
      rmSync(home, { recursive: true })
    }
  })
})

describe.each(documents)('$path', ({ path, text }) => {
  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(join(repository, path, '..', link)))).toEqual([])
  })

  it('mentions flags that hallpass has', async () => {
    const unknown: string[] = []
    for (const { command, flags } of mentioned(text)) {
      const help = await helpOf(command)
      unknown.push(...flags.filter((flag) => !hasFlag(help, flag)).map((flag) => `${command} ${flag}`))
    }
    expect(unknown).toEqual([])
  })
})

it('every flag that is named by itself belongs to some command', async () => {
  const helps = await allHelps('')
  const named = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/`(--[a-z][a-z-]*)/g)].map(([, flag = '']) => ({ path, flag })),
  )
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter(({ flag }) => !helps.some((help) => hasFlag(help, flag)))).toEqual([])
})

it('the documents mention commands with flags at all', () => {
  const issued = documents.flatMap(({ text }) => mentioned(text)).filter(({ command }) => command === 'issue')
  expect(issued.flatMap(({ flags }) => flags).length).toBeGreaterThan(5)
})

/** The commands of a document's code, each with its flags. */
function mentioned(
  text: string,
): ReadonlyArray<{ readonly command: string; readonly flags: readonly string[] }> {
  const code = [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(
    ([, block, inline]) => block ?? inline ?? '',
  )
  const lines = code.join('\n').replaceAll(/\\\n\s*/g, ' ')
  return [...lines.matchAll(/\bhallpass ((?:[a-z]+ )*[a-z]+)( [^|&;#\n]*)?/g)]
    .map(([, words = '', rest = '']) => ({
      command: words,
      flags: [...rest.matchAll(/(?<=\s)--?[a-z][a-z-]*/g)].map(([flag]) => flag),
    }))
    .filter(({ flags }) => flags.length > 0)
}

const helps = new Map<string, Promise<string>>()

function helpOf(command: string): Promise<string> {
  const help = helps.get(command) ?? hallpass([...command.split(' ').filter((word) => word !== ''), '--help'])
  helps.set(command, help)
  return help
}

/** The help of a command's parts, and of theirs. */
async function allHelps(command: string): Promise<readonly string[]> {
  const help = await helpOf(command)
  const parts = [...(help.split('\nCOMMANDS\n')[1] ?? '').matchAll(/^ {2}([a-z]+)(?= )/gm)]
  const below = await Promise.all(parts.map(([, part = '']) => allHelps(`${command} ${part}`.trim())))
  return [help, ...below.flat()]
}

function hasFlag(help: string, flag: string): boolean {
  // A switch is listed as --link/--no-link.
  return new RegExp(String.raw`(?:^|[\s[/])${flag}(?=[\s\]/]|$)`, 'm').test(help)
}

it('docs/README.md leads to every document', () => {
  const index = read('docs/README.md')
  const names = readdirSync(join(repository, 'docs')).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  )
  expect(names.filter((name) => !index.includes(`](${name})`))).toEqual([])
})
