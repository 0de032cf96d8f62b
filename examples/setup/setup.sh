#!/usr/bin/env bash
# Makes the set-up instruqt with the AWS CLI, or takes it away again. Safe to run again at any time.
#
#   ./setup.sh apply
#   ./setup.sh destroy
#
# AWS_PROFILE names the profile to work with.
# The secret key is encrypted for KEYBASE (a keybase user) or PGP_KEY (a file with a public key);
# without either it goes into SECRET_FILE, readable by you alone.
set -euo pipefail

export AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1 AWS_PAGER=
setup=instruqt
keybase=${KEYBASE:-}
pgp_key=${PGP_KEY:-}
secret_file=${SECRET_FILE:-instruqt-access-key}

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

# Whether a command finds what it looks for; anything but "no such entity" is an error.
exists() {
  local said
  if said=$("$@" 2>&1 >/dev/null); then return 0; fi
  case $said in *NoSuchEntity*) return 1 ;; esac
  fail "$said"
}

# Refuses a role that this set-up did not make.
check_role() {
  local owner
  owner=$(aws iam list-role-tags --role-name "$1" --query "Tags[?Key=='hallpass:setup'].Value" --output text)
  [ "$owner" = "$setup" ] || fail "role $1 exists, and is not of the set-up $setup"
}
# Refuses to delete a role that was there before hallpass setup apply --adopt took it over.
check_made_role() {
  check_role "$1"
  local before
  before=$(aws iam list-role-tags --role-name "$1" --query "Tags[?Key=='hallpass:adopted'].Value" --output text)
  [ -z "$before" ] || fail "role $1 was there before: hallpass setup destroy gives it back"
}

# Refuses a user that this set-up did not make.
check_user() {
  local owner
  owner=$(aws iam list-user-tags --user-name "$1" --query "Tags[?Key=='hallpass:setup'].Value" --output text)
  [ "$owner" = "$setup" ] || fail "user $1 exists, and is not of the set-up $setup"
}
# Refuses to delete a user that was there before hallpass setup apply --adopt took it over.
check_made_user() {
  check_user "$1"
  local before
  before=$(aws iam list-user-tags --user-name "$1" --query "Tags[?Key=='hallpass:adopted'].Value" --output text)
  [ -z "$before" ] || fail "user $1 was there before: hallpass setup destroy gives it back"
}

# IAM takes seconds to know a new user everywhere.
once_known() {
  local said wait
  for wait in 1 2 4 8 15 30 0; do
    if said=$("$@" 2>&1); then return 0; fi
    case $said in *"Invalid principal"*) sleep "$wait" ;; *) break ;; esac
  done
  printf '%s\n' "$said" >&2
  return 1
}

assume_policy() {
  cat <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "IssueSessions",
      "Effect": "Allow",
      "Action": [
        "sts:AssumeRole",
        "sts:TagSession",
        "sts:SetSourceIdentity"
      ],
      "Resource": [
        "arn:${partition}:iam::${account}:role/InstruqtS3Access"
      ]
    }
  ]
}
JSON
}

trust_1() {
  cat <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "IssueSessions",
      "Effect": "Allow",
      "Principal": {
        "AWS": "arn:${partition}:iam::${account}:user/instruqt"
      },
      "Action": [
        "sts:AssumeRole",
        "sts:TagSession",
        "sts:SetSourceIdentity"
      ]
    }
  ]
}
JSON
}

policy_1_1() {
  cat <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "FindBuckets",
      "Effect": "Allow",
      "Action": [
        "s3:ListAllMyBuckets"
      ],
      "Resource": "*"
    },
    {
      "Sid": "UseBuckets",
      "Effect": "Allow",
      "Action": [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:GetBucket*",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListBucketVersions",
        "s3:PutBucketCORS",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutLifecycleConfiguration"
      ],
      "Resource": "arn:${partition}:s3:::*"
    },
    {
      "Sid": "UseObjects",
      "Effect": "Allow",
      "Action": [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:DeleteObjectTagging",
        "s3:DeleteObjectVersion",
        "s3:GetObject*",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "s3:PutObjectTagging"
      ],
      "Resource": "arn:${partition}:s3:::*/*"
    },
    {
      "Sid": "NeverShareOrLock",
      "Effect": "Deny",
      "Action": [
        "s3:*AccessGrant*",
        "s3:BypassGovernanceRetention",
        "s3:DeleteBucketPolicy",
        "s3:Put*Acl",
        "s3:Put*Policy",
        "s3:Put*PublicAccessBlock",
        "s3:PutBucketObjectLockConfiguration",
        "s3:PutBucketOwnershipControls",
        "s3:PutObjectLegalHold",
        "s3:PutObjectRetention",
        "s3:PutReplicationConfiguration"
      ],
      "Resource": "*"
    },
    {
      "Sid": "NeverAuditLogs",
      "Effect": "Deny",
      "Action": [
        "s3:*"
      ],
      "Resource": [
        "arn:${partition}:s3:::aws-cloudtrail-logs-*",
        "arn:${partition}:s3:::aws-controltower-*",
        "arn:${partition}:s3:::config-bucket-*",
        "arn:${partition}:s3:::*/AWSLogs/*/CloudTrail*",
        "arn:${partition}:s3:::*/AWSLogs/*/Config/*"
      ]
    },
    {
      "Sid": "NeverMoreThanThis",
      "Effect": "Deny",
      "Action": [
        "sts:*",
        "signin:*",
        "iam:*",
        "organizations:*",
        "account:*",
        "sso:*",
        "sso-directory:*",
        "identitystore:*",
        "rolesanywhere:*",
        "cloudtrail:Delete*",
        "cloudtrail:Put*",
        "cloudtrail:Stop*",
        "cloudtrail:Update*"
      ],
      "Resource": "*"
    }
  ]
}
JSON
}

