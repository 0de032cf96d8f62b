import { tellStep } from '../../base/index.ts'
import {
  type CachedSession,
  cacheKey,
  createSessionCache,
  entryOf,
  sessionCacheFolder,
} from '../../session-cache/index.ts'
import { viaText } from '../terminal/via.ts'
import { type WithName, withName, withRole } from '../issue/role.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { CachedSessionFlags } from './flags.ts'

/**
 * The session that the flags ask for: the one that is kept while it is good, else a new one, which is kept.
 *
 * @param options.keepMfa - whether the session that an MFA code was given for is kept; not with `--no-cache` unless told
 */
export async function cachedSession(
  context: CommandContext,
  given: CachedSessionFlags,
  { keepMfa = given.noCache !== true }: { readonly keepMfa?: boolean } = {},
): Promise<CachedSession> {
  const { noCache = false, ...rest } = given
  const asked = { ...rest, output: 'process', force: false, link: false } as const
  const named = await withName(context, await withRole(context, asked))
  const flags = { ...named, policy: await readOnce(context, named.policy) }
  const cache = createSessionCache({ folder: sessionCacheFolder(context.env), now: context.now })
  let asks = false
  const issue = async (): Promise<CachedSession> => {
    // What is issued from here on was issued no earlier: a revocation meanwhile counts.
    const issuedAt = context.now()
    asks = true
    const { issueSession } = await import('../issue/session.ts')
    return entryOf(await issueSession(context, flags, { keep: keepMfa }), issuedAt)
  }
  if (noCache) return issue()
  const { readPolicyText } = await import('./policy-text.ts')
  const session = await cache.readOrIssue(keyOf(context, flags, readPolicyText(flags.policy)), issue)
  const end = session.credentials.expiration.toISOString()
  tellStep(context.env, `session: ${asks ? 'a new one' : 'the one that is kept'}, until ${end}`)
  return session
}

/** A pipe gives its policy once, and it is wanted twice. */
async function readOnce(context: CommandContext, policy: string | undefined): Promise<string | undefined> {
  if (policy === undefined) return undefined
  const { isOpenedPipe } = await import('../terminal/read-input.ts')
  if (!isOpenedPipe(policy)) return policy
  const { readPolicy } = await import('../issue/session.ts')
  return (await readPolicy(context, policy)).trimStart()
}

function keyOf({ env }: CommandContext, flags: WithName, policy: string | undefined): string {
  return cacheKey({
    roleArn: flags.roleArn,
    sessionName: flags.sessionName,
    durationSeconds: flags.duration,
    via: flags.via?.map(viaText),
    externalId: flags.externalId,
    policy,
    policyArns: flags.policyArn,
    tags: flags.tag && Object.fromEntries(flags.tag.map((pair, index) => [String(index), pair])),
    sourceIdentity: flags.sourceIdentity,
    serialNumber: flags.mfaSerial,
    region: flags.region,
    sourceProfile: flags.sourceProfile,
    env,
  })
}
