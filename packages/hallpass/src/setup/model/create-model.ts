import { HallpassError } from '../../base/index.ts'
import { policyDocument } from '../../iam/index.ts'
import { partitionOfRegion } from '../../settings/index.ts'
import type { RoleInputs, SetupInputs } from './inputs.ts'
import { revokerRole } from './revoker-role.ts'
import { tokenTrust } from './token-trust.ts'
import {
  ownershipTagKey,
  type DocumentOf,
  type ExternalId,
  type References,
  type SetupIssuer,
  type SetupModel,
  type SetupRole,
  type SetupTags,
} from './model.ts'

/**
 * What issuing a session calls: AssumeRole, and the two that tags and a source identity need beside it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
 */
const issuingActions = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] as const

/** The model of a set-up. Pure: the same inputs make the same model. */
export function createModel(inputs: SetupInputs): SetupModel {
  const tags: SetupTags = [
    { key: ownershipTagKey, value: inputs.name },
    ...Object.entries(inputs.tags).map(([key, value]) => ({ key, value })),
  ]
  const [first, ...rest] = inputs.roles
  const role = (given: RoleInputs) => modelRole(given, inputs, tags)
  const roles: readonly [SetupRole, ...SetupRole[]] = [role(first), ...rest.map(role)]
  return {
    name: inputs.name,
    region: inputs.region,
    partition: partitionOfRegion(inputs.region)?.id ?? 'aws',
    issuer: inputs.issuer,
    provider:
      inputs.issuer.kind === 'oidc'
        ? { url: inputs.issuer.url, audience: inputs.issuer.audience, tags }
        : undefined,
    revoker: inputs.revoker && revokerRole(inputs.revoker, inputs, tags),
    user:
      inputs.issuer.kind === 'arn' || inputs.issuer.kind === 'oidc'
        ? undefined
        : {
            name: inputs.userName,
            path: inputs.path,
            tags,
            policy: { name: 'assume-role', document: assumePolicy(roles) },
          },
    roles,
  }
}

/** The same set-up with another external id: the one in the trust of a role that exists already. */
export function withExternalId(model: SetupModel, externalId: ExternalId): SetupModel {
  const trust = trustOf(model.issuer, externalId)
  const change = (role: SetupRole): SetupRole => ({ ...role, externalId, trust })
  const [first, ...rest] = model.roles
  return { ...model, roles: [change(first), ...rest.map(change)] }
}

/**
 * Across accounts an external id is not optional: without it, whoever knows the role's arn could make the
 * issuer work for him.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 * @param account - the account in which the roles are made
 * @throws HallpassError `InvalidInput`
 */
export function checkIssuerAccount(model: SetupModel, account: string): void {
  const { issuer, roles } = model
  if (issuer.kind !== 'arn' || issuer.account === account) return
  if (roles.every(({ externalId }) => externalId !== undefined)) return
  throw new HallpassError(
    'InvalidInput',
    `the issuer is in account ${issuer.account} and the roles are in ${account}: that needs an external id`,
    { hint: 'leave out --no-external-id, or name one with --external-id', facts: { name: '--external-id' } },
  )
}

function modelRole(given: RoleInputs, inputs: SetupInputs, tags: SetupTags): SetupRole {
  return {
    name: given.name,
    path: inputs.path,
    description: given.description,
    maxSessionDurationSeconds: given.maxSessionDurationSeconds,
    trust: trustOf(inputs.issuer, inputs.externalId),
    externalId: inputs.externalId,
    inlinePolicies: given.inlinePolicies,
    managedPolicyArns: given.managedPolicyArns,
    permissionsBoundaryArn: given.permissionsBoundaryArn,
    tags,
  }
}

function trustOf(issuer: SetupIssuer, externalId: ExternalId | undefined): DocumentOf {
  if (issuer.kind === 'oidc') return tokenTrust(issuer)
  return (references) =>
    policyDocument([
      {
        Sid: 'IssueSessions',
        Effect: 'Allow',
        Principal: { AWS: principalOf(issuer, references) },
        Action: issuingActions,
        ...(externalId && { Condition: { StringEquals: { 'sts:ExternalId': externalId.value } } }),
      },
    ])
}

function principalOf(
  issuer: Exclude<SetupIssuer, { kind: 'oidc' }>,
  { account, partition, userArn }: References,
): string {
  if (issuer.kind === 'arn') return issuer.arn
  return issuer.kind === 'user' ? userArn : `arn:${partition}:iam::${account}:root`
}

function assumePolicy(roles: readonly SetupRole[]): DocumentOf {
  return ({ roleArn }) =>
    policyDocument([
      {
        Sid: 'IssueSessions',
        Effect: 'Allow',
        Action: issuingActions,
        Resource: roles.map(({ name }) => roleArn(name)),
      },
    ])
}
