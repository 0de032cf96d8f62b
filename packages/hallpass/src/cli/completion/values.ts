import type { Environment } from '../../base/index.ts'
import { configFileName, readConfig, readRequests } from '../../config/index.ts'
import { setupPresets } from '../../setup/index.ts'
import { ownerKey, ownerValue, readSharedConfig, type SharedProfile } from '../../shared-config/index.ts'
import { outputs } from '../issue/flags.ts'
import { createJoinedLeases, joinedFolder } from '../../joined/index.ts'
import { shells } from './shells.ts'

type Value = readonly [word: string, brief?: string]

/** What a flag takes, or a command's own words, by what stands before: `undefined` where the words are not known here. */
export function valuesOf(words: readonly string[], env: Environment): readonly Value[] | undefined {
  const before = words.at(-2) ?? ''
  if (before.startsWith('-')) return byFlag[before]?.(env, words)
  const command = words.slice(0, -1).join(' ')
  if (words.at(-1)?.startsWith('-') === true) return undefined
  if (/^(?:issue|exec|process|console|doctor)$/.test(command)) return requestNames(env)
  if (command === 'completion') return shells.map((shell) => [shell])
  if (/^profile remove(?: |$)/.test(command)) {
    return profiles(env)
      .filter(({ settings }) => settings.get(ownerKey) === ownerValue)
      .map(({ name }) => [name, 'written by hallpass'])
  }
  return undefined
}

const byFlag: Readonly<
  Record<string, ((env: Environment, words: readonly string[]) => readonly Value[] | undefined) | undefined>
> = {
  '--source-profile': allProfiles,
  '--profile': allProfiles,
  '--lease': joined,
  '--role-arn': roles,
  '-r': roles,
  '--output': byCommand('issue', () => outputs.map((output) => [output])),
  '-o': byCommand('issue', () => outputs.map((output) => [output])),
  '--preset': () => setupPresets.map(({ name, summary }) => [name, summary]),
  '--region': () => regions.map((region) => [region]),
}

function byCommand(name: string, values: () => readonly Value[]) {
  return (_env: Environment, words: readonly string[]) => (words[0] === name ? values() : undefined)
}

/** Those that people teach in; any other can be typed. */
const regions = [
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
] as const

function allProfiles(env: Environment): readonly Value[] {
  return profiles(env).map(({ name, settings }) => [name, settings.get('role_arn') ?? ''])
}

function joined(env: Environment): readonly Value[] {
  return createJoinedLeases(joinedFolder(env))
    .list()
    .map(({ profile, workshop }) => [profile, workshop])
}

function roles(env: Environment): readonly Value[] {
  const arns = profiles(env).flatMap(({ name, settings }): Value[] => {
    const arn = settings.get('role_arn')
    return arn === undefined ? [] : [[arn, `of profile ${name}`]]
  })
  return [...configuredRoles(), ...arns]
}

function configuredRoles(): readonly Value[] {
  try {
    const { setup } = readConfig().config
    return (setup?.roles ?? (setup ? [{}] : [])).map(({ name = 'InstruqtS3Access' }) => [
      name,
      `by ${configFileName}`,
    ])
  } catch {
    return []
  }
}

/** Where there are none, flags are what a line goes on with. */
function requestNames(env: Environment): readonly Value[] | undefined {
  try {
    const requests = readRequests(env)
    if (requests.length === 0) return undefined
    return requests.map(({ name, request }) => [name, request.roleArn ?? 'a request'])
  } catch {
    return undefined
  }
}

function profiles(env: Environment): readonly SharedProfile[] {
  try {
    return [...readSharedConfig({ env }).profiles.values()]
  } catch {
    return []
  }
}
