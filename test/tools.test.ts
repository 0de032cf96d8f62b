import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { requireTool } from './tools.ts'

let folder: string
const told: string[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallpass-tools-'))
  told.length = 0
  vi.stubEnv('HALLPASS_TEST_SKIPS', join(folder, 'skips'))
  vi.stubEnv('HALLPASS_TEST_REQUIRE', undefined)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0)
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

describe('a suite’s tool that is missing', () => {
  it('is a failure where it is required', () => {
    vi.stubEnv('HALLPASS_TEST_REQUIRE', 'aws, no-such-tool')
    expect(() => requireTool('a suite', 'no-such-tool')).toThrow('a suite: no-such-tool is not installed')
  })

  it('is told, and noted for the list at the end', () => {
    expect(requireTool('a suite', 'no-such-tool')).toBe(false)
    expect(requireTool('another', 'no-such-tool')).toBe(false)
    expect(told[0]).toBe('skipped: a suite: no-such-tool is not installed\n')
    expect(readFileSync(join(folder, 'skips'), 'utf8')).toBe(
      'a suite: no-such-tool is not installed\nanother: no-such-tool is not installed\n',
    )
  })
})

it('a tool that is there is used in silence', () => {
  expect(requireTool('a suite', 'sh')).toBe(true)
  expect(told).toEqual([])
})
