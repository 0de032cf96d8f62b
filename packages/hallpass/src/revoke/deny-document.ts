import { isoSeconds, isRecord } from '../base/index.ts'
import type { Denial } from './denial.ts'

/** What one of our policies says. */
export interface DenialPolicy {
  readonly denials: readonly Denial[]
  /**
   * Whether it holds {@link spareSize} characters that deny nobody. IAM counts them, so no number of writers at
   * once can fill a role to the brim; whoever needs room to pack takes them out.
   */
  readonly spare: boolean
}

/** Enough to copy two pages of one name each into one, or for two pages that deny everyone. */
export const spareSize = 500

const spareText = '-'.repeat(spareSize - '"",'.length)

/**
 * The policy that denies: a statement for each end and each moment of issue. The end is in its Sid, where IAM
 * takes letters and digits only: `Until20261123T1200Z`. Without white space, so its length is its size. What is
 * spare is a userid that no session can have; a policy without userids has nothing spare.
 *
 * Source: "Disabling permissions for temporary security credentials", IAM user guide.
 */
export function renderPolicy({ denials, spare }: DenialPolicy): string {
  const groups = new Map<string, Denial[]>()
  for (const denial of denials) {
    const key = `${denial.until.getTime()} ${denial.before?.getTime() ?? ''} ${denial.userId === undefined}`
    groups.set(key, [...(groups.get(key) ?? []), denial])
  }
  const used = new Map<string, number>()
  const toSpare = spare ? [spareText] : []
  const Statement = [...groups.values()].map((group) => {
    const sid = endSid(group)
    const count = (used.get(sid) ?? 0) + 1
    used.set(sid, count)
    const userIds = group.flatMap(({ userId }) => (userId === undefined ? [] : [userId])).toSorted()
    if (userIds.length > 0) userIds.push(...toSpare.splice(0))
    // A policy may not have the same Sid twice.
    return statement(count === 1 ? sid : `${sid}n${count}`, userIds, group[0]?.before)
  })
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

/** A policy that we wrote; `undefined` for any other document, however close. */
export function parsePolicy(text: string): DenialPolicy | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!hasExactly(value, ['Version', 'Statement']) || value['Version'] !== '2012-10-17') return undefined
  const statements = value['Statement']
  if (!Array.isArray(statements) || statements.length === 0) return undefined
  const read: DenialPolicy[] = []
  for (const one of statements) {
    const policy = readStatement(one)
    if (!policy) return undefined
    read.push(policy)
  }
  return { denials: read.flatMap(({ denials }) => denials), spare: read.some(({ spare }) => spare) }
}

/** The size that IAM's quota is about: characters, white space not counted. */
export function policySize(text: string): number {
  return text.replaceAll(/\s/g, '').length
}

function statement(Sid: string, userIds: readonly string[], before: Date | undefined): object {
  return {
    Sid,
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: {
      ...(userIds.length > 0 && { StringEquals: { 'aws:userid': userIds } }),
      ...(before && { DateLessThan: { 'aws:TokenIssueTime': isoSeconds(before) } }),
    },
  }
}

function readStatement(value: unknown): DenialPolicy | undefined {
  if (!hasExactly(value, ['Sid', 'Effect', 'Action', 'Resource', 'Condition'])) return undefined
  const { Sid, Effect, Action, Resource, Condition } = value
  const until = typeof Sid === 'string' ? readEnd(Sid) : undefined
  if (!until || Effect !== 'Deny' || Action !== '*' || Resource !== '*' || !isRecord(Condition)) {
    return undefined
  }
  const operators = Object.keys(Condition)
  if (operators.length === 0) return undefined
  let before: Date | undefined
  let userIds: readonly (string | undefined)[] = [undefined]
  let spare = false
  for (const operator of operators) {
    const operand = Condition[operator]
    if (operator === 'StringEquals') {
      const list = hasExactly(operand, ['aws:userid']) ? operand['aws:userid'] : undefined
      if (!Array.isArray(list)) return undefined
      spare = list.includes(spareText)
      const rest: readonly unknown[] = spare ? list.filter((entry) => entry !== spareText) : list
      if (!isUserIds(rest)) return undefined
      userIds = rest
    } else if (operator === 'DateLessThan') {
      before = hasExactly(operand, ['aws:TokenIssueTime'])
        ? readMoment(operand['aws:TokenIssueTime'])
        : undefined
      if (!before) return undefined
    } else return undefined
  }
  return { denials: userIds.map((userId) => ({ userId, before, until })), spare }
}

function endSid(group: readonly Denial[]): string {
  const end = group[0]?.until ?? new Date(0)
  return `Until${end.toISOString().slice(0, 16).replaceAll(/[-:]/g, '')}Z`
}

function readEnd(sid: string): Date | undefined {
  const match = /^Until(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z(?:n\d{1,4})?$/.exec(sid)
  const [, year, month, day, hours, minutes] = match ?? []
  return match ? readMoment(`${year}-${month}-${day}T${hours}:${minutes}:00Z`) : undefined
}

function readMoment(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return undefined
  const date = new Date(value)
  // Not only invalid dates are refused, but also 30 February, which would be taken for March.
  return !Number.isNaN(date.getTime()) && isoSeconds(date) === value ? date : undefined
}

function isUserIds(list: readonly unknown[]): list is readonly string[] {
  return (
    list.length > 0 &&
    list.every((entry) => typeof entry === 'string' && /^AROA\w{4,124}:[\w+=,.@-]{2,64}$/.test(entry))
  )
}

function hasExactly(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  return (
    isRecord(value) &&
    Object.keys(value).length === names.length &&
    names.every((name) => Object.hasOwn(value, name))
  )
}
