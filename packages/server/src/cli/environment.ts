import { readFileSync } from 'node:fs'
import { HallpassError } from 'hallpass'

type Environment = Readonly<Record<string, string | undefined>>

/** Flags that the environment may give too; the command line wins. */
const flags: Readonly<Record<string, 'text' | 'switch'>> = {
  host: 'text',
  port: 'text',
  url: 'text',
  data: 'text',
  region: 'text',
  'issuer-profile': 'text',
  'revoker-profile': 'text',
  'trust-proxies': 'text',
  keyless: 'switch',
  'private-webhooks': 'switch',
}

/** The names of the variables that stand for flags, such as `HALLPASS_TRUST_PROXIES`. */
export const flagVariables: readonly string[] = Object.keys(flags).map(variableOf)

/** The variables whose value may be in a file, which `NAME_FILE` names. */
export const fileVariables = ['DATABASE_URL', 'HALLPASS_SEAL_KEY'] as const

/**
 * The flags that the environment stands for, to be put before those of the command line.
 *
 * @throws HallpassError `SettingInvalid` for a switch that is neither true nor false
 */
export function flagsOfEnvironment(env: Environment): string[] {
  return Object.entries(flags).flatMap(([flag, kind]) => {
    const name = variableOf(flag)
    const value = env[name]
    if (value === undefined || value === '') return []
    // Kubernetes sets this for every container beside a Service that is called hallpass.
    if (flag === 'port' && value.startsWith('tcp://')) return []
    if (kind === 'text') return [`--${flag}=${value}`]
    if (value === 'true') return [`--${flag}`]
    if (value === 'false') return []
    throw new HallpassError('SettingInvalid', `${name} is neither true nor false`, { facts: { name } })
  })
}

/**
 * The environment with what stands in files: secrets of Docker, Kubernetes and systemd are files, and a variable is
 * seen by every child process and in a dump.
 *
 * @throws HallpassError `SettingInvalid` for a file that cannot be read or is empty, and for a value given twice
 */
export function withFiles(env: Environment): Environment {
  return Object.fromEntries([
    ...Object.entries(env),
    ...fileVariables.flatMap((name) => {
      const file = env[`${name}_FILE`]
      return file === undefined || file === '' ? [] : [[name, readValue(name, file, env)] as const]
    }),
  ])
}

function readValue(name: string, file: string, env: Environment): string {
  const facts = { name: `${name}_FILE`, file }
  if (env[name]) {
    throw new HallpassError('SettingInvalid', `${name} and ${name}_FILE are both set`, {
      hint: 'unset one of them',
      facts,
    })
  }
  const value = readText(name, file)
  if (value !== '') return value
  throw new HallpassError('SettingInvalid', `the file that ${name}_FILE names is empty`, { facts })
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new HallpassError('SettingInvalid', `the file that ${name}_FILE names cannot be read`, {
      hint: 'whoever the server runs as has to be allowed to read it',
      cause: error,
      facts: { name: `${name}_FILE`, file },
    })
  }
}

function variableOf(flag: string): string {
  return `HALLPASS_${flag.toUpperCase().replaceAll('-', '_')}`
}
