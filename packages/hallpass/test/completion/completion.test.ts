import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { leading, ourProgram, shellCommand } from '../command.ts'
import { requireTool } from '../tools.ts'

let home = ''
let env: Record<string, string> = {}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'hallpass-completion-'))
  const program = join(home, 'hallpass')
  writeFileSync(program, `#!/bin/sh\nexec ${shellCommand} "$@"\n`)
  chmodSync(program, 0o755)
  const config = join(home, 'config')
  writeFileSync(
    config,
    '[profile lab-admin]\nregion = eu-west-1\n[profile lab role]\nx = y\n[profile lab:deep]\nrole_arn = arn:aws:iam::123456789012:role/path/Tour\n[profile other]\n',
  )
  const credentials = join(home, 'credentials')
  writeFileSync(credentials, '[ada]\nx_hallpass_owner = hallpass\n[mine]\naws_access_key_id = AKIA\n')
  env = {
    PATH: `${home}${delimiter}${process.env['PATH'] ?? ''}`,
    HOME: home,
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    TERM: 'dumb',
  }
})

function ask(...words: readonly string[]): string[] {
  const { stdout, status } = spawnSync(ourProgram, [...leading, '__complete', '--', ...words], {
    env,
    cwd: home,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']))
}

describe('what a line can go on with', () => {
  it.each<[string, string[], string[]]>([
    ['a command', ['iss'], ['issue']],
    ['a command of a group', ['profile', 're'], ['remove']],
    ['a flag', ['issue', '--sess'], ['--session-name']],
    ['a profile, of both files', ['issue', '--source-profile', 'lab'], ['lab-admin', 'lab role', 'lab:deep']],
    ['a role of a profile', ['issue', '-r', 'arn:'], ['arn:aws:iam::123456789012:role/path/Tour']],
    ['a form of keys', ['issue', '-o', 'power'], ['powershell']],
    ['a preset', ['setup', 'plan', '--preset', 's3'], ['s3', 's3-own-prefix']],
    ['a profile that is ours to remove', ['profile', 'remove', ''], ['ada']],
    ['nothing, where a file is meant', ['issue', '--policy', ''], []],
    ['nothing of ours behind --', ['exec', '--', 'iss'], []],
    ['nothing for a command that there is not', ['isue', '--'], []],
  ])('%s', (_name, words, expected) => {
    expect(ask(...words)).toEqual(expected)
  })
})

describe('in a real shell', () => {
  const script = (shell: string): string =>
    execFileSync(ourProgram, [...leading, 'completion', shell], { env, encoding: 'utf8' })

  it('bash: words, quoted blanks, and words with colons, of which the last part is told', () => {
    const line = (words: readonly string[]): string[] => {
      const quoted = words.map((word) => `'${word}'`).join(' ')
      const text = `${script('bash')}
COMP_WORDS=(hallpass ${quoted}); COMP_CWORD=${words.length}; _hallpass; printf '%s\\n' "\${COMPREPLY[@]}"`
      return execFileSync('bash', ['--norc', '-c', text], { env, encoding: 'utf8' }).trim().split('\n')
    }
    expect(line(['iss'])).toEqual(['issue'])
    expect(line(['issue', '--source-profile', 'lab'])).toEqual(['lab-admin', 'lab\\ role', 'lab:deep'])
    expect(line(['issue', '--role-arn', 'arn:aws:iam::123456789012:ro'])).toEqual(['role/path/Tour'])
  })

  it.skipIf(!requireTool('completion in fish', 'fish'))('fish', () => {
    const text = `${script('fish')}\ncomplete -C 'hallpass issue --source-profile lab'`
    const answer = execFileSync('fish', ['--no-config', '-c', text], { env, encoding: 'utf8' })
    expect(
      answer
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(expect.arrayContaining(['lab-admin', 'lab:deep']))
    expect(answer).not.toContain('other')
  })

  it.skipIf(!requireTool('completion in zsh', 'zsh'))('zsh, in a terminal of its own', () => {
    const file = join(home, '_hallpass.zsh')
    writeFileSync(file, script('zsh'))
    const text = `zmodload zsh/zpty
zpty shell 'PS1= zsh -f -i'
zpty -w shell 'autoload -U compinit; compinit -u -D; source ${file}; bindkey "^I" complete-word; unsetopt beep; echo read''y'
zpty -r -m shell answer '*ready*'
zpty -w -n shell $'hallpass issue --source-profile lab-\\t; echo do''ne\\n'
zpty -r -m shell answer '*done*lab-admin*done*'
print -r -- "$answer"
zpty -d shell`
    const { stdout } = spawnSync('zsh', ['-f', '-c', text], { env, encoding: 'utf8', timeout: 60_000 })
    expect(stdout).toContain('lab-admin')
  })
})

it('refuses a shell that it does not know', () => {
  const { status, stderr } = spawnSync(ourProgram, [...leading, 'completion', 'tcsh'], {
    env,
    encoding: 'utf8',
  })
  expect(status).toBe(2)
  expect(stderr).toContain('use one of bash, zsh, fish, powershell')
})
