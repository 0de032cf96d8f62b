import { checkOption, checkOptional, HallpassError, checkNearNames, type OptionNames } from '../base/index.ts'
import { type Caller, type CallerOptions, sessionCaller, withSecondFactor } from '../caller/index.ts'
import type { AssumeRoleOutput } from '../query/index.ts'
import { parseRoleArn, type RoleArn } from '../settings/index.ts'
import { explainRefusal, refusedAtHop } from './issue-refusal.ts'
import { checkSessionName } from './session-name.ts'
import { checkSessionParameters } from './session-parameters.ts'
import type { WebIdentity } from './web-identity.ts'

/** A role that is assumed on the way to the one that is handed out. */
export interface ViaRole {
  readonly roleArn: string
  /** Default: the name of who it is all for, with `issue()`; `hallpass` with `createIssuer()`. */
  readonly sessionName?: string | undefined
  /** What this role's trust policy asks for with `sts:ExternalId`. */
  readonly externalId?: string | undefined
  /** The MFA device of the user who begins the chain: for its first role alone, since no role has a device. */
  readonly serialNumber?: string | undefined
  /** The device's six digits. Default: `mfaCode` is asked. */
  readonly tokenCode?: string | undefined
}

/** Roles on the way, first to last: each is assumed with the keys of the one before. */
export type Via = ReadonlyArray<string | ViaRole>

const names = {
  roleArn: true,
  sessionName: true,
  externalId: true,
  serialNumber: true,
  tokenCode: true,
} as const satisfies OptionNames<ViaRole>

/** More is a circle, or a mistake. */
const mostRoles = 10

/**
 * Checks the roles on the way to a role.
 *
 * @throws HallpassError `InvalidInput`
 * @throws TypeError for what is of a wrong type
 */
export function checkVia(via: Via | undefined, role: RoleArn): readonly ViaRole[] {
  if (via === undefined) return []
  if (!Array.isArray(via)) throw new TypeError('via has to be a list of roles')
  if (via.length > mostRoles) {
    throw invalid(`${via.length} roles on the way are too many`, `name ${mostRoles} at most`)
  }
  return via.map((one: string | ViaRole, index) => {
    const hop = typeof one === 'string' ? { roleArn: one } : one
    checkOption(`via[${index}]`, hop, 'an object')
    checkNearNames(`via[${index}]`, hop, names)
    const { partition } = parseRoleArn(hop.roleArn)
    if (partition.id !== role.partition.id) {
      throw invalid(
        `${hop.roleArn} is in partition ${partition.id}, and ${role.arn} in ${role.partition.id}`,
        'a role is assumed within its own partition alone',
      )
    }
    if (hop.roleArn === role.arn) {
      throw invalid(`${role.arn} is named as a role on the way to itself`, 'leave it out')
    }
    checkOptional(`via[${index}].sessionName`, hop.sessionName, 'a string')
    if (hop.sessionName !== undefined) checkSessionName(hop.sessionName)
    const { externalId, serialNumber, tokenCode } = hop
    checkSessionParameters({ externalId, serialNumber, tokenCode }, { codeIsAsked: true })
    if (index > 0 && serialNumber !== undefined) {
      throw invalid(
        `an MFA device is named for role ${index + 1} of the chain`,
        'the device is of the user who begins the chain: name it for the first role',
      )
    }
    return hop
  })
}

/** The caller at the end of the chain: a session of its last role. */
export async function walkChain(
  options: CallerOptions,
  first: Caller,
  hops: readonly ViaRole[],
  webIdentity: WebIdentity | undefined,
): Promise<Caller> {
  let caller = first
  for (const [index, hop] of hops.entries()) {
    const role = parseRoleArn(hop.roleArn)
    const attempt = { role, durationSeconds: 3600, caller }
    try {
      const answer = await assumeHop(options, caller, role, hop, index === 0 ? webIdentity : undefined)
      const description = `a session of ${role.arn}, by way of ${caller.source.description}`
      const session = { credentials: answer.credentials, kind: 'assume-role', description } as const
      caller = sessionCaller(options, caller, role.partition, session)
    } catch (error) {
      throw refusedAtHop(explainRefusal(error, attempt), { number: index + 1, of: hops.length + 1, role })
    }
  }
  return caller
}

async function assumeHop(
  options: CallerOptions,
  caller: Caller,
  role: RoleArn,
  hop: ViaRole,
  webIdentity: WebIdentity | undefined,
): Promise<AssumeRoleOutput> {
  const { externalId, serialNumber, tokenCode, sessionName = 'hallpass' } = hop
  const call = { signal: options.signal }
  const input = { roleArn: role.arn, roleSessionName: sessionName }
  if (webIdentity !== undefined) {
    const webIdentityToken = await webIdentity.token({ sessionName })
    return caller.sts.assumeRoleWithWebIdentity({ ...input, webIdentityToken }, call)
  }
  const assume = (by: Caller, code?: string): Promise<AssumeRoleOutput> =>
    by.sts.assumeRole(
      { ...input, externalId, ...(code === undefined ? {} : { serialNumber, tokenCode: code }) },
      call,
    )
  if (serialNumber === undefined || tokenCode !== undefined) return assume(caller, tokenCode)
  return bySecondFactor(options, caller, role, serialNumber, assume)
}

/** Calls with a code, or as the session that a code was given for. */
export function bySecondFactor<T>(
  options: CallerOptions,
  caller: Caller,
  role: RoleArn,
  serialNumber: string,
  call: (by: Caller, tokenCode?: string) => Promise<T>,
): Promise<T> {
  const known = { ...caller, endpoint: caller.endpoint.url.href }
  return withSecondFactor(options, known, serialNumber, (proof) => {
    if ('tokenCode' in proof) return call(caller, proof.tokenCode)
    const description = `an MFA session of ${caller.source.description}`
    const session = { credentials: proof.session, kind: caller.source.kind, description }
    return call(sessionCaller(options, caller, role.partition, session))
  })
}

function invalid(message: string, hint: string): HallpassError {
  return new HallpassError('InvalidInput', message, { hint, facts: { name: 'via' } })
}
