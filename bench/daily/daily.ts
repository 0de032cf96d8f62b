import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { credentialsFile } from '../credentials-file/credentials-file.ts'
import type { Issuer } from '../issuer.ts'
import { type Contestant, takeTurns } from '../rounds.ts'
import { runOnce } from '../run-once.ts'
import { commandAt, nodeRuntimes, pythonWith } from '../runtimes.ts'

const hallpass = fileURLToPath(new URL('../../packages/hallpass/bin/hallpass.cjs', import.meta.url))
const script = fileURLToPath(new URL('assume_role.py', import.meta.url))

/** Milliseconds from the start of a process to its end, by what somebody types every day. */
export async function measureDaily(
  issuer: Issuer,
  options: { readonly rounds: number },
): Promise<Map<string, number[]>> {
  const { roleArn } = issuer
  const asked = ['-r', roleArn, '-s', 'ada']
  const contestants = nodeRuntimes().flatMap((node): Contestant<number>[] => {
    const typed = (what: string, args: readonly string[], again = true): Contestant<number> => ({
      name: `${node.name}, ${what}`,
      take: async () => {
        const cache = mkdtempSync(join(issuer.home, 'cache-'))
        const env = { ...issuer.env, XDG_CACHE_HOME: again ? issuer.home : cache }
        return runOnce(env, node.file, [hallpass, ...args]).ms
      },
    })
    return [
      { name: `${node.name}, nothing`, take: async () => runOnce(issuer.env, node.file, ['-e', '0']).ms },
      typed('process, kept', ['process', ...asked]),
      typed('process, asked anew', ['process', ...asked], false),
      typed('exec -- true', ['exec', ...asked, '--', 'true']),
      typed('console --print', ['console', ...asked, '--print']),
    ]
  })
  const python = pythonWith('boto3')
  if (python) {
    const args = [script, roleArn]
    const take = async (): Promise<number> => runOnce(issuer.env, python.file, args).ms
    contestants.push({ name: `${python.name}, boto3, asked anew`, take })
  }
  const aws = commandAt('aws', '--version')
  if (aws !== undefined) {
    const args = [
      'sts',
      'assume-role',
      '--role-arn',
      roleArn,
      '--role-session-name',
      'ada',
      '--output',
      'json',
    ]
    contestants.push({ name: 'AWS CLI, asked anew', take: async () => runOnce(issuer.env, aws, args).ms })
  }
  // What is kept is there before the clock runs.
  runOnce({ ...issuer.env, XDG_CACHE_HOME: issuer.home }, process.execPath, [hallpass, 'process', ...asked])
  return takeTurns(options.rounds, contestants)
}

/** Milliseconds for commands on a credentials file with many profiles, from the start of a process to its end. */
export async function measureProfiles(
  issuer: Issuer,
  options: { readonly rounds: number; readonly profiles: number },
): Promise<Map<string, number[]>> {
  const folder = mkdtempSync(join(issuer.home, 'profiles-'))
  const file = join(folder, 'credentials')
  const env = { ...issuer.env, AWS_SHARED_CREDENTIALS_FILE: file, AWS_CONFIG_FILE: join(folder, 'config') }
  const full = credentialsFile(options.profiles)
  const run = (...args: readonly string[]): number => runOnce(env, process.execPath, [hallpass, ...args]).ms
  const add = (): number => run('issue', '-r', issuer.roleArn, '-s', 'visitor', '-o', 'write')
  const on = (content: string, name: string): readonly Contestant<number>[] => {
    const fresh = (): void => writeFileSync(file, content, { mode: 0o600 })
    return [
      { name: `${name}: add`, take: async () => (fresh(), add()) },
      { name: `${name}: list`, take: async () => (fresh(), add(), run('profile', 'list')) },
      { name: `${name}: remove`, take: async () => (fresh(), add(), run('profile', 'remove', 'visitor')) },
    ]
  }
  try {
    return await takeTurns(options.rounds, [
      ...on('', 'no profile'),
      ...on(full, `${options.profiles.toLocaleString('en-US')} profiles`),
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
