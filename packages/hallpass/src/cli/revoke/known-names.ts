import { HallpassError, nearestName } from '../../base/index.ts'
import { issuedNames } from '../../each/index.ts'
import { listOwnedProfiles } from '../../profile/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { RevokeOfRole } from './flags.ts'

/** A name that was asked for, of which this machine knows better. */
export interface DoubtfulName {
  readonly name: string
  /** Who was issued to and may be meant. */
  readonly meant: string | undefined
}

/** What this machine knows of whom a role was handed out to: a folder of `issue --each`, and the profiles. */
export interface KnownNames {
  /** The names among these that were never issued as they are spelt, as far as that can be told. */
  doubtful(names: readonly string[]): readonly DoubtfulName[]
}

/**
 * Reads whom a role was handed out to from here. With `--issued` its folder tells of everyone; the profiles in the
 * credentials file tell of those alone whose name is spelt otherwise.
 *
 * @throws HallpassError `InvalidInput`, `OutputUnwritable` for the folder of `--issued`
 */
export function readKnownNames(context: CommandContext, flags: RevokeOfRole): KnownNames {
  const all = flags.issued === undefined ? undefined : issuedNames(flags.issued, flags.roleArn)
  const known = new Set([...(all ?? []), ...namesOfProfiles(context, flags.roleArn)])
  return {
    doubtful: (names) =>
      names.flatMap((name) => {
        if (known.has(name)) return []
        const twin = [...known].find((one) => one.toLowerCase() === name.toLowerCase())
        if (twin !== undefined) return [{ name, meant: twin }]
        return all === undefined ? [] : [{ name, meant: nearestName(name, [...all]) }]
      }),
  }
}

function namesOfProfiles({ env, now }: CommandContext, roleArn: string): readonly string[] {
  const { partition, account, roleName } = parseRoleArn(roleArn)
  const prefix = `arn:${partition.id}:sts::${account}:assumed-role/${roleName}/`
  try {
    return listOwnedProfiles({ env, now }).flatMap(({ assumedRoleArn }) =>
      assumedRoleArn?.startsWith(prefix) ? [assumedRoleArn.slice(prefix.length)] : [],
    )
  } catch (error) {
    // A file that cannot be read knows nothing.
    if (error instanceof HallpassError) return []
    throw error
  }
}
