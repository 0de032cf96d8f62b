import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const folder = fileURLToPath(new URL('../../src/cli', import.meta.url))
const definitions = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const)
  .filter(([, text]) => text.includes('buildCommand<'))

it('finds the definitions of the commands', () => {
  expect(definitions.map(([name]) => name.replaceAll('\\', '/'))).toContain('profile/command.ts')
  expect(definitions.length).toBeGreaterThan(15)
})

it.each(definitions)(
  '%s loads its work by the function that heeds --verbose and says next steps as the same identity',
  (_, text) => {
    const loaders = [...text.matchAll(/^ *loader: (.*)$/gm)].map(([, loader = '']) => loader)
    expect(loaders).toHaveLength(text.match(/\bbuildCommand</g)?.length ?? 0)
    expect(loaders.filter((loader) => !/^lazy(?:Request)?Command\(async \(\) => /.test(loader))).toEqual([])
  },
)

it.each(definitions)('%s loads none of its work before it is called', (_, text) => {
  const loaded = [...text.matchAll(/^import (?!type )[^'"]*from '([^']+)'/gm)].map(([, from = '']) => from)
  const works = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, from = '']) => from)
  expect(works).not.toEqual([])
  expect(loaded.filter((from) => works.includes(from))).toEqual([])
})
