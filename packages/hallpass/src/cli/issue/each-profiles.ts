import { HallpassError } from '../../base/index.ts'
import { createProfileBatch } from '../../each/index.ts'
import { checkProfiles, listOwnedProfiles } from '../../profile/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { Person } from '../../people/index.ts'
import { splitWarning } from '../terminal/warn-of-split.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { Destination } from './each-destination.ts'
import type { WithRole } from './role.ts'
import { identityCommand } from './tell-written.ts'

/**
 * The credentials file, with one profile for each person.
 *
 * @throws HallpassError `ProfileFileUnreadable`, `ProfileFileMalformed`; `ProfileNotOwned`, listing the rows whose
 * profile is somebody else's
 */
export function profilesDestination(
  context: CommandContext,
  flags: WithRole,
  people: readonly Person[],
): Destination {
  const { env } = context
  const { force } = flags
  refuseOthers(people, checkProfiles({ profiles: people.map(profileOf), force, env }))
  const owned = new Map(listOwnedProfiles({ env, now: context.now }).map((one) => [one.profile, one]))
  const warnOfSplit = splitWarning(context)
  const batch = createProfileBatch({ env, force })
  const { partition, account, roleName } = parseRoleArn(flags.roleArn)
  const arnOf = (person: Person): string =>
    `arn:${partition.id}:sts::${account}:assumed-role/${roleName}/${person.sessionName}`
  let example: string | undefined
  return {
    goodUntil: (person) => {
      const found = owned.get(profileOf(person))
      return found?.assumedRoleArn === arnOf(person) ? found.expiresAt : undefined
    },
    save: (session, person) => {
      example ??= identityCommand(profileOf(person), session.endpoint)
      return batch.write({ profile: profileOf(person), session })
    },
    keep: () => Promise.resolve(),
    finish: () => Promise.resolve(warnOfSplit),
    close: () => Promise.resolve(),
    withoutLink: () => undefined,
    told: () => [
      'the keys are in the credentials file, a profile for each person',
      ...(example === undefined ? [] : [`try one: ${example}`]),
    ],
  }
}

function profileOf(person: Person): string {
  return person.profile ?? person.sessionName
}

function refuseOthers(people: readonly Person[], outcomes: ReadonlyMap<string, unknown>): void {
  const refused = people.flatMap((person) => {
    const outcome = outcomes.get(profileOf(person))
    return outcome instanceof HallpassError ? [{ row: person.row, outcome }] : []
  })
  const [first] = refused
  if (first === undefined) return
  const rows = refused.length === 1 ? 'a row' : `${refused.length} rows`
  throw new HallpassError(first.outcome.code, `${rows} cannot have a profile; nothing was sent`, {
    hint: [
      ...refused.map(({ row, outcome }) => `row ${row}: ${outcome.message}`),
      'name others in a column profile, or replace the keys of profiles that are not ours with --force',
    ].join('\n'),
    facts: first.outcome.facts,
  })
}
