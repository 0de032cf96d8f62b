import { policyDocument, type PolicyStatement } from '../../iam/index.ts'
import type { RevokerInputs, SetupInputs } from './inputs.ts'
import type { DocumentOf, SetupRole, SetupTags } from './model.ts'

/** What the role of whoever ends sessions is called in a set-up. */
export function revokerName(setupName: string): string {
  return `${setupName}-revoker`
}

/** Its only policy. */
export const revokerPolicyName = 'revoke'

/**
 * The role of whoever ends sessions: it may read and write the inline policies of the roles that are handed out, and
 * nothing else. IAM cannot say which inline policies: where such a role has a permissions boundary, writing is tied
 * to it, so that nothing that is written allows more than that.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function revokerRole(
  { name, principalArn }: RevokerInputs,
  inputs: SetupInputs,
  tags: SetupTags,
): SetupRole {
  const trust: DocumentOf = ({ account, partition }) =>
    policyDocument([
      {
        Sid: 'Revoke',
        Effect: 'Allow',
        Principal: { AWS: principalArn ?? `arn:${partition}:iam::${account}:root` },
        Action: ['sts:AssumeRole'],
      },
    ])
  return {
    name,
    path: inputs.path,
    description: 'Ends sessions with hallpass revoke',
    maxSessionDurationSeconds: 3600,
    trust,
    externalId: undefined,
    inlinePolicies: [{ name: revokerPolicyName, document: revokePolicy(inputs) }],
    managedPolicyArns: [],
    permissionsBoundaryArn: undefined,
    tags,
  }
}

function revokePolicy({ roles }: SetupInputs): DocumentOf {
  return ({ roleArn }) => {
    const open = roles.filter((role) => role.permissionsBoundaryArn === undefined)
    const boundaries = [...new Set(roles.flatMap((role) => role.permissionsBoundaryArn ?? []))]
    const statements: PolicyStatement[] = [
      {
        Sid: 'LookAtPolicies',
        Effect: 'Allow',
        Action: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies'],
        Resource: roles.map(({ name }) => roleArn(name)),
      },
    ]
    const write = ['iam:DeleteRolePolicy', 'iam:PutRolePolicy']
    if (open.length > 0) {
      const Resource = open.map(({ name }) => roleArn(name))
      statements.push({ Sid: 'WritePolicies', Effect: 'Allow', Action: write, Resource })
    }
    if (boundaries.length > 0) {
      const Resource = roles
        .filter((role) => role.permissionsBoundaryArn !== undefined)
        .map(({ name }) => roleArn(name))
      const Condition = { ArnEquals: { 'iam:PermissionsBoundary': boundaries } }
      statements.push({ Sid: 'WriteWithinBoundary', Effect: 'Allow', Action: write, Resource, Condition })
    }
    return policyDocument(statements)
  }
}
