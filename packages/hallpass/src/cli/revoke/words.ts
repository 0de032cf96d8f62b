import { jsonText } from '../../base/index.ts'
import type {
  ResumedSessions,
  Revocation,
  Revocations,
  Revoked,
  RevokedSessions,
} from '../../revoke/index.ts'
import { parseRoleArn } from '../../settings/index.ts'
import type { DoubtfulName } from './known-names.ts'
import { table } from '../terminal/table.ts'

/** What a call of `hallpass revoke` came to. */
export interface Outcome {
  readonly roleArn: string
  readonly names?: RevokedSessions | undefined
  /** Names that were denied, and were never issued as they are spelt. */
  readonly doubtful?: readonly DoubtfulName[] | undefined
  readonly everyone?: Revoked | undefined
  readonly resumed?: ResumedSessions | undefined
  readonly left?: Revocations | undefined
}

/** The result for people: what was read back, and nothing else. */
export function words({ roleArn, names, everyone, resumed, left }: Outcome): string {
  const { roleName } = parseRoleArn(roleArn)
  const lines: string[] = []
  if (names) {
    const [one, ...others] = names.denied
    const as = `denied in role ${roleName} as of ${second(names.deniedAsOf)}:`
    if (one && others.length === 0) lines.push(`${as} ${who(one)}\n`)
    if (one && others.length > 0) lines.push(`${as}\n`, listed(names.denied))
  }
  if (everyone && everyone.until <= everyone.deniedAsOf) {
    lines.push(`nothing of role ${roleName} that was issued before ${minute(everyone.before)} can be alive\n`)
  } else if (everyone) {
    lines.push(`denied in role ${roleName} as of ${second(everyone.deniedAsOf)}: ${who(everyone)}\n`)
  }
  if (resumed && resumed.resumed.length > 0) {
    lines.push(`no longer denied in role ${roleName}: ${resumed.resumed.join(', ')}\n`)
  }
  if (left) {
    const nobody = left.revocations.length === 0
    lines.push(nobody ? `nothing is revoked in role ${roleName}\n` : `revoked in role ${roleName}:\n`)
    lines.push(listed(left.revocations))
  }
  return lines.join('')
}

/** The result for programs: one object. */
export function jsonOf({ roleArn, names, doubtful, everyone, resumed, left }: Outcome): string {
  const answer = {
    roleArn,
    ...(names && {
      denied: names.denied.map(plain),
      notDenied: names.notDenied,
      neverIssued: (doubtful ?? []).map(({ name }) => name),
      deniedAsOf: names.deniedAsOf.toISOString(),
    }),
    ...(everyone && {
      denied: everyone.until > everyone.deniedAsOf ? [plain(everyone)] : [],
      notDenied: [],
      deniedAsOf: everyone.deniedAsOf.toISOString(),
    }),
    ...(resumed && {
      resumed: resumed.resumed,
      wasNotDenied: resumed.notDenied,
      everyoneBefore: resumed.everyoneBefore?.toISOString() ?? null,
    }),
    ...(left && { left: left.revocations.map(plain) }),
  }
  return jsonText(answer)
}

/** A moment for people, to the second. */
export function second(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A moment for people, to the minute. */
export function minute(date: Date | undefined): string {
  return date ? `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'now'
}

function listed(revocations: readonly Revocation[]): string {
  return table(revocations.map((one) => [`  ${who(one)}`, `until ${minute(one.until)}`]))
}

function who({ sessionName, before }: Revocation): string {
  const whose = sessionName === undefined ? 'sessions' : `sessions of ${sessionName}`
  return before === undefined ? whose : `${whose} issued before ${second(before)}`
}

function plain({ sessionName, before, until }: Revocation): object {
  return {
    sessionName: sessionName ?? null,
    before: before?.toISOString() ?? null,
    until: until.toISOString(),
  }
}
