import { execFileSync } from 'node:child_process'

const probes: Readonly<Record<string, readonly [command: string, ...args: string[]]>> = {
  aws: ['aws', '--version'],
  boto3: ['python3', '-c', 'import boto3'],
  moto: ['python3', '-c', 'import moto.server'],
  terraform: ['terraform', 'version'],
}

/**
 * Whether a test suite's outside tool is on this machine. Where it is not, one line on stderr says what was
 * skipped; where `HALLPASS_TEST_REQUIRE` (a comma-separated list) names the tool, that is a failure.
 */
export function requireTool(suite: string, tool: string): boolean {
  const [command, ...args] = probes[tool] ?? [tool, '--version']
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 30_000 })
    return true
  } catch {
    const required = (process.env['HALLPASS_TEST_REQUIRE'] ?? '').split(',').map((name) => name.trim())
    if (required.includes(tool)) throw new Error(`${suite} needs ${tool}, which is not installed`)
    process.stderr.write(`skipped: ${suite}: ${tool} is not installed\n`)
    return false
  }
}

/** The environment for a child process that must see no AWS settings but `settings`. */
export function cleanEnvironment(settings: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith('AWS_') && !name.startsWith('HALLPASS_')) kept[name] = value
  }
  return { ...kept, AWS_EC2_METADATA_DISABLED: 'true', ...settings }
}
