import { spawnSync } from 'node:child_process'
import { accessSync, appendFileSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// What proves that a tool is usable, where finding it in PATH does not.
const probes: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  aws: ['aws', '--version'],
  boto3: ['python3', '-c', 'import boto3'],
  'aws-module': ['python3', '-c', 'import awscli.clidriver'],
  moto: ['python3', '-c', 'import moto.server'],
  'a mount of its own': ['unshare', '-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'],
  pytest: ['python3', '-c', 'import pytest'],
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
  const probe = probes[tool]
  const installed = probe ? succeeds(probe) : onPath(tool)
  found.set(tool, installed)
  return installed
}

function succeeds([command, ...args]: readonly [string, ...string[]]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0
}

function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
