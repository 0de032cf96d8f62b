import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { allMutations, sources } from './mutations.ts'

test('every mutation of `mutation.ts` finds its text once in the sources', () => {
  const misplaced = allMutations().filter(({ file, text }) => {
    return readFileSync(join(sources, file), 'utf8').split(text).length !== 2
  })
  expect(misplaced.map(({ what }) => what)).toEqual([])
})

const node = nodeThatReadsTypeScript()
if (node === undefined) console.log('skipped: the mutation run: no Node 22.18 or later')

test.runIf(node !== undefined)(
  'every mutation makes a case of the policy engine fail',
  async () => {
    const child = spawn(node ?? '', ['--no-warnings', join(import.meta.dirname, 'mutation.ts')])
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    const told = output.split('\n').filter((line) => !line.startsWith('noticed'))
    expect(told.filter((line) => line !== '')).toEqual([expect.stringMatching(/, 0 survived$/)])
    expect(code).toBe(0)
  },
  300_000,
)

/** This one, or the one that is installed beside it for such tests. */
function nodeThatReadsTypeScript(): string | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  try {
    const folder = createRequire(import.meta.url)
      .resolve(`${name}/package.json`)
      .replace(/package\.json$/, '')
    const path = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
