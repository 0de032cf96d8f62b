import { type CallerOptions, resolveCaller } from '../caller/index.ts'
import type { IssuedSession, ViaRole } from '../issue/index.ts'
import { parseRoleArn, type RoleArn } from '../settings/index.ts'
import type { KnownCaller } from './check-caller.ts'
import { type Notebook, WrongFound } from './diagnosis.ts'

/** Asks for a session of one role of the chain, as whoever the role before it made. */
export type AskForHop = (known: KnownCaller, role: RoleArn, hop: ViaRole) => Promise<IssuedSession>

/**
 * Walks the roles on the way, one after the other: who the last of them is. The first one that is refused ends the
 * walk, by its number and name.
 */
export async function checkChain(
  first: KnownCaller,
  hops: readonly ViaRole[],
  options: CallerOptions,
  notebook: Notebook,
  ask: AskForHop,
): Promise<KnownCaller> {
  let known = first
  for (const [index, hop] of hops.entries()) {
    const role = parseRoleArn(hop.roleArn)
    const place = `role ${index + 1} of ${hops.length + 1} in the chain, ${role.roleName}`
    const session = await namedHop(place, () => ask(known, role, hop))
    notebook.good('session', `${place}: a session of ${role.arn}, for the next one`)
    const { credentials, assumedRoleArn, assumedRoleId } = session
    known = {
      caller: await resolveCaller({ ...options, credentials }, role.partition),
      identity: { account: role.account, arn: assumedRoleArn, userId: assumedRoleId },
      kind: 'assumed-role',
    }
  }
  return known
}

async function namedHop<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof WrongFound)) throw error
    throw new WrongFound(error.check, { ...error.finding, saw: `${place}: ${error.finding.saw}` })
  }
}
