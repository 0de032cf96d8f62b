import { spawnSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'

// What proves that a tool is usable, where its own --version does not.
const probes: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  boto3: ['python3', '-c', 'import boto3'],
  moto: ['python3', '-c', 'import moto.server'],
  openssl: ['openssl', 'version'],
  terraform: ['terraform', 'version'],
  'type stripping': [process.execPath, '-e', 'process.exit(process.features.typescript ? 0 : 1)'],
}

const found = new Map<string, boolean>()

/**
 * Whether a test suite can use a tool of this machine. A missing one is told on stderr and in the file that
 * `HALLPASS_TEST_SKIPS` names, one line for each suite. Where `HALLPASS_TEST_REQUIRE` (names joined with
 * commas) lists the tool, its absence is a failure.
 *
 * @throws Error when a required tool is missing
 */
export function requireTool(suite: string, tool: string): boolean {
  if (isInstalled(tool)) return true
  const line = `${suite}: ${tool} is not installed`
  const required = (process.env['HALLPASS_TEST_REQUIRE'] ?? '').split(',').map((name) => name.trim())
  if (required.includes(tool)) throw new Error(`${line}, and HALLPASS_TEST_REQUIRE lists it`)
  process.stderr.write(`skipped: ${line}\n`)
  const skips = process.env['HALLPASS_TEST_SKIPS']
  if (skips) appendFileSync(skips, `${line}\n`)
  return false
}

function isInstalled(tool: string): boolean {
  const known = found.get(tool)
  if (known !== undefined) return known
  const [command, ...args] = probes[tool] ?? [tool, '--version']
  const installed = spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0
  found.set(tool, installed)
  return installed
}
