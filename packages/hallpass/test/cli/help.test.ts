import { run } from '@stricli/core'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createApp, helpAsFlag } from '../../src/cli/app.ts'
import type { CommandContext } from '../../src/cli/terminal/context.ts'
import { createOutput } from '../../src/cli/terminal/output.ts'
import { commandTree } from './command-tree.ts'

async function help(...words: string[]): Promise<string> {
  let text = ''
  const stdout = { write: (more: string) => void (text += more) }
  const stderr = { write: () => true }
  const context: CommandContext = {
    process: { stdout, stderr, env: {} },
    env: {},
    output: createOutput({ stdout, stderr, env: {} }),
    now: () => new Date(0),
    ask: undefined,
    signal: new AbortController().signal,
    exitWith: () => {},
  }
  const args = helpAsFlag(['help', ...words])
  const failed = (error: unknown): never => {
    throw error
  }
  await run(await createApp({ version: '0', args, failed }), args, context)
  return text
}

/** Every command, found in the help of the groups above. */
async function commands(group: readonly string[] = []): Promise<string[][]> {
  const listed = (await help(...group)).split('\nCOMMANDS\n')[1] ?? ''
  const names = [...listed.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => [...group, name])
  return [[...group], ...(await Promise.all(names.map(commands))).flat()]
}

const all = await commands()

it('is there for every command', () => {
  expect(all.length).toBeGreaterThan(15)
  expect(all).toContainEqual(['setup', 'export'])
})

it.each(all)('keeps to 80 columns: %s %s', async (...words) => {
  const lines = (await help(...words)).split('\n')
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
})

it('tells flags that take a value from those that do not', async () => {
  const text = await help('setup', 'apply')
  expect(text).toMatch(/\[--keybase\] +USER: /)
  expect(text).toMatch(/\[--adopt\] +take over /)
  expect(await help('issue')).toMatch(/-o \[--output\] +WHAT: json \(default\)/)
})

it('leaves out what has no meaning for a command, which takes it all the same', async () => {
  expect(await help('setup', 'destroy')).not.toContain('--keybase')
  expect(await help('setup', 'check')).not.toContain('--keybase')
  expect(await help('setup', 'apply')).toContain('--keybase')
})

it('is not all that there is: README.md or a page of docs/ has every command', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const docs = readdirSync(`${root}docs`).filter((name) => name.endsWith('.md'))
  const pages = ['README.md', ...docs.map((name) => `docs/${name}`)]
    .map((name) => readFileSync(`${root}${name}`, 'utf8'))
    .join('\n')
  const named = (command: string): boolean => new RegExp(String.raw`\bhallpass ${command}\b`).test(pages)
  expect(named('setup frobnicate')).toBe(false)
  expect([...(await commandTree()).keys()].filter((command) => !named(command))).toEqual([])
})
