import { jsonText } from '../../base/index.ts'
import { policyDocument, type PolicyDocument, type PolicyStatement } from '../../iam/index.ts'
import { allRoles, type References, type SetupModel } from '../model/model.ts'
import { revokerName } from '../model/revoker-role.ts'
import type { ExportedFile } from './exported-file.ts'

const roleActions = [
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'iam:ListRolePolicies',
  'iam:ListRoleTags',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'iam:UntagRole',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
]

const providerActions = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:CreateOpenIDConnectProvider',
  'iam:DeleteOpenIDConnectProvider',
  'iam:GetOpenIDConnectProvider',
  'iam:ListOpenIDConnectProviderTags',
  'iam:TagOpenIDConnectProvider',
  'iam:UntagOpenIDConnectProvider',
]

const userActions = [
  'iam:CreateAccessKey',
  'iam:CreateUser',
  'iam:DeleteAccessKey',
  'iam:DeleteUser',
  'iam:DeleteUserPolicy',
  'iam:GetUser',
  'iam:GetUserPolicy',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupsForUser',
  'iam:ListUserPolicies',
  'iam:ListUserTags',
  'iam:PutUserPolicy',
  'iam:TagUser',
  'iam:UntagUser',
  'iam:UpdateAccessKey',
]

/**
 * The least that an administrator needs to plan, apply, check, rotate and destroy this set-up, with our
 * commands, Terraform or the script: his own user and roles, and the managed policies and the boundary that
 * the model names. `GetCallerIdentity` needs no permission.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function adminPolicy(model: SetupModel, references: References): PolicyDocument {
  const { user, provider } = model
  const roles = allRoles(model)
  const roleArns = roles.flatMap(({ name, path }) => withoutPath(references.roleArn(name), path))
  const attached = [...new Set(roles.flatMap(({ managedPolicyArns }) => managedPolicyArns))]
  const boundaries = [...new Set(roles.flatMap((role) => role.permissionsBoundaryArn ?? []))]
  const statements: PolicyStatement[] = [
    { Sid: 'Roles', Effect: 'Allow', Action: roleActions, Resource: roleArns },
  ]
  if (provider) {
    statements.push({
      Sid: 'Provider',
      Effect: 'Allow',
      Action: providerActions,
      Resource: references.providerArn,
    })
    // Whether others trust the provider, before it is deleted: a list has no resource to name.
    statements.push({ Sid: 'Trusts', Effect: 'Allow', Action: ['iam:ListRoles'], Resource: '*' })
  }
  if (user) {
    statements.push({
      Sid: 'User',
      Effect: 'Allow',
      Action: userActions,
      Resource: withoutPath(references.userArn, user.path),
    })
    // The last use is asked for a key, whoever's it is: it has no resource to name.
    statements.push({ Sid: 'LastUse', Effect: 'Allow', Action: ['iam:GetAccessKeyLastUsed'], Resource: '*' })
  }
  if (!model.revoker) {
    // Whether an earlier apply made one is looked at before destroy says that nothing is left.
    const arn = references.roleArn(revokerName(model.name))
    const paths = roles.map(({ path }) => path)
    statements.push({
      Sid: 'Revoker',
      Effect: 'Allow',
      Action: ['iam:GetRole'],
      Resource: [...new Set(['/', ...paths].map((path) => arn.replace(':role/', `:role${path}`)))],
    })
  }
  if (attached.length > 0) {
    statements.push({
      Sid: 'ManagedPolicies',
      Effect: 'Allow',
      Action: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      Resource: roleArns,
      Condition: { ArnEquals: { 'iam:PolicyARN': attached } },
    })
  }
  if (boundaries.length > 0) {
    statements.push({
      Sid: 'Boundary',
      Effect: 'Allow',
      Action: ['iam:PutRolePermissionsBoundary'],
      Resource: roleArns,
      Condition: { ArnEquals: { 'iam:PermissionsBoundary': boundaries } },
    })
  }
  return policyDocument(statements)
}

/** While there is nothing of that name yet, IAM knows no path, and asks about the arn without one. */
function withoutPath(arn: string, path: string): readonly string[] {
  return path === '/' ? [arn] : [arn, arn.replace(path, '/')]
}

/** The policy for an account that is not known yet: its number is to be put in. */
export function adminPolicyFiles(model: SetupModel, references: References): readonly ExportedFile[] {
  return [{ name: 'admin-policy.json', content: jsonText(adminPolicy(model, references)) }]
}
