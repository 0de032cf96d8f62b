import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

// What proves that a tool is usable, where finding it in PATH is not enough.
const probes: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  boto3: ['python3', '-c', 'import boto3'],
  moto: ['python3', '-c', 'import moto.server'],
}

/**
 * Whether a suite can use a tool of this machine. A missing one is said on stderr, and is a failure where
 * HALLPASS_TEST_REQUIRE (names joined with commas) lists it.
 */
export function requireTool(suite: string, tool: string): boolean {
  if (isInstalled(tool)) return true
  const required = (process.env['HALLPASS_TEST_REQUIRE'] ?? '').split(',').map((name) => name.trim())
  if (required.includes(tool)) {
    throw new Error(
      `${suite} needs ${tool}, which HALLPASS_TEST_REQUIRE lists and this machine does not have`,
    )
  }
  process.stderr.write(`skipped: ${suite}: ${tool} is not installed\n`)
  return false
}

function isInstalled(tool: string): boolean {
  const probe = probes[tool]
  if (!probe) return onPath(tool)
  try {
    execFileSync(probe[0], probe.slice(1), { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
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
