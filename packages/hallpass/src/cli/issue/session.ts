import { readFileSync } from 'node:fs'
import { HallpassError, shownValue } from '../../base/index.ts'
import { issue, type IssuedSession, type IssuerOptions, type SessionRequest } from '../../issue/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { mfaCode } from '../terminal/mfa-code.ts'
import type { WithName, WithRole } from './role.ts'

/** What the flags say about the issuer: shared by one session and by many. */
export function issuerOptions(context: CommandContext, flags: WithRole): IssuerOptions {
  return {
    roleArn: flags.roleArn,
    region: flags.region,
    sourceProfile: flags.sourceProfile,
    webIdentityTokenFile: flags.webIdentityTokenFile,
    env: context.env,
    now: context.now,
    signal: context.signal,
    mfaCode: (serialNumber) => mfaCode(context, flags, serialNumber),
  }
}

/** What the flags say about every session. Reads the policy file; asks for an MFA code where one is needed. */
export async function sessionParameters(
  context: CommandContext,
  flags: WithRole,
): Promise<Omit<SessionRequest, 'sessionName'>> {
  const policy = flags.policy === undefined ? undefined : readPolicy(flags.policy)
  const length = policy?.length ?? 0
  if (length > 2048) {
    context.output.warning(
      `the session policy has ${length} characters, and AWS takes 2,048`,
      'leave out white space and Sids, or put the policy on the role',
    )
  }
  return {
    durationSeconds: flags.duration,
    externalId: flags.externalId,
    policy,
    policyArns: flags.policyArn,
    tags: readTags(flags.tag ?? []),
    transitiveTagKeys: flags.transitiveTag,
    sourceIdentity: flags.sourceIdentity,
    serialNumber: flags.mfaSerial,
    tokenCode: flags.mfaSerial === undefined ? undefined : await mfaCode(context, flags, flags.mfaSerial),
  }
}

/** Issues one session with what the flags say. */
export async function issueSession(context: CommandContext, flags: WithName): Promise<IssuedSession> {
  return issue({
    ...issuerOptions(context, flags),
    ...(await sessionParameters(context, flags)),
    sessionName: flags.sessionName,
  })
}

function readPolicy(fileOrJson: string): string {
  if (fileOrJson.trimStart().startsWith('{')) return fileOrJson
  try {
    return readFileSync(fileOrJson, 'utf8')
  } catch (error) {
    throw new HallpassError('InvalidInput', `the session policy ${fileOrJson} cannot be read`, {
      hint: '--policy takes a file, or JSON that begins with {',
      cause: error,
      facts: { name: '--policy' },
    })
  }
}

function readTags(pairs: readonly string[]): Record<string, string> | undefined {
  if (pairs.length === 0) return undefined
  const tags = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const key = pair.slice(0, Math.max(at, 0))
    if (at < 1 || tags.has(key)) {
      throw new HallpassError(
        'InvalidInput',
        at < 1 ? `--tag ${shownValue(pair)} has no key` : `--tag ${key} is given twice`,
        { hint: 'write it as --tag team=blue', facts: { name: '--tag' } },
      )
    }
    tags.set(key, pair.slice(at + 1))
  }
  return Object.fromEntries(tags)
}
