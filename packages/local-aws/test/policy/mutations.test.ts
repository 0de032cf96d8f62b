import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const node = nodeThatReadsTypeScript()
if (node === undefined) console.log('skipped: the mutation run: no Node 22.18 or later')

test.runIf(node !== undefined)(
  'of the mutations of the policy engine no more go unnoticed by its cases than `survivors.ts` lets',
  async () => {
    const child = spawn(node ?? '', ['--no-warnings', join(import.meta.dirname, 'mutation.ts')])
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
    expect(output).toMatch(/^\d{4} mutants, \d+ survived, 0 places have more than survivors\.ts lets\n$/)
    expect(code).toBe(0)
  },
  900_000,
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
