import { HallpassError } from 'hallpass'
import type { Database } from '../store/index.ts'

/** What the trust of a role lets us say about who a session is for. */
export interface Marks {
  readonly tags: boolean
  readonly sourceIdentity: boolean
}

/** From the most that can be said to nothing: the first that AWS takes is what the role allows. */
const candidates: readonly Marks[] = [
  { tags: true, sourceIdentity: true },
  { tags: false, sourceIdentity: true },
  { tags: true, sourceIdentity: false },
  { tags: false, sourceIdentity: false },
]

/** A role, as one issuer may hand it out: a trust tells its issuers apart. */
export interface FoundRole {
  readonly issuer: string
  readonly roleArn: string
  readonly accountId: string
}

/** What is known of each issuer and role, found out with the first session and shown in health. */
export interface RoleFindings {
  /**
   * Makes a session with as many marks as the role's trust allows.
   *
   * @throws what `attempt` throws; AWS's refusal where it takes none of them
   */
  withMarks<T>(role: FoundRole, attempt: (marks: Marks) => Promise<T>): Promise<T>
  /**
   * The same for a look that is nobody's session, whatever is known already. That it may carry more is known from then
   * on; that it may not is the caller's to tell: a trust that refuses it may well take what a lease's session carries.
   */
  explore<T>(role: FoundRole, attempt: (marks: Marks) => Promise<T>): Promise<T>
}

interface Known {
  readonly marks: Marks
  readonly checkedAtMs: number
}

const dayMs = 86_400_000
// Everybody in a class asks at once: one refusal is enough for all of them, for a while.
const refusalMs = 10_000

/** Finds out what a role's trust allows. STS alone can tell: it says no more than AccessDenied, whatever it is about. */
export function createRoleFindings(database: Database, now: () => Date): RoleFindings {
  const known = new Map<string, Known>()
  const exploring = new Map<string, Promise<unknown>>()
  const refused = new Map<string, { readonly error: unknown; readonly untilMs: number }>()

  const stored = async (role: FoundRole): Promise<Known | undefined> => {
    const row = await database
      .selectFrom('role_finding')
      .select(['session_tags_allowed', 'source_identity_allowed', 'checked_at'])
      .where('issuer', '=', role.issuer)
      .where('role_arn', '=', role.roleArn)
      .executeTakeFirst()
    const { session_tags_allowed: tags = null, source_identity_allowed: sourceIdentity = null } = row ?? {}
    if (row === undefined || tags === null || sourceIdentity === null) return undefined
    return {
      marks: { tags, sourceIdentity },
      checkedAtMs: row.checked_at.getTime(),
    }
  }

  const recall = async (role: FoundRole): Promise<Known | undefined> => {
    const inMemory = known.get(keyOf(role))
    if (inMemory !== undefined) return inMemory
    const found = await stored(role)
    if (found !== undefined) known.set(keyOf(role), found)
    return found
  }

  const record = async (role: FoundRole, marks: Marks): Promise<void> => {
    const checkedAt = now()
    known.set(keyOf(role), { marks, checkedAtMs: checkedAt.getTime() })
    const found = {
      session_tags_allowed: marks.tags,
      source_identity_allowed: marks.sourceIdentity,
      findings: JSON.stringify(problems(marks)),
      checked_at: checkedAt,
    }
    await database
      .insertInto('role_finding')
      .values({
        issuer: role.issuer,
        role_arn: role.roleArn,
        account_id: role.accountId,
        role_id: null,
        max_session_seconds: null,
        ...found,
      })
      .onConflict((conflict) => conflict.columns(['issuer', 'role_arn']).doUpdateSet(found))
      .execute()
  }

  const tryAll = async <T>(role: FoundRole, attempt: (marks: Marks) => Promise<T>): Promise<T> => {
    try {
      const { made, marks } = await firstTaken(attempt)
      await record(role, marks)
      refused.delete(keyOf(role))
      return made
    } catch (error) {
      if (!isDenied(error)) throw error
      known.delete(keyOf(role))
      refused.set(keyOf(role), { error, untilMs: now().getTime() + refusalMs })
      throw error
    }
  }

  const look = async <T>(role: FoundRole, attempt: (marks: Marks) => Promise<T>): Promise<T> => {
    const { made, marks } = await firstTaken(attempt)
    const before = await stored(role)
    if (isWhole(marks) || (before !== undefined && isMore(marks, before.marks))) await record(role, marks)
    refused.delete(keyOf(role))
    return made
  }

  const withMarks: RoleFindings['withMarks'] = async (role, attempt) => {
    const key = keyOf(role)
    await exploring.get(key)
    const found = await recall(role)
    if (found !== undefined && (isWhole(found.marks) || now().getTime() - found.checkedAtMs < dayMs)) {
      try {
        return await attempt(found.marks)
      } catch (error) {
        if (!isDenied(error)) throw error
        // The trust may have been changed since.
        known.delete(key)
      }
    }
    const before = refused.get(key)
    if (before !== undefined && before.untilMs > now().getTime()) throw before.error
    // Somebody else began while we looked.
    if (exploring.has(key)) return withMarks(role, attempt)
    return once(exploring, key, () => tryAll(role, attempt))
  }
  return {
    withMarks,
    // Not among those whom others wait for: what it finds out decides nothing for a lease.
    explore: look,
  }
}

/** The most marks with which AWS makes a session. */
async function firstTaken<T>(attempt: (marks: Marks) => Promise<T>): Promise<{ made: T; marks: Marks }> {
  let last: unknown
  for (const marks of candidates) {
    try {
      return { made: await attempt(marks), marks }
    } catch (error) {
      if (!isDenied(error)) throw error
      last = error
    }
  }
  throw last
}

function isWhole({ tags, sourceIdentity }: Marks): boolean {
  return tags && sourceIdentity
}

function isMore(one: Marks, other: Marks): boolean {
  const noLess = (one.tags || !other.tags) && (one.sourceIdentity || !other.sourceIdentity)
  return noLess && (one.tags !== other.tags || one.sourceIdentity !== other.sourceIdentity)
}

function keyOf({ issuer, roleArn }: FoundRole): string {
  return `${issuer} ${roleArn}`
}

/** Lets others wait until `work` is done, however it ends; each then goes its own way. */
async function once<T>(
  under: Map<string, Promise<unknown>>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  const working = work()
  const over = working.catch(() => {})
  under.set(key, over)
  try {
    return await working
  } finally {
    if (under.get(key) === over) under.delete(key)
  }
}

/** What a trust does not allow that would be good to have, and what to do. */
export function problems({
  tags,
  sourceIdentity,
}: Marks): readonly { readonly problem: string; readonly hint: string }[] {
  return [
    ...(tags
      ? []
      : [
          {
            problem: 'the trust of this role does not allow session tags',
            hint: 'allow sts:TagSession in it: then CloudTrail and policies know workshop, participant and lease',
          },
        ]),
    ...(sourceIdentity
      ? []
      : [
          {
            problem: 'the trust of this role does not allow a source identity',
            hint: 'allow sts:SetSourceIdentity in it: then CloudTrail knows the participant through every further role',
          },
        ]),
  ]
}

function isDenied(error: unknown): boolean {
  return error instanceof HallpassError && error.code === 'AccessDenied'
}
