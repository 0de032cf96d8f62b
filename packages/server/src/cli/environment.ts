import { HallpassError } from 'hallpass'
import { readSettingFile } from './read-setting-file.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The flags of the command, as `parseArgs` takes them. */
export type FlagOptions = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>
>

/** What is about one call of the command, and not about the server. */
const ofOneCall: ReadonlySet<string> = new Set(['help', 'version', 'for', 'new-admin'])

/** The names of the variables that stand for flags, such as `HALLPASS_TRUST_PROXIES`. */
export function flagVariables(options: FlagOptions): readonly string[] {
  return Object.keys(options)
    .filter((flag) => !ofOneCall.has(flag))
    .map(variableOf)
}

/** The variables whose value may be in a file, which `NAME_FILE` names. */
export const fileVariables = ['DATABASE_URL', 'HALLPASS_SEAL_KEY', 'HALLPASS_OIDC_CLIENT_SECRET'] as const

/**
 * The flags that the environment stands for, to be put before those of the command line: those that are there already
 * are left out. A flag that may come again takes a line of its variable each, as a group's name may have commas in it.
 *
 * @throws HallpassError `SettingInvalid` for a switch that is neither true nor false
 */
export function flagsOfEnvironment(
  env: Environment,
  options: FlagOptions,
  args: readonly string[] = [],
): string[] {
  return Object.entries(options).flatMap(([flag, { type, multiple }]) => {
    const name = variableOf(flag)
    const value = ofOneCall.has(flag) ? undefined : env[name]
    if (value === undefined || value === '') return []
    if (args.some((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`))) return []
    // Kubernetes sets this for every container beside a Service that is called hallpass.
    if (flag === 'port' && value.startsWith('tcp://')) return []
    if (type === 'string') {
      const values = multiple === true ? value.split('\n').filter((line) => line !== '') : [value]
      return values.map((one) => `--${flag}=${one}`)
    }
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
  const value = readSettingFile(file, `${name}_FILE`)
  if (value !== '') return value
  throw new HallpassError('SettingInvalid', `the file that ${name}_FILE names is empty`, { facts })
}

function variableOf(flag: string): string {
  return `HALLPASS_${flag.toUpperCase().replaceAll('-', '_')}`
}
