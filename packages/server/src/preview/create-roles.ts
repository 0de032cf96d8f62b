import {
  HallpassError,
  type ListedRole,
  listRoles,
  type ReadRoleCaller,
  readRole,
  type RolePermissions,
  whoami,
} from 'hallpass'
import type { AssumableRole, Roles } from '../ports/index.ts'
import { trusts } from './trusts.ts'

export interface RolesOptions {
  /** Who may read a role of an issuer, the likeliest first: the revoker, the issuer itself. */
  readonly readersOf: (issuer: string) => readonly ReadRoleCaller[]
  /** Whose trust is looked for; `undefined` where an issuer has no credentials of its own. */
  readonly issuerOf: (issuer: string) => ReadRoleCaller | undefined
  readonly now: () => Date
}

const goodForMs = 5 * 60_000
const refusedForMs = 30_000
const mostRemembered = 500

/** Reads roles with whichever credentials may, and remembers what it read. */
export function createRoles({ readersOf, issuerOf, now }: RolesOptions): Roles {
  const permissions = remember<RolePermissions>(now)
  const lists = remember<readonly AssumableRole[]>(now)
  return {
    permissions: (issuer, roleArn) =>
      permissions.of(`${issuer} ${roleArn}`, () => readMost(readersOf(issuer), roleArn)),
    forget: (roleArn) => permissions.forget((key) => key.endsWith(` ${roleArn}`)),
    assumable: (issuer) => lists.of(issuer, () => listAssumable(readersOf(issuer), issuerOf(issuer))),
  }
}

/** What the first reads who may read all of it; else what the one reads who may read the most. */
async function readMost(readers: readonly ReadRoleCaller[], roleArn: string): Promise<RolePermissions> {
  let most: RolePermissions | undefined
  let refused: Error | undefined
  for (const reader of readers) {
    try {
      const read = await readRole({ ...reader, roleArn })
      if (read.unread.length === 0) return read
      if (most === undefined || read.unread.length < most.unread.length) most = read
    } catch (error) {
      if (!(error instanceof HallpassError)) throw error
      refused ??= error
    }
  }
  if (most !== undefined) return most
  throw refused ?? new HallpassError('AccessDenied', 'this server reads no roles')
}

async function listAssumable(
  readers: readonly ReadRoleCaller[],
  issuer: ReadRoleCaller | undefined,
): Promise<readonly AssumableRole[]> {
  if (issuer === undefined) return []
  for (const reader of readers) {
    try {
      const listed = await listRoles(reader)
      const { arn, account, userId, kind } = await whoami(issuer)
      const caller = { arn, account, userId, kind }
      return listed
        .filter((role: ListedRole) => trusts(role, caller))
        .map(({ roleArn, description }) => ({ roleArn, description }))
    } catch (error) {
      if (!(error instanceof HallpassError)) throw error
    }
  }
  return []
}

interface Memory<T> {
  readonly of: (key: string, read: () => Promise<T>) => Promise<T>
  readonly forget: (which: (key: string) => boolean) => void
}

/** One reading at a time for each key, good for a while; what failed is tried again sooner. */
function remember<T>(now: () => Date): Memory<T> {
  const known = new Map<string, { readonly value: Promise<T>; untilMs: number }>()
  const of: Memory<T>['of'] = (key, read) => {
    const before = known.get(key)
    if (before !== undefined && before.untilMs > now().getTime()) return before.value
    const entry = { value: read(), untilMs: now().getTime() + goodForMs }
    entry.value.catch(() => {
      entry.untilMs = now().getTime() + refusedForMs
    })
    known.delete(key)
    known.set(key, entry)
    const [oldest] = known.keys()
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest)
    return entry.value
  }
  return {
    of,
    forget: (which) => {
      for (const key of known.keys()) if (which(key)) known.delete(key)
    },
  }
}
