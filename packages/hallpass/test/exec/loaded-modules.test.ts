import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Lab, openLab } from '../lab.ts'

const command = fileURLToPath(new URL('../../bin/hallpass.cjs', import.meta.url))
const preload = fileURLToPath(new URL('loaded-modules.cjs', import.meta.url))

let lab: Lab
let roleArn = ''
const home = mkdtempSync(join(tmpdir(), 'hallpass-loaded-'))

beforeAll(async () => {
  lab = await openLab()
  roleArn = await lab.role('Loaded')
})
afterAll(() => lab.close())

/** What a run of the built command loads of Node.js; its output goes to files, as Node.js itself loads net for a pipe. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const list = join(home, 'list')
  const out = openSync(join(home, 'out'), 'w')
  const child = spawn(process.execPath, ['--require', preload, command, ...args], {
    env: { ...lab.env(), HOME: home, LOADED_MODULES: list },
    stdio: ['ignore', out, out],
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  closeSync(out)
  expect({ status, said: readFileSync(join(home, 'out'), 'utf8') }).toMatchObject({ status: 0 })
  return readFileSync(list, 'utf8')
    .split('\n')
    .filter((name) => heavy.test(name))
}

const heavy =
  /NativeModule (?:crypto|net|tls|dns|dgram|https?|http2|_http_\w+|_tls_\w+|internal\/deps\/undici\/undici)$/

it('hallpass process loads no network module and no cryptography for keys that are kept, and does where AWS is asked', async () => {
  const asked = ['process', '-r', roleArn, '-s', 'ada']
  expect(await loadedBy(...asked)).toContain('NativeModule http')
  expect(await loadedBy(...asked)).toEqual([])
})
