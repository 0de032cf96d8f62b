import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { leading, ourProgram } from '../command.ts'
import { topicText, variables } from '../../src/cli/help/topic-text.ts'
import { topics } from '../../src/cli/help/topics.ts'
import { exitCodes } from '../../src/cli/terminal/exit-codes.ts'

const source = fileURLToPath(new URL('../../src', import.meta.url))

const names = Object.keys(topics).filter((name): name is keyof typeof topics => name in topics)

it.each(names)('help %s keeps to 80 columns, and the command prints it', (name) => {
  const text = topicText(name)
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(execFileSync(ourProgram, [...leading, 'help', name], { encoding: 'utf8' })).toBe(text)
})

it('help exit-codes has every exit code', () => {
  const told = [...topicText('exit-codes').matchAll(/^ {2} *(\d+) /gm)].map(([, code]) => Number(code))
  expect(told).toEqual(Object.values(exitCodes))
})

it('help environment has every variable that decides something, and none that is not read', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !/[\\/](?:demo|stage|chapters|help)[\\/]/.test(`/${file}`),
  )
  const text = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n')
  const read = new Set(
    [...text.matchAll(/\benv(?:\[['`]|\.)([A-Z][A-Z0-9_]+)|setting\('([A-Z_]+)'\)/g)].map(
      ([, one, other]) => one ?? other ?? '',
    ),
  )
  // What says where the home is, and what kind of machine this is, decides nothing of ours by itself.
  const surroundings =
    /^(?:HOME|USERPROFILE|PATH|TERM|DISPLAY|WAYLAND_DISPLAY|WSL_\w+|LOCALAPPDATA|APPDATA|COMSPEC|AWS_SDK_JS_\w+|CI|SSH_\w+|CODESPACES)$/
  const documented = variables.flatMap(([, entries]) => entries.flatMap(([name]) => name.split(', ')))
  expect([...read].filter((name) => !surroundings.test(name) && !documented.includes(name))).toEqual([])
  expect(documented.filter((name) => !text.includes(name))).toEqual([])
})
