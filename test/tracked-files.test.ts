import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from './built.ts'
import { requireTool } from './tools.ts'

// What is published is about the product, not about the machine that it was written on.

describe.skipIf(!requireTool('tracked files', 'git'))('the files under version control', () => {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: repository, encoding: 'utf8' })
    .split('\0')
    .filter((name) => name !== '')
    .flatMap((name) => {
      try {
        return [{ name, text: readFileSync(join(repository, name), 'utf8') }]
      } catch {
        // Deleted, and not committed yet.
        return []
      }
    })

  const holding = (pattern: RegExp): readonly string[] =>
    files.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

  it('are there to be looked at', () => {
    expect(files.length).toBeGreaterThan(50)
  })

  it('name no folder of a machine', () => {
    const folders = ['root', 'work', String.raw`Users/\w+`].join('|')
    expect(holding(new RegExp(String.raw`(?<![\w.~*}/-])/(?:${folders})/`))).toEqual([])
    for (const folder of [repository, homedir()].filter((path) => path.split('/').length > 2)) {
      expect(files.filter(({ text }) => text.includes(folder)).map(({ name }) => name)).toEqual([])
    }
  })

  it('name no package registry', () => {
    const configured = process.env['npm_config_registry']
    const hosts = ['npmjs', 'yarnpkg'].map((name) => String.raw`registry\.${name}\.`)
    expect(holding(new RegExp(hosts.join('|')))).toEqual([])
    if (configured) {
      const { host } = new URL(configured)
      expect(files.filter(({ text }) => text.includes(host)).map(({ name }) => name)).toEqual([])
    }
  })
})
