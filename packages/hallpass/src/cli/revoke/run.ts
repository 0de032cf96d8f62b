import { nearestName } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import {
  listRevocations,
  parseMoment,
  pruneRevocations,
  type ResumedSessions,
  resumeSessions,
  revokeAllBefore,
  type Revoked,
  type RevokedSessions,
  type RevokeOptions,
  revokeSessions,
  whenFull,
} from '../../revoke/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import { readList } from '../issue/each-list.ts'
import { secondFactor } from '../issue/second-factor.ts'
import type { CommandContext } from '../terminal/context.ts'
import { withOwnProfile } from '../terminal/own-profile.ts'
import { exitCodes } from '../terminal/exit-codes.ts'
import { refuseMixed, type RevokeFlags, type RevokeOfRole } from './flags.ts'
import { type DoubtfulName, readKnownNames } from './known-names.ts'
import { jsonOf, minute, second, words, type Outcome } from './words.ts'

/** `hallpass revoke`: ends the sessions of names, or everyone's before a moment; takes it back; tells and prunes. */
export async function runRevoke(context: CommandContext, given: RevokeFlags): Promise<void> {
  refuseMixed(given)
  const flags = await withRoleOf(context, given)
  const { env, now, signal, output } = context
  const factor = secondFactor(context, flags)
  const options: RevokeOptions = {
    roleArn: flags.roleArn,
    sourceProfile: flags.sourceProfile,
    region: flags.region,
    env,
    now,
    signal,
    mfaCode: factor.mfaCode,
    mfaSession: factor.mfaSession,
  }
  const sessions = await namesOf(context, flags)
  const known = sessions && !flags.undo ? readKnownNames(context, flags) : undefined
  let outcome: Outcome = { roleArn: flags.roleArn }
  if (sessions && flags.undo) {
    outcome = { ...outcome, resumed: await resumeSessions({ ...options, sessions }) }
  } else if (sessions) {
    const names = await revokeSessions({ ...options, sessions, allowNew: flags.allowNew })
    outcome = { ...outcome, names, doubtful: known?.doubtful(sessions) }
  } else if (flags.allBefore !== undefined) {
    const before = parseMoment(flags.allBefore, now(), '--all-before')
    outcome = { ...outcome, everyone: await revokeAllBefore({ ...options, before }) }
  }
  if (flags.prune) outcome = { ...outcome, left: await pruneRevocations(options) }
  else if (flags.list) outcome = { ...outcome, left: await listRevocations(options) }
  await forgetSessions(context, outcome)
  output.result(flags.json ? jsonOf(outcome) : words(outcome))
  if (outcome.names) explainNames(context, flags, outcome.names)
  if (outcome.doubtful) explainDoubt(context, flags, outcome.doubtful)
  if (outcome.everyone) explainEveryone(context, outcome.everyone)
  if (outcome.resumed) await explainResumed(context, options, outcome.resumed)
}

/** The role, as `hallpass issue` finds it. */
async function withRoleOf(context: CommandContext, given: RevokeFlags): Promise<RevokeOfRole> {
  const { roleArn, sourceProfile, region } = given
  const { withRole } = await import('../issue/role.ts')
  const found = await withRole(context, {
    roleArn,
    sourceProfile,
    region,
    output: 'json',
    force: false,
    link: false,
  })
  return { ...given, roleArn: found.roleArn, sourceProfile: found.sourceProfile, region: found.region }
}

async function namesOf(
  context: CommandContext,
  { sessionName, each, nameColumn }: RevokeFlags,
): Promise<readonly string[] | undefined> {
  if (each === undefined) return sessionName
  const people = await readList(context, { file: each, nameColumn })
  return people.map((person) => person.sessionName)
}

function explainNames(context: CommandContext, flags: RevokeOfRole, revoked: RevokedSessions): void {
  const { output } = context
  const [first] = revoked.denied
  if (first) {
    output.note(soon)
    if (flags.allowNew) output.note('sessions issued later work')
    else {
      const those = revoked.denied.length === 1 ? 'that name' : 'those names'
      output.note(
        `new sessions of ${those} are denied too, until ${minute(first.until)}: issue to ${those} no more`,
      )
    }
  }
  if (revoked.notDenied.length === 0) return
  output.error(
    `NOT ended in role ${parseRoleArn(flags.roleArn).roleName}, and still working: ${revoked.notDenied.join(', ')}`,
    withOwnProfile(whenFull(flags.roleArn, ownFlags(flags)).join('\n'), flags.sourceProfile, {
      isAdministrator: true,
    }),
  )
  context.exitWith(exitCodes.notEnded)
}

/** The flags of one's own credentials, for a command to paste. */
function ownFlags({ sourceProfile, region }: RevokeOfRole): readonly string[] {
  return Object.entries({ '--source-profile': sourceProfile, '--region': region }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`${flag} ${posixWord(value)}`],
  )
}

/** The policy is there, and may be about nobody. */
function explainDoubt(context: CommandContext, flags: RevokeOfRole, doubtful: readonly DoubtfulName[]): void {
  if (doubtful.length === 0) return
  const meant = [...new Set(doubtful.flatMap((one) => one.meant ?? []))]
  const command = [
    'hallpass revoke',
    '--role-arn',
    flags.roleArn,
    ...meant.map((name) => `-s ${posixWord(name)}`),
  ]
  context.output.error(
    `denied, and never issued under that name from here: ${doubtful.map(({ name }) => name).join(', ')}`,
    [
      'AWS compares names to the letter: whoever is meant may still be working',
      ...(meant.length > 0
        ? [`issued was ${meant.join(', ')}: ${[...command, ...ownFlags(flags)].join(' ')}`]
        : []),
    ].join('\n'),
  )
  context.exitWith(exitCodes.notEnded)
}

function explainEveryone({ output }: CommandContext, { until, deniedAsOf }: Revoked): void {
  if (until <= deniedAsOf) return
  output.note(soon)
  output.note('sessions issued later work, whatever their name; names that were revoked stay denied')
  output.note('to issue to a whole list anew, add --force to hallpass issue --each')
}

async function explainResumed(
  { output }: CommandContext,
  options: RevokeOptions,
  { resumed, notDenied, everyoneBefore }: ResumedSessions,
): Promise<void> {
  if (notDenied.length > 0) {
    const { revocations } = await listRevocations(options)
    const names = revocations.flatMap(({ sessionName }) => sessionName ?? [])
    const near = notDenied.flatMap((name) => nearestName(name, names) ?? [])
    output.warning(
      `not denied by name: ${notDenied.join(', ')}`,
      near.length > 0 ? `did you mean ${near.join(', ')}? names are compared to the letter` : undefined,
    )
  }
  if (resumed.length > 0) output.note(soon)
  if (everyoneBefore) {
    output.note(`what was issued before ${second(everyoneBefore)} stays ended for everyone: issue anew`)
  }
}

const soon = 'AWS applies it within seconds mostly, and may take minutes'

/** Sessions of ours that are kept for later commands are not handed out any more. */
async function forgetSessions(context: CommandContext, { roleArn, names, everyone }: Outcome): Promise<void> {
  if (!names && !everyone) return
  const { createSessionCache, sessionCacheFolder } = await import('../../session-cache/index.ts')
  const cache = createSessionCache({ folder: sessionCacheFolder(context.env), now: context.now })
  if (everyone) await cache.forget({ roleArn, sessionName: undefined })
  for (const { sessionName } of names?.denied ?? []) {
    if (sessionName !== undefined) await cache.forget({ roleArn, sessionName })
  }
}
