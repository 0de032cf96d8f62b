import { randomBytes as cryptoRandomBytes } from 'node:crypto'
import { HallpassError } from '../base/index.ts'
import { checkSessionName } from '../issue/index.ts'
import { parseRoleArn } from '../settings/index.ts'
import { sleepFor } from '../wire/index.ts'
import { endOfLife, hasLapsed, roundedEnd, type Denial } from './denial.ts'
import { deny, tidy, type Writing } from './deny.ts'
import { openIam, type IamOptions } from './iam.ts'
import { openRole, type RolePolicies } from './role-policies.ts'

/** Where to revoke, and with whose credentials. */
export interface RevokeOptions extends IamOptions {
  /** The role that was handed out, as a whole ARN. */
  readonly roleArn: string
  /** Stands in for `node:crypto`'s: policies are named by it. */
  readonly randomBytes?: ((size: number) => Uint8Array) | undefined
}

/** Whose sessions to end. */
export interface RevokeSessionOptions extends RevokeOptions {
  readonly sessionName: string
  /**
   * `true`: only the sessions that exist now are ended, and later ones under this name work. Takes more room on
   * the role. Default `false`: the name is denied until the revocation lapses, so that nothing that renews keys
   * by itself undoes it.
   */
  readonly allowNew?: boolean | undefined
  /**
   * When the last of the name's keys and console sessions ends, where the caller knows it better than "at most
   * 24 h 15 min from now" (12 h of keys, 15 min of a console link, 12 h of console).
   */
  readonly aliveUntil?: Date | undefined
}

/** Whose sessions to end: everyone's. */
export interface RevokeAllOptions extends RevokeOptions {
  /** Sessions issued before this moment are ended. Default: now, by AWS's clock. Not later than that. */
  readonly before?: Date | undefined
}

/** What is denied. AWS applies it within seconds mostly, and may take minutes. */
export interface Revocation {
  readonly roleArn: string
  /** `undefined`: everyone's sessions. */
  readonly sessionName: string | undefined
  /** Only sessions issued before this moment; `undefined`: later ones too. */
  readonly before: Date | undefined
  /** When nothing of it can be alive any more: then it may be pruned. */
  readonly until: Date
}

/** A revocation that was written and read back. */
export interface Revoked extends Revocation {
  /** When it was read back, by AWS's clock. */
  readonly deniedAsOf: Date
  /**
   * Whether the role had no room for the one session that was asked for, so that everyone's sessions are denied
   * instead: `sessionName` is `undefined` then.
   */
  readonly fellBack: boolean
}

/** What pruning did. */
export interface Pruned {
  readonly roleArn: string
  /** What is still denied: everyone first, then by name. */
  readonly revocations: readonly Revocation[]
}

/**
 * Ends a session before its time: everything is denied to sessions of this name, by an inline policy of the
 * role. It is written beside what is there, packed, and read back; any number of revocations at once lose
 * nothing of one another (docs/revoke.md has the argument). When the role has no room for one more name,
 * everyone's sessions issued until now are denied instead: see {@link Revoked.fellBack}.
 *
 * Sessions that were chained from this one go by another `aws:userid` and are not ended.
 *
 * Source: "Disabling permissions for temporary security credentials", IAM user guide; "IAM and AWS STS quotas".
 *
 * @throws HallpassError `InvalidInput`, `PolicyNotOwned`, `RoleFull`; `AccessDenied`, `AwsRefused` and others
 * from IAM; as `issue()` for the caller's own credentials and the network
 */
export async function revokeSession(options: RevokeSessionOptions): Promise<Revoked> {
  checkSessionName(options.sessionName)
  const opened = await open(options)
  const { role, writing, now } = opened
  const { allowNew = false, aliveUntil = endOfLife(now) } = options
  if (!(aliveUntil > now)) {
    throw new HallpassError('InvalidInput', 'aliveUntil has passed: there is nothing to revoke')
  }
  const denial: Denial = {
    userId: `${role.roleId}:${options.sessionName}`,
    before: allowNew ? now : undefined,
    until: roundedEnd(aliveUntil),
  }
  if (await deny(role, denial, writing)) return revoked(opened, denial)
  return { ...(await denyEveryone(opened, now)), fellBack: true }
}

