import { uniqueId } from '../base/index.ts'
import { parsePolicy } from '../policy/index.ts'
import { allowEverything } from './admin.ts'
import type { PolicyDocument } from './identities.ts'
import type { Account, State } from './state.ts'

/** The one root of every organisation here, below which all accounts are. */
const rootId = 'r-examplerootid111'

/** The role by which an organisation's management account enters each of the others. */
export const accessRoleName = 'OrganizationAccountAccessRole'

/** Its arn in an account. */
export function accessRoleArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:role/${accessRoleName}`
}

/** Where an account is in the organisation, as `aws:PrincipalOrgPaths` has it. */
export function organizationPath({ organization }: State): string {
  return `${organization.id}/${rootId}/`
}

/** What is attached to every account of an organisation until it is detached. */
export const fullAwsAccess: PolicyDocument = {
  name: 'FullAWSAccess',
  text: allowEverything,
  policy: parsePolicy(allowEverything, 'serviceControl'),
}

/** Makes the role by which the management account's administrators enter another account, as AWS does. */
export function createAccessRole(
  { organization }: State,
  account: Account,
  { now, randomBytes }: { readonly now: Date; readonly randomBytes: (size: number) => Uint8Array },
): void {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${organization.managementAccountId}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  })
  account.roles.set(accessRoleName.toLowerCase(), {
    name: accessRoleName,
    path: '/',
    id: uniqueId('AROA', randomBytes),
    arn: accessRoleArn(account.id),
    account: account.id,
    createdAt: now,
    tags: new Map(),
    description: undefined,
    maxSessionDurationSeconds: 3600,
    permissionsBoundary: undefined,
    trust: { name: accessRoleName, text: trust, policy: parsePolicy(trust, 'trust') },
    inlinePolicies: new Map(),
    attachedPolicies: new Set(['arn:aws:iam::aws:policy/AdministratorAccess']),
    lastUsedAt: undefined,
  })
}
