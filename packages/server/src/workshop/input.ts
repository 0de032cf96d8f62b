import { HallpassError } from 'hallpass'
import type { JoinMode } from '../store/index.ts'
import { checkTemplate } from './template.ts'

/** An account and the role in it that a workshop hands out. */
export interface WorkshopRole {
  /** 12 digits. */
  readonly accountId: string
  readonly roleArn: string
}

/** What a workshop is made from. */
export interface WorkshopInput {
  /** 1 to 200 characters. */
  readonly name: string
  /** At least one. Leases are for the first, unless they name another. */
  readonly roles: readonly WorkshopRole[]
  /** Who makes the sessions: the name of an issuer of the server. Default `default`, where it has one. */
  readonly issuer?: string | undefined
  readonly startsAt: Date
  /** At most a year after the start. */
  readonly endsAt: Date
  /** An IANA name such as `Europe/Berlin`: in which the times are shown. Default `UTC`. */
  readonly timeZone?: string | undefined
  /** Leases that can be alive at the same time: 1 to 10,000. */
  readonly seats: number
  /** How long a session lasts, in seconds: 900 to 43,200. Default 3,600. */
  readonly durationSeconds?: number | undefined
  /** A policy that narrows every session, as JSON, with `${participant}`, `${workshop}`, `${lease}`. */
  readonly sessionPolicy?: string | null | undefined
  /** Tags for every session, their values with the same variables; besides `workshop`, `participant`, `lease`. */
  readonly sessionTags?: Readonly<Record<string, string>> | undefined
  /** The regions that sessions are kept to, by a session policy; the console opens in the first. Empty: all. */
  readonly regions?: readonly string[] | undefined
  readonly consoleAllowed?: boolean | undefined
  /** Who may join by themselves: nobody, whoever has the code, or whoever has the link. Default `closed`. */
  readonly joinMode?: JoinMode | undefined
  /** How many may join by themselves at most. */
  readonly joinCap?: number | null | undefined
}

const maxTags = 47
const ownTags = new Set(['workshop', 'participant', 'lease'])
const maxPolicyCharacters = 2048
const dayMs = 86_400_000

/**
 * What a schema cannot tell: how the fields go together.
 *
 * @throws HallpassError `InvalidInput`, with the field's name
 */
export function checkWorkshop(input: WorkshopInput): void {
  const length = input.endsAt.getTime() - input.startsAt.getTime()
  check('endsAt', length > 0, 'the end is not after the start', 'choose an end that is later than the start')
  check('endsAt', length <= 366 * dayMs, 'it lasts more than a year', 'end it sooner')
  check(
    'timeZone',
    input.timeZone === undefined || isTimeZone(input.timeZone),
    `there is no time zone of that name`,
    'use an IANA name such as Europe/Berlin',
  )
  for (const { roleArn, accountId } of input.roles) {
    check(
      'roles',
      roleArn.split(':')[4] === accountId,
      'the role is in another account than the one beside it',
      'take the account from the ARN',
    )
  }
  const arns = input.roles.map(({ roleArn }) => roleArn)
  check('roles', new Set(arns).size === arns.length, 'a role comes twice', 'leave one of them')
  checkSessionPolicy(input.sessionPolicy)
  checkSessionTags(input.sessionTags ?? {})
}

function checkSessionPolicy(policy: string | null | undefined): void {
  if (policy === null || policy === undefined) return
  checkTemplate('sessionPolicy', policy)
  check(
    'sessionPolicy',
    policy.length <= maxPolicyCharacters,
    `the session policy has ${policy.length} characters; AWS takes ${maxPolicyCharacters}`,
    'leave out white space, or put what is the same for everyone into the role',
  )
  check('sessionPolicy', isObject(policy), 'the session policy is not a JSON object', 'check its brackets')
}

function checkSessionTags(tags: Readonly<Record<string, string>>): void {
  const keys = Object.keys(tags)
  check(
    'sessionTags',
    keys.length <= maxTags,
    `there are ${keys.length} tags; ${maxTags} is the most`,
    'use fewer',
  )
  const taken = keys.find((key) => ownTags.has(key.toLowerCase()))
  check('sessionTags', taken === undefined, `the tag ${taken} is set for every session`, 'leave it out')
  for (const value of Object.values(tags)) checkTemplate('sessionTags', value)
}

function isTimeZone(name: string): boolean {
  try {
    // An offset such as +02:00 is taken here too, and knows nothing of summer.
    return /^[A-Za-z]/.test(new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone)
  } catch {
    return false
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function check(name: string, holds: boolean, problem: string, hint: string): void {
  if (!holds) throw new HallpassError('InvalidInput', problem, { hint, facts: { name } })
}
