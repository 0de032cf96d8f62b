import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSharedConfig } from '../../src/shared-config/read-shared-config.ts'
import { proofSize, proofTimeoutMs } from '../profile/proof-size.ts'
import { type LocalClass, startLocalClass } from './local-class.ts'

/** As many as `issueEach` serves at once. */
const inFlight = 50
const people = proofSize(150, 500)
/** So slow that it is killed several times on its way. */
const rate = String(people / proofSize(2, 6))
const names = Array.from({ length: people }, (_, index) => `guest-${index}@example.com`)

let local: LocalClass
beforeAll(async () => {
  local = await startLocalClass()
})
afterAll(() => local.close())

/** Runs the command over and over, each time killed at a random moment, until it gets to its end. */
async function runUntilDone(
  args: readonly string[],
  env: Record<string, string>,
  afterKill: () => void,
): Promise<{ kills: number; stderr: string }> {
  for (let kills = 0; ; kills++) {
    const { exitCode, stderr } = await local.issue(args, {
      env,
      started: (child) => {
        // Later and later, so that it ends some time.
        const timer = setTimeout(() => child.kill('SIGKILL'), 120 + Math.random() * (250 + kills * 40))
        child.on('exit', () => clearTimeout(timer))
      },
    })
    if (exitCode !== null) {
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
      return { kills, stderr }
    }
    afterKill()
  }
}

it(
  `killed again and again, it goes on until all ${people} files are there, and makes none of them twice`,
  { timeout: proofTimeoutMs },
  async () => {
    const out = join(local.folder, 'out')
    const done = new Map<string, string>()
    const filesThere = () => (existsSync(out) ? readdirSync(out) : []).filter((name) => !name.startsWith('.'))
    const args = ['--each', local.list(...names), '--out', out, '--no-link', '--rate', rate]
    const { kills, stderr } = await runUntilDone(args, {}, () => {
      for (const name of filesThere()) {
        const text = readFileSync(join(out, name), 'utf8')
        // Whole, and what was done before is still what it was.
        expect(Object.keys(JSON.parse(text))).toContain('AssumedRoleArn')
        expect(text).toBe(done.get(name) ?? text)
        done.set(name, text)
      }
    })
    expect(kills).toBeGreaterThan(0)
    expect(stderr).toMatch(new RegExp(`kept ${done.size}( .*)?, failed 0`))
    expect(filesThere().toSorted()).toEqual(names.map((name) => `${name}.json`).toSorted())
    for (const name of readdirSync(out)) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600)
    for (const name of filesThere()) {
      const text = readFileSync(join(out, name), 'utf8')
      expect(text).toBe(done.get(name) ?? text)
      expect(JSON.parse(text).AssumedRoleArn.split('/').at(-1)).toBe(name.replace(/\.json$/, ''))
    }
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual(['.hallpass-each.jsonl'])
    const issued = local.asked().filter((line) => line === '200 sts:AssumeRole').length
    expect(issued).toBeGreaterThanOrEqual(people)
    expect(issued).toBeLessThanOrEqual(people + kills * inFlight)
  },
)

it(
  `killed again and again, it goes on until all ${people} profiles are there, and keeps what was done`,
  { timeout: proofTimeoutMs },
  async () => {
    const env = { HOME: join(local.folder, 'home-of-profiles') }
    const done = new Map<string, string | undefined>()
    const keys = () =>
      [...readSharedConfig({ env }).profiles].map(
        ([name, { settings }]) => [name, settings.get('aws_access_key_id')] as const,
      )
    const args = ['--each', local.list(...names), '-o', 'write', '--rate', rate]
    const { kills } = await runUntilDone(args, env, () => {
      for (const [name, key] of keys()) {
        expect(key).toBe(done.get(name) ?? key)
        done.set(name, key)
      }
    })
    expect(kills).toBeGreaterThan(0)
    const end = new Map(keys())
    expect([...end.keys()].toSorted()).toEqual(names.toSorted())
    for (const [name, key] of done) expect(end.get(name)).toBe(key)
    expect(readdirSync(join(env.HOME, '.aws'))).toEqual(['credentials'])
  },
)
