import { HallpassError, shownValue } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import {
  checkSessionPolicy,
  issueBeside,
  type IssuedSession,
  type IssuerOptions,
  type SessionRequest,
  type ViaRole,
} from '../../issue/index.ts'
import { fileReason, fileText } from '../../safe-file/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import { readInput } from '../terminal/read-input.ts'
import { issueLongest, type WithDuration } from './longest.ts'
import { refuseRevoked } from './revoked.ts'
import type { WithName, WithRole } from './role.ts'
import { type SecondFactor, secondFactor } from './second-factor.ts'

/** Whether the session that an MFA code is given for may be kept. */
export interface Keeping {
  readonly keep: boolean
}

/** What the flags say about the issuer: shared by one session and by many. */
export function issuerOptions(
  context: CommandContext,
  flags: WithRole,
  factor: SecondFactor,
  { keep }: Keeping = { keep: true },
): IssuerOptions {
  return {
    roleArn: flags.roleArn,
    region: flags.region,
    sourceProfile: flags.sourceProfile,
    webIdentityTokenFile: flags.webIdentityTokenFile,
    env: context.env,
    now: context.now,
    signal: context.signal,
    via: viaOf(flags, factor),
    mfaCode: factor.mfaCode,
    mfaSession: keep ? factor.mfaSession : undefined,
  }
}

/** The roles on the way; the MFA device is of whoever begins the chain. */
export function viaOf({ via = [] }: WithRole, factor: SecondFactor): readonly ViaRole[] {
  const serialNumber = via.length === 0 ? undefined : factor.serialNumber()
  return via.map((hop, index) => (index > 0 || serialNumber === undefined ? hop : { ...hop, serialNumber }))
}

/** What the flags say about every session. Reads the policy file; a code is asked for when it is needed. */
export async function sessionParameters(
  context: CommandContext,
  flags: WithDuration<WithRole>,
  factor: SecondFactor,
): Promise<Omit<SessionRequest, 'sessionName'>> {
  const policy = flags.policy === undefined ? undefined : await readPolicy(context, flags.policy)
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
    serialNumber: (flags.via ?? []).length > 0 ? undefined : factor.serialNumber(),
  }
}

/**
 * Issues one session with what the flags say. The device in `mfa_serial` of one's own profile stands in for
 * `--mfa-serial` where its code can be had, or the session that one was given for is kept; where not, AWS is asked
 * without, and a refusal names it.
 */
export async function issueSession(
  context: CommandContext,
  given: WithName,
  keeping: Keeping = { keep: true },
): Promise<IssuedSession> {
  const factor = secondFactor(context, given)
  return issueLongest(context, given, keeping, async (flags) => {
    const options = {
      ...issuerOptions(context, flags, factor, keeping),
      ...(await sessionParameters(context, flags, factor)),
      sessionName: flags.sessionName,
    }
    try {
      return await issueBeside(options, refuseRevoked(context, flags))
    } catch (error) {
      throw factor.explain(error)
    }
  })
}

/** The session policy that `--policy` gives. */
export async function readPolicy(
  context: Pick<CommandContext, 'signal'>,
  fileOrJson: string,
): Promise<string> {
  if (fileOrJson.trimStart().startsWith('{')) return fileOrJson
  try {
    const text = fileText(await readInput(context, fileOrJson, { maxBytes: 1024 * 1024 }))
    checkSessionPolicy(text, `the session policy ${fileOrJson}`)
    return text
  } catch (error) {
    if (error instanceof HallpassError) throw error
    throw new HallpassError(
      'InvalidInput',
      `the session policy ${fileOrJson} cannot be read: ${fileReason(error)}`,
      {
        hint: fileOrJson.startsWith('file://')
          ? `leave out file://, as in --policy ${posixWord(fileOrJson.slice('file://'.length))}`
          : '--policy takes a file, <(…) of your shell, or JSON that begins with {',
        cause: error,
        facts: { name: '--policy' },
      },
    )
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
