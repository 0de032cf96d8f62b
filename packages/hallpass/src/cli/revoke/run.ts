import { HallpassError } from '../../base/index.ts'
import {
  pruneRevocations,
  revokeAllBefore,
  revokeSession,
  parseMoment,
  type Pruned,
  type Revocation,
  type Revoked,
} from '../../revoke/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { mfaCode } from '../terminal/mfa-code.ts'
import { table } from '../terminal/table.ts'

export interface RevokeFlags {
  readonly roleArn: string
  readonly sessionName?: string
  readonly allBefore?: string
  readonly allowNew?: boolean
  readonly prune?: boolean
  readonly region?: string
  readonly sourceProfile?: string
  readonly mfaToken?: string
  readonly mfaProcess?: string
  readonly json?: boolean
}

/** `hallpass revoke`: ends one name's sessions, or everyone's before a moment, and prunes what has lapsed. */
export async function runRevoke(context: CommandContext, flags: RevokeFlags): Promise<void> {
  refuseMixed(flags)
  const { env, now, signal, output } = context
  const options = {
    roleArn: flags.roleArn,
    sourceProfile: flags.sourceProfile,
    region: flags.region,
    env,
    now,
    signal,
    mfaCode: (serialNumber: string) => mfaCode(context, flags, serialNumber),
  }
  let revoked: Revoked | undefined
  if (flags.sessionName !== undefined) {
    revoked = await revokeSession({ ...options, sessionName: flags.sessionName, allowNew: flags.allowNew })
  } else if (flags.allBefore !== undefined) {
    const before = parseMoment(flags.allBefore, now(), '--all-before')
    revoked = await revokeAllBefore({ ...options, before })
  }
  const pruned = flags.prune ? await pruneRevocations(options) : undefined
  if (flags.json) output.result(`${JSON.stringify(jsonOf(revoked, pruned), null, 2)}\n`)
  else output.result(words(flags, revoked, pruned))
  if (revoked) explain(context, flags, revoked)
}

function refuseMixed({ sessionName, allBefore, allowNew, prune }: RevokeFlags): void {
  if (sessionName !== undefined && allBefore !== undefined) {
    throw new HallpassError('UsageError', '--session-name and --all-before do not go together', {
      hint: 'run it twice, or use --all-before alone: it ends every session, of whatever name',
    })
  }
  if (allowNew && sessionName === undefined) {
    throw new HallpassError('UsageError', '--allow-new goes with --session-name', {
      hint: '--all-before lets sessions work that are issued later, whatever their name',
    })
  }
  if (sessionName === undefined && allBefore === undefined && !prune) {
    throw new HallpassError('UsageError', 'say whose sessions to end', {
      hint: '--session-name NAME for one, --all-before now for everyone, --prune to clean up alone',
    })
  }
}

function words(flags: RevokeFlags, revoked: Revoked | undefined, pruned: Pruned | undefined): string {
  const { roleName } = parseRoleArn(flags.roleArn)
  const lines: string[] = []
  if (revoked && revoked.until <= revoked.deniedAsOf) {
    lines.push(`nothing of role ${roleName} that was issued before ${minute(revoked.before)} can be alive\n`)
  } else if (revoked) {
    lines.push(`denied in role ${roleName} as of ${second(revoked.deniedAsOf)}: ${who(revoked)}\n`)
  }
  if (pruned) {
    lines.push(
      pruned.revocations.length === 0
        ? `nothing is revoked in role ${roleName}\n`
        : `revoked in role ${roleName}:\n`,
      table(pruned.revocations.map((one) => [`  ${who(one)}`, `until ${minute(one.until)}`])),
    )
  }
  return lines.join('')
}

function explain({ output }: CommandContext, flags: RevokeFlags, revoked: Revoked): void {
  if (revoked.fellBack) {
    output.warning(
      `the role has no room for one more name, so everyone's sessions until now are denied, not ${flags.sessionName}'s alone`,
      [
        'whoever is to stay needs a new session; so would ' +
          `${flags.sessionName}, whose name itself is not denied: do not issue to it again`,
        'to make room: move the other inline policies of the role into a managed policy',
      ].join('\n'),
    )
  }
  if (revoked.until <= revoked.deniedAsOf) return
  output.note('AWS applies it within seconds mostly, and may take minutes')
  if (revoked.before === undefined) {
    output.note(`new sessions of that name are denied too, until ${minute(revoked.until)}`)
  } else {
    output.note('sessions issued later work')
    if (revoked.sessionName === undefined)
      output.note('to issue to a whole list anew: hallpass issue --each … --force')
  }
}

function who({ sessionName, before }: Revocation): string {
  const whose = sessionName === undefined ? 'sessions' : `sessions of ${sessionName}`
  return before === undefined ? whose : `${whose} issued before ${second(before)}`
}

function second(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

function minute(date: Date | undefined): string {
  return date ? `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'now'
}

function jsonOf(revoked: Revoked | undefined, pruned: Pruned | undefined): object {
  return {
    ...(revoked && {
      ...plain(revoked),
      deniedAsOf: revoked.deniedAsOf.toISOString(),
      fellBack: revoked.fellBack,
    }),
    ...(pruned && { roleArn: pruned.roleArn, left: pruned.revocations.map(plain) }),
  }
}

function plain({ roleArn, sessionName, before, until }: Revocation): object {
  return {
    roleArn,
    sessionName: sessionName ?? null,
    before: before?.toISOString() ?? null,
    until: until.toISOString(),
  }
}