# Encrypts stdin for the reader of the secret key.
encrypt() {
  gpg --homedir "$work" --batch --quiet --trust-model always --recipient-file "$work/reader" --encrypt | base64 | tr -d '\n'
}

apply_access_key() {
  local key answer
  key=$(aws iam list-access-keys --user-name instruqt --query 'AccessKeyMetadata[0].AccessKeyId' --output text)
  if [ "$key" != None ]; then
    printf 'access_key = %s\n' "$key"
    return 0
  fi
  if [ -n "$keybase$pgp_key" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    if [ -n "$pgp_key" ]; then
      cp "$pgp_key" "$work/reader"
    else
      curl -fsSL "https://keybase.io/$keybase/pgp_keys.asc" -o "$work/reader"
    fi
    # Before there is a key: one that nobody can be given is of no use.
    encrypt </dev/null >/dev/null
  else
    # Fails where the file exists.
    (umask 077 && set -o noclobber && : >"$secret_file") || fail "$secret_file exists already"
  fi
  answer=$(aws iam create-access-key --user-name instruqt --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
  key=${answer%%$'\t'*}
  printf 'access_key = %s\n' "$key"
  if [ -n "$keybase$pgp_key" ]; then
    printf 'secret_key = %s\n' "$(printf '%s' "${answer#*$'\t'}" | encrypt)"
  else
    printf '[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\n' "$setup" "$key" "${answer#*$'\t'}" >"$secret_file"
    printf 'secret_key is in %s\n' "$secret_file"
  fi
}

apply_role_1() {
  if exists aws iam get-role --role-name InstruqtS3Access; then
    check_role InstruqtS3Access
    aws iam update-role --role-name InstruqtS3Access --max-session-duration 3600 --description 'Handed out for a while by hallpass' >/dev/null
    once_known aws iam update-assume-role-policy --role-name InstruqtS3Access --policy-document "$(trust_1)"
    aws iam tag-role --role-name InstruqtS3Access --tags '[{"Key":"hallpass:setup","Value":"instruqt"}]'
    if [ "$(aws iam get-role --role-name InstruqtS3Access --query Role.PermissionsBoundary --output text)" != None ]; then
      aws iam delete-role-permissions-boundary --role-name InstruqtS3Access
    fi
  else
    once_known aws iam create-role --role-name InstruqtS3Access --path / --max-session-duration 3600 --description 'Handed out for a while by hallpass' \
      --tags '[{"Key":"hallpass:setup","Value":"instruqt"}]' --assume-role-policy-document "$(trust_1)"
  fi
  aws iam put-role-policy --role-name InstruqtS3Access --policy-name InstruqtS3AccessPolicy --policy-document "$(policy_1_1)"
}

destroy_role_1() {
  if ! exists aws iam get-role --role-name InstruqtS3Access; then return 0; fi
  check_made_role InstruqtS3Access
  local policy
  for policy in $(aws iam list-role-policies --role-name InstruqtS3Access --query PolicyNames --output text); do
    case $policy in
      InstruqtS3AccessPolicy | hallpass-revoke*) aws iam delete-role-policy --role-name InstruqtS3Access --policy-name "$policy" ;;
      *) fail "role InstruqtS3Access has a policy of somebody else's: $policy" ;;
    esac
  done
  aws iam delete-role --role-name InstruqtS3Access
}

apply_user() {
  if exists aws iam get-user --user-name instruqt; then
    check_user instruqt
    aws iam tag-user --user-name instruqt --tags '[{"Key":"hallpass:setup","Value":"instruqt"}]'
  else
    aws iam create-user --user-name instruqt --path / --tags '[{"Key":"hallpass:setup","Value":"instruqt"}]' >/dev/null
  fi
  aws iam put-user-policy --user-name instruqt --policy-name assume-role --policy-document "$(assume_policy)"
}

destroy_user() {
  if ! exists aws iam get-user --user-name instruqt; then return 0; fi
  check_made_user instruqt
  local key
  for key in $(aws iam list-access-keys --user-name instruqt --query 'AccessKeyMetadata[].AccessKeyId' --output text); do
    aws iam delete-access-key --user-name instruqt --access-key-id "$key"
  done
  if exists aws iam get-user-policy --user-name instruqt --policy-name assume-role; then
    aws iam delete-user-policy --user-name instruqt --policy-name assume-role
  fi
  aws iam delete-user --user-name instruqt
}

case ${1:-} in apply | destroy) ;; *) fail "usage: $0 apply | destroy" ;; esac
identity=$(aws sts get-caller-identity --query Arn --output text)
partition=$(cut -d: -f2 <<<"$identity")
account=$(cut -d: -f5 <<<"$identity")
case $1 in
  apply)
    apply_user
    apply_role_1
    printf 'role_arn = %s\n' "arn:$partition:iam::$account:role"/InstruqtS3Access
    apply_access_key
    ;;
  destroy)
    destroy_role_1
    destroy_user
    ;;
esac
