import { allow, allowOn, type Definition, reads } from './definition.ts'

const self = ['arn:aws:iam::*:user/${aws:username}']

/** Policies about identities and secrets. */
export const identity: readonly Definition[] = [
  {
    name: 'IAMFullAccess',
    exact: true,
    statements: [
      allow(
        'iam:*',
        'organizations:DescribeAccount',
        'organizations:DescribeOrganization',
        'organizations:DescribeOrganizationalUnit',
        'organizations:DescribePolicy',
        'organizations:ListChildren',
        'organizations:ListParents',
        'organizations:ListPoliciesForTarget',
        'organizations:ListRoots',
        'organizations:ListPolicies',
        'organizations:ListTargetsForPolicy',
      ),
    ],
  },
  {
    name: 'IAMReadOnlyAccess',
    exact: true,
    statements: [
      allow(
        'iam:GenerateCredentialReport',
        'iam:GenerateServiceLastAccessedDetails',
        'iam:Get*',
        'iam:List*',
        'iam:SimulateCustomPolicy',
        'iam:SimulatePrincipalPolicy',
      ),
    ],
  },
  {
    name: 'IAMUserChangePassword',
    exact: true,
    statements: [allowOn(self, 'iam:ChangePassword'), allow('iam:GetAccountPasswordPolicy')],
  },
  {
    name: 'IAMSelfManageServiceSpecificCredentials',
    statements: [
      allowOn(
        self,
        'iam:CreateServiceSpecificCredential',
        'iam:ListServiceSpecificCredentials',
        'iam:UpdateServiceSpecificCredential',
        'iam:DeleteServiceSpecificCredential',
        'iam:ResetServiceSpecificCredential',
      ),
    ],
  },
  {
    name: 'IAMUserSSHKeys',
    statements: [
      allowOn(
        self,
        'iam:DeleteSSHPublicKey',
        'iam:GetSSHPublicKey',
        'iam:ListSSHPublicKeys',
        'iam:UpdateSSHPublicKey',
        'iam:UploadSSHPublicKey',
      ),
    ],
  },
  {
    name: 'SecretsManagerReadWrite',
    statements: [
      allow(
        'secretsmanager:*',
        'cloudformation:CreateChangeSet',
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackResource',
        'cloudformation:DescribeStacks',
        'cloudformation:ExecuteChangeSet',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'kms:DescribeKey',
        'kms:ListAliases',
        'kms:ListKeys',
        'lambda:ListFunctions',
        'rds:DescribeDBClusters',
        'rds:DescribeDBInstances',
        'tag:GetResources',
      ),
    ],
  },
  {
    name: 'AWSKeyManagementServicePowerUser',
    statements: [
      allow(
        'kms:CreateAlias',
        'kms:CreateKey',
        'kms:DeleteAlias',
        'kms:Describe*',
        'kms:GenerateRandom',
        'kms:Get*',
        'kms:List*',
        'kms:TagResource',
        'kms:UntagResource',
        'iam:ListGroups',
        'iam:ListRoles',
        'iam:ListUsers',
      ),
    ],
  },
  {
    name: 'AmazonCognitoPowerUser',
    statements: [
      allow(
        'cognito-identity:*',
        'cognito-idp:*',
        'cognito-sync:*',
        'iam:ListRoles',
        'sns:ListPlatformApplications',
      ),
    ],
  },
  {
    name: 'AmazonCognitoReadOnly',
    statements: [
      allow(
        ...reads('cognito-identity', 'cognito-idp', 'cognito-sync'),
        'iam:ListRoles',
        'sns:ListPlatformApplications',
      ),
    ],
  },
  {
    name: 'SignInLocalDevelopmentAccess',
    statements: [allow('signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token')],
  },
]
