import {
  checkOption,
  checkOptionNames,
  type ErrorCode,
  HallpassError,
  type OptionNames,
} from '../base/index.ts'
import { callerOptionNames } from '../caller/index.ts'
import { answerText, type CallIam, hasAwsCode, listAll, unlessMissing } from '../iam/index.ts'
import { child, childText, type XmlElement } from '../query/index.ts'
import { parseRoleArn } from '../settings/index.ts'
import { openIam, type ReadRoleCaller } from './open-iam.ts'

/** A role, and with whose credentials it is read. */
export interface ReadRoleOptions extends ReadRoleCaller {
  /** The role, as a whole ARN, in the account of the credentials. */
  readonly roleArn: string
}

/** A policy of a role, as IAM has it. */
export interface RolePolicy {
  /** The name of an inline policy, the ARN of a managed one. */
  readonly name: string
  readonly kind: 'inline' | 'managed'
  /** JSON. */
  readonly document: string
}

/** What could not be read, and why. */
export interface UnreadPart {
  readonly part: 'role' | 'inline policies' | 'managed policies' | 'policy' | 'boundary'
  /** The name of a policy, where one is meant. */
  readonly name: string | undefined
  readonly code: ErrorCode
}

/** What a role may do, as far as the credentials may read it. */
export interface RolePermissions {
  readonly roleArn: string
  /** `AROA…`; `undefined` where the role itself could not be read. */
  readonly roleId: string | undefined
  /** 3600 to 43200; `undefined` where the role itself could not be read. */
  readonly maxSessionDurationSeconds: number | undefined
  /** Who may assume it, JSON. */
  readonly trust: string | undefined
  readonly policies: readonly RolePolicy[]
  readonly boundary: RolePolicy | undefined
  /** Empty where everything was read. */
  readonly unread: readonly UnreadPart[]
}

const readsAtOnce = 8

/** Every one of {@link ReadRoleOptions}. */
const optionNames = { ...callerOptionNames, roleArn: true } as const satisfies OptionNames<ReadRoleOptions>

/**
 * Reads the policies of a role: inline, managed, and the boundary. What the credentials may not read is told in
 * `unread`, and the rest is read all the same: `iam:GetRole`, `iam:ListRolePolicies`, `iam:GetRolePolicy`,
 * `iam:ListAttachedRolePolicies`, `iam:GetPolicy` and `iam:GetPolicyVersion` read everything.
 *
 * @throws HallpassError `AwsRefused` when there is no such role; as `issue()`, for what concerns the caller and
 * the network. Not `AccessDenied`
 */
export async function readRole(options: ReadRoleOptions): Promise<RolePermissions> {
  checkOption('options', options, 'an object')
  checkOptionNames('readRole()', options, optionNames)
  const role = parseRoleArn(options.roleArn)
  const iam = await openIam(options, role.partition)
  const RoleName = role.roleName
  const unread: UnreadPart[] = []
  const attempt = async <T>(
    part: UnreadPart['part'],
    name: string | undefined,
    read: () => Promise<T>,
  ): Promise<T | undefined> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof HallpassError) || error.code !== 'AccessDenied') throw error
      unread.push({ part, name, code: error.code })
      return undefined
    }
  }
  const managed = (name: string, part: 'policy' | 'boundary'): Promise<RolePolicy | undefined> =>
    attempt(part, name, async () => readManaged(iam, name))

  const found = await attempt('role', undefined, async () => readItself(iam, RoleName, role.arn))
  const names = await attempt('inline policies', undefined, () =>
    listAll(iam, 'ListRolePolicies', { RoleName }, 'PolicyNames'),
  )
  const arns = await attempt('managed policies', undefined, () =>
    listAll(iam, 'ListAttachedRolePolicies', { RoleName }, 'AttachedPolicies'),
  )
  const reads = [
    ...(names ?? []).map(
      ({ text }) =>
        () =>
          attempt('policy', text, () => readInline(iam, RoleName, text)),
    ),
    ...(arns ?? []).map((element) => () => managed(answerText(element, 'PolicyArn'), 'policy')),
  ]
  const policies: RolePolicy[] = []
  for (let start = 0; start < reads.length; start += readsAtOnce) {
    const some = await Promise.all(reads.slice(start, start + readsAtOnce).map((read) => read()))
    policies.push(...some.filter((policy) => policy !== undefined))
  }
  const boundaryArn = childText(child(found, 'PermissionsBoundary'), 'PermissionsBoundaryArn')
  return {
    roleArn: role.arn,
    roleId: childText(found, 'RoleId'),
    maxSessionDurationSeconds: seconds(childText(found, 'MaxSessionDuration')),
    trust: decoded(childText(found, 'AssumeRolePolicyDocument')),
    policies,
    boundary: boundaryArn === undefined ? undefined : await managed(boundaryArn, 'boundary'),
    unread,
  }
}

async function readItself(iam: CallIam, RoleName: string, arn: string): Promise<XmlElement | undefined> {
  try {
    const found = child(await iam('GetRole', { RoleName }), 'Role')
    if (answerText(found, 'Arn') === arn) return found
  } catch (error) {
    if (!hasAwsCode(error, 'NoSuchEntity')) throw error
  }
  throw new HallpassError('AwsRefused', `there is no role ${RoleName} in your account, or it is not ${arn}`, {
    hint: 'give the arn as IAM shows it, with credentials of its account',
    facts: { awsCode: 'NoSuchEntity' },
  })
}

async function readInline(
  iam: CallIam,
  RoleName: string,
  PolicyName: string,
): Promise<RolePolicy | undefined> {
  const answer = await unlessMissing(iam('GetRolePolicy', { RoleName, PolicyName }))
  const document = decoded(childText(answer, 'PolicyDocument'))
  return document === undefined ? undefined : { name: PolicyName, kind: 'inline', document }
}

async function readManaged(iam: CallIam, PolicyArn: string): Promise<RolePolicy | undefined> {
  const policy = child(await unlessMissing(iam('GetPolicy', { PolicyArn })), 'Policy')
  if (policy === undefined) return undefined
  const VersionId = answerText(policy, 'DefaultVersionId')
  const answer = await unlessMissing(iam('GetPolicyVersion', { PolicyArn, VersionId }))
  const document = decoded(childText(child(answer, 'PolicyVersion'), 'Document'))
  return document === undefined ? undefined : { name: PolicyArn, kind: 'managed', document }
}

/** Documents come percent-encoded (RFC 3986). */
function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch (error) {
    throw new HallpassError('ResponseInvalid', 'IAM answered with a policy document that is no text', {
      cause: error,
    })
  }
}

function seconds(text: string | undefined): number | undefined {
  const value = Number(text)
  return text === undefined || !Number.isInteger(value) ? undefined : value
}
