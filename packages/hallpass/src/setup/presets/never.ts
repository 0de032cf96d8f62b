import type { References } from '../model/model.ts'
import type { PolicyStatement } from '../../iam/index.ts'

/**
 * What a participant must never do, whatever else the role is given later:
 *
 * - `sts`: a session made from this one would have another user id, which revoking this one does not reach.
 *   GetCallerIdentity goes on working: it needs no permission and no Deny stops it.
 * - `signin`: `aws login` turns the console session into keys that renew themselves for 12 hours.
 * - `iam`: a policy or a trust that can be written is every permission, and the end of a revocation.
 * - `organizations`, `account`, `sso…`, `identitystore`, `rolesanywhere`: the same by another door.
 * - `cloudtrail`: what was done stays written down.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export const neverStatement: PolicyStatement = {
  Sid: 'NeverMoreThanThis',
  Effect: 'Deny',
  Action: [
    'sts:*',
    'signin:*',
    'iam:*',
    'organizations:*',
    'account:*',
    'sso:*',
    'sso-directory:*',
    'identitystore:*',
    'rolesanywhere:*',
    'cloudtrail:Delete*',
    'cloudtrail:Put*',
    'cloudtrail:Stop*',
    'cloudtrail:Update*',
  ],
  Resource: '*',
}

/**
 * Where CloudTrail and Config write, as far as a name tells: the names that the console and Control Tower give, and
 * in any bucket the folders that both always use. A bucket with a name of its own is told by nothing but its folders.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
 */
export function neverAuditLogsStatement({ partition }: References): PolicyStatement {
  return {
    Sid: 'NeverAuditLogs',
    Effect: 'Deny',
    Action: ['s3:*'],
    Resource: [
      'aws-cloudtrail-logs-*',
      'aws-controltower-*',
      'config-bucket-*',
      '*/AWSLogs/*/CloudTrail*',
      '*/AWSLogs/*/Config/*',
    ].map((name) => `arn:${partition}:s3:::${name}`),
  }
}

/**
 * What nobody does to a bucket on a visit: open it to others, lock what is in it for years, copy it elsewhere,
 * or write a policy that shuts out its owner.
 */
export const neverShareStatement: PolicyStatement = {
  Sid: 'NeverShareOrLock',
  Effect: 'Deny',
  Action: [
    's3:*AccessGrant*',
    's3:BypassGovernanceRetention',
    's3:DeleteBucketPolicy',
    's3:Put*Acl',
    's3:Put*Policy',
    's3:Put*PublicAccessBlock',
    's3:PutBucketObjectLockConfiguration',
    's3:PutBucketOwnershipControls',
    's3:PutObjectLegalHold',
    's3:PutObjectRetention',
    's3:PutReplicationConfiguration',
  ],
  Resource: '*',
}
