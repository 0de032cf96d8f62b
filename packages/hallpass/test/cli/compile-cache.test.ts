import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const command = fileURLToPath(new URL('../../bin/hallpass.cjs', import.meta.url))

function run(home: string, env: Record<string, string> = {}): string {
  return execFileSync(process.execPath, [command, '--version'], {
    encoding: 'utf8',
    cwd: home,
    env: { PATH: process.env['PATH'], HOME: home, ...env },
  })
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const supported = major > 22 || (major === 22 && minor >= 8)

describe.skipIf(process.platform !== 'linux' || !supported)('compiled code', () => {
  it('is not kept where the home has no cache folder, and nothing is made there', () => {
    const home = mkdtempSync(join(tmpdir(), 'hallpass-home-'))
    expect(run(home)).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(readdirSync(home)).toEqual([])
  })

  it('is not kept in a cache folder that others can write', () => {
    const home = mkdtempSync(join(tmpdir(), 'hallpass-home-'))
    mkdirSync(join(home, '.cache'))
    chmodSync(join(home, '.cache'), 0o777)
    run(home)
    expect(readdirSync(join(home, '.cache'))).toEqual([])
  })

  it('is not kept when Node.js is told not to', () => {
    const home = mkdtempSync(join(tmpdir(), 'hallpass-home-'))
    mkdirSync(join(home, '.cache'), { mode: 0o700 })
    run(home, { NODE_DISABLE_COMPILE_CACHE: '1' })
    expect(readdirSync(join(home, '.cache'))).toEqual([])
  })

  it('is kept in the cache folder of the user, or the one that XDG_CACHE_HOME names', () => {
    const home = mkdtempSync(join(tmpdir(), 'hallpass-home-'))
    mkdirSync(join(home, '.cache'), { mode: 0o700 })
    mkdirSync(join(home, 'elsewhere'), { mode: 0o700 })
    run(home, { XDG_CACHE_HOME: join(home, 'elsewhere') })
    expect(existsSync(join(home, '.cache', 'hallpass'))).toBe(false)
    expect(readdirSync(join(home, 'elsewhere', 'hallpass', 'compiled'))).not.toEqual([])
    run(home)
    expect(readdirSync(join(home, '.cache', 'hallpass', 'compiled'))).not.toEqual([])
  })
})
