import { HallpassError, shownValue, nonEmpty, wrappedHint } from '../base/index.ts'
import { partitionOfRegion, type Partition } from './partitions.ts'
import type { Settings } from './settings.ts'

/**
 * The region to call. Strongest first: the argument, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's
 * `region`, the partition's default.
 *
 * @throws HallpassError `InvalidInput` for a region of a wrong form or of another partition than the role's
 */
export function resolveRegion(
  settings: Settings,
  partition: Partition,
  argument: string | undefined,
): string {
  const [region, by, name = by] = find(settings, partition, argument)
  if (!/^[a-z]{2,}(?:-[a-z0-9]+)+-\d{1,2}$/.test(region) || region.length > 40) {
    throw new HallpassError('InvalidInput', `${by} ${shownValue(region)} is not a region`, {
      hint: wrappedHint(region) ?? `a region looks like ${partition.defaultRegion}`,
      facts: { name },
    })
  }
  const other = partitionOfRegion(region)
  if (other && other.id !== partition.id) {
    throw new HallpassError(
      'InvalidInput',
      `${by} ${region} is in partition ${other.id}, and the role is in partition ${partition.id}`,
      {
        hint: `add --region with a region of the role's partition, such as ${partition.defaultRegion}`,
        facts: { name },
      },
    )
  }
  return region
}

function find(
  settings: Settings,
  partition: Partition,
  argument: string | undefined,
): readonly [region: string, by: string, name?: string] {
  if (argument !== undefined) return [argument, '--region', 'region']
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = nonEmpty(settings.env[name])
    if (value) return [value, name]
  }
  const profile = settings.profile()?.settings.get('region')
  if (profile) return [profile, `region of profile ${settings.profileName}`]
  return [partition.defaultRegion, 'region']
}
