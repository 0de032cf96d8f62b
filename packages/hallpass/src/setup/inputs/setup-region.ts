import { HallpassError, nonEmpty, shownValue, type Environment } from '../../base/index.ts'
import type { SetupConfig } from '../../config/index.ts'
import { loadSettings, partitionOfRegion } from '../../settings/index.ts'
import type { SetupArguments } from './setup-arguments.ts'

/**
 * Where the set-up's clients work. Strongest first: the argument, the configuration file, `AWS_REGION`,
 * `AWS_DEFAULT_REGION`, the profile's `region`, `eu-west-1`.
 *
 * @throws HallpassError `InvalidInput`
 */
export function setupRegion(
  given: Pick<SetupArguments, 'region' | 'sourceProfile'>,
  setup: SetupConfig,
  env: Environment | undefined,
): { readonly region: string; readonly partition: string } {
  const [region, by] = find(given, setup, env)
  const partition = partitionOfRegion(region)
  if (partition) return { region, partition: partition.id }
  throw new HallpassError('InvalidInput', `${by} ${shownValue(region)} is not a region`, {
    hint: 'a region looks like eu-west-1',
    facts: { name: by },
  })
}

function find(
  given: Pick<SetupArguments, 'region' | 'sourceProfile'>,
  setup: SetupConfig,
  env: Environment | undefined,
): readonly [region: string, by: string] {
  if (given.region !== undefined) return [given.region, '--region']
  if (setup.region !== undefined) return [setup.region, 'setup.region']
  if (env === undefined) return ['eu-west-1', '--region']
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = nonEmpty(env[name])
    if (value !== undefined) return [value, name]
  }
  const settings = loadSettings({ env, sourceProfile: given.sourceProfile ?? setup.sourceProfile })
  const region = settings.profile()?.settings.get('region')
  return region === undefined
    ? ['eu-west-1', '--region']
    : [region, `region of profile ${settings.profileName}`]
}