/**
 * Ends every session of a role that was issued before a moment. Sessions issued later work.
 *
 * Source: "Revoking IAM role temporary security credentials", IAM user guide.
 *
 * @throws HallpassError as {@link revokeSession}
 */
export async function revokeAllBefore(options: RevokeAllOptions): Promise<Revoked> {
  const { before: asked } = options
  if (asked && Number.isNaN(asked.getTime())) throw new TypeError('before is no date')
  const opened = await open(options)
  const { now } = opened
  const before = asked ? wholeSecondFrom(asked) : now
  if (before > now) {
    throw new HallpassError('InvalidInput', 'the moment to revoke before is in the future', {
      hint: `it is ${now.toISOString()} at AWS: use --all-before now`,
      facts: { name: '--all-before' },
    })
  }
  return denyEveryone(opened, before)
}

/**
 * Takes out of a role's policies what has lapsed, and packs what is left. Every revocation does as much of it
 * as it needs; nothing depends on its being called.
 *
 * @throws HallpassError as {@link revokeSession}
 */
export async function pruneRevocations(options: RevokeOptions): Promise<Pruned> {
  const { role, writing } = await open(options)
  const pages = await tidy(role, writing)
  const revocations = pages.flatMap(({ denials }) => denials.map((denial) => revocation(role, denial)))
  return {
    roleArn: role.role.arn,
    revocations: revocations.toSorted((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1)),
  }
}

interface Opened {
  readonly role: RolePolicies
  readonly writing: Writing
  /** The second after AWS answered: everything issued before the question was asked is older. */
  readonly now: Date
  readonly lastAnswerAt: () => Date
}

async function open(options: RevokeOptions): Promise<Opened> {
  const arn = parseRoleArn(options.roleArn)
  const iam = await openIam(options, arn.partition)
  const role = await openRole(iam, arn)
  const { random = Math.random, sleep = sleepFor } = options.wire ?? {}
  const { randomBytes = cryptoRandomBytes, signal } = options
  const now = wholeSecondFrom(new Date(iam.lastAnswerAt().getTime() + 1))
  const writing = { now, random, sleep, signal, randomBytes }
  return { role, writing, now, lastAnswerAt: iam.lastAnswerAt }
}

async function denyEveryone(opened: Opened, before: Date): Promise<Revoked> {
  const { role, writing, now } = opened
  const denial: Denial = { userId: undefined, before, until: roundedEnd(endOfLife(before)) }
  if (hasLapsed(denial, now) || (await deny(role, denial, writing))) return revoked(opened, denial)
  throw new HallpassError('RoleFull', `role ${role.role.roleName} has no room for a revocation`, {
    hint: [
      'its inline policies have 10,240 characters together: move others into a managed policy, then run this again',
      'to stop everyone now, later sessions too: attach the managed policy AWSDenyAll to the role',
    ].join('\n'),
  })
}

function revoked({ role, lastAnswerAt }: Opened, denial: Denial): Revoked {
  return { ...revocation(role, denial), deniedAsOf: lastAnswerAt(), fellBack: false }
}

function revocation(role: RolePolicies, { userId, before, until }: Denial): Revocation {
  const sessionName = userId?.slice(userId.indexOf(':') + 1)
  return { roleArn: role.role.arn, sessionName, before, until }
}

function sortKey({ sessionName = '', before }: Revocation): string {
  return `${sessionName} ${before?.toISOString()}`
}

// TokenIssueTime is in whole seconds: what was issued within the second of the moment counts as before it.
function wholeSecondFrom(moment: Date): Date {
  return new Date(Math.ceil(moment.getTime() / 1000) * 1000)
}
