import { adoptionTag } from '../adoption/adoption-tags.ts'
import { posixWord } from '../../format/index.ts'
import type { SetupInputs } from '../model/inputs.ts'
import { allRoles, ownershipTagKey, type SetupModel, type SetupRole } from '../model/model.ts'
import { accessKeyFunctions } from './cli-script-key.ts'
import { providerFunctions } from './cli-script-provider.ts'
import type { ExportedFile } from './exported-file.ts'
import { shellDocument } from './shell-text.ts'
import { tagsWord } from './tags-word.ts'

/**
 * A bash script for the AWS CLI that makes the set-up, and takes it away again. It may be run any number of
 * times, and touches nothing that does not carry the set-up's tag.
 */
export function cliScriptFiles(model: SetupModel, inputs: SetupInputs): readonly ExportedFile[] {
  const parts = [
    head(model, inputs),
    checks(model),
    documents(model),
    ...(model.user ? [accessKeyFunctions(model.user)] : []),
    ...(model.provider ? [providerFunctions(model.provider)] : []),
    ...allRoles(model).map((role, index) => roleFunctions(role, index)),
    ...(model.user ? [userFunctions(model)] : []),
    main(model),
  ]
  return [{ name: 'setup.sh', content: `${parts.join('\n\n')}\n`, executable: true }]
}

function head(model: SetupModel, { awsProfile, keybase, pgpKeyFile }: SetupInputs): string {
  const profile =
    awsProfile === undefined ? [] : [`export AWS_PROFILE=\${AWS_PROFILE:-${posixWord(awsProfile)}}`]
  const readers = model.user
    ? [
        `keybase=\${KEYBASE:-${keybase ?? ''}}`,
        `pgp_key=\${PGP_KEY:-${pgpKeyFile === undefined ? '' : posixWord(pgpKeyFile)}}`,
        `secret_file=\${SECRET_FILE:-${posixWord(`${model.name}-access-key`)}}`,
      ]
    : []
  return [
    '#!/usr/bin/env bash',
    `# Makes the set-up ${model.name} with the AWS CLI, or takes it away again. Safe to run again at any time.`,
    '#',
    '#   ./setup.sh apply',
    '#   ./setup.sh destroy',
    '#',
    '# AWS_PROFILE names the profile to work with.',
    ...(model.user
      ? [
          '# The secret key is encrypted for KEYBASE (a keybase user) or PGP_KEY (a file with a public key);',
          '# without either it goes into SECRET_FILE, readable by you alone.',
        ]
      : []),
    'set -euo pipefail',
    '',
    ...profile,
    `export AWS_REGION=${model.region} AWS_DEFAULT_REGION=${model.region} AWS_PAGER=`,
    `setup=${posixWord(model.name)}`,
    ...readers,
  ].join('\n')
}

function checks({ user }: SetupModel): string {
  const retry = [
    '# IAM takes seconds to know a new user everywhere.',
    'once_known() {',
    '  local said wait',
    '  for wait in 1 2 4 8 15 30 0; do',
    '    if said=$("$@" 2>&1); then return 0; fi',
    '    case $said in *"Invalid principal"*) sleep "$wait" ;; *) break ;; esac',
    '  done',
    String.raw`  printf '%s\n' "$said" >&2`,
    '  return 1',
    '}',
  ].join('\n')
  return [
    ['fail() {', String.raw`  printf 'error: %s\n' "$1" >&2`, '  exit 1', '}'].join('\n'),
    [
      '# Whether a command finds what it looks for; anything but "no such entity" is an error.',
      'exists() {',
      '  local said',
      '  if said=$("$@" 2>&1 >/dev/null); then return 0; fi',
      '  case $said in *NoSuchEntity*) return 1 ;; esac',
      '  fail "$said"',
      '}',
    ].join('\n'),
    ownerCheck('role'),
    ...(user ? [ownerCheck('user')] : []),
    retry,
  ].join('\n\n')
}

/** The check that a user or a role is ours. */
function ownerCheck(kind: 'role' | 'user'): string {
  return [
    `# Refuses a ${kind} that this set-up did not make.`,
    `check_${kind}() {`,
    '  local owner',
    `  owner=$(aws iam list-${kind}-tags --${kind}-name "$1" --query "Tags[?Key=='${ownershipTagKey}'].Value" --output text)`,
    `  [ "$owner" = "$setup" ] || fail "${kind} $1 exists, and is not of the set-up $setup"`,
    '}',
    `# Refuses to delete a ${kind} that was there before hallpass setup apply --adopt took it over.`,
    `check_made_${kind}() {`,
    `  check_${kind} "$1"`,
    '  local before',
    `  before=$(aws iam list-${kind}-tags --${kind}-name "$1" --query "Tags[?Key=='${adoptionTag}'].Value" --output text)`,
    `  [ -z "$before" ] || fail "${kind} $1 was there before: hallpass setup destroy gives it back"`,
    '}',
  ].join('\n')
}

/** A function that prints a document. */
function hereDocument(name: string, text: string): string {
  return [`${name}() {`, '  cat <<JSON', text, 'JSON', '}'].join('\n')
}

function documents(model: SetupModel): string {
  return [
    ...(model.user ? [hereDocument('assume_policy', shellDocument(model.user.policy.document, model))] : []),
    ...allRoles(model).flatMap((role, index) => [
      hereDocument(`trust_${index + 1}`, shellDocument(role.trust, model)),
      ...role.inlinePolicies.map(({ document }, place) =>
        hereDocument(`policy_${index + 1}_${place + 1}`, shellDocument(document, model)),
      ),
    ]),
  ].join('\n\n')
}

function roleFunctions(role: SetupRole, index: number): string {
  const number = index + 1
  const name = posixWord(role.name)
  const named = `--role-name ${name}`
  const boundary =
    role.permissionsBoundaryArn === undefined
      ? {
          create: '',
          update: [
            `  if [ "$(aws iam get-role ${named} --query Role.PermissionsBoundary --output text)" != None ]; then`,
            `    aws iam delete-role-permissions-boundary ${named}`,
            '  fi',
          ],
        }
      : {
          create: ` --permissions-boundary ${posixWord(role.permissionsBoundaryArn)}`,
          update: [
            `  aws iam put-role-permissions-boundary ${named} --permissions-boundary ${posixWord(role.permissionsBoundaryArn)}`,
          ],
        }
  const same = `--max-session-duration ${role.maxSessionDurationSeconds} --description ${posixWord(role.description)}`
  return [
    `apply_role_${number}() {`,
    `  if exists aws iam get-role ${named}; then`,
    `    check_role ${name}`,
    `    aws iam update-role ${named} ${same} >/dev/null`,
    `    once_known aws iam update-assume-role-policy ${named} --policy-document "$(trust_${number})"`,
    `    aws iam tag-role ${named} --tags ${tagsWord(role.tags)}`,
    ...boundary.update.map((line) => `  ${line}`),
    '  else',
    `    once_known aws iam create-role ${named} --path ${posixWord(role.path)} ${same}${boundary.create} \\`,
    `      --tags ${tagsWord(role.tags)} --assume-role-policy-document "$(trust_${number})"`,
    '  fi',
    ...role.inlinePolicies.map(
      (policy, place) =>
        `  aws iam put-role-policy ${named} --policy-name ${posixWord(policy.name)} --policy-document "$(policy_${number}_${place + 1})"`,
    ),
    ...role.managedPolicyArns.map(
      (arn) => `  aws iam attach-role-policy ${named} --policy-arn ${posixWord(arn)}`,
    ),
    '}',
    '',
    `destroy_role_${number}() {`,
    `  if ! exists aws iam get-role ${named}; then return 0; fi`,
    `  check_made_role ${name}`,
    '  local policy',
    `  for policy in $(aws iam list-role-policies ${named} --query PolicyNames --output text); do`,
    '    case $policy in',
    `      ${[...role.inlinePolicies.map((policy) => posixWord(policy.name)), 'hallpass-revoke*'].join(' | ')}) aws iam delete-role-policy ${named} --policy-name "$policy" ;;`,
    `      *) fail "role ${role.name} has a policy of somebody else's: $policy" ;;`,
    '    esac',
    '  done',
    ...role.managedPolicyArns.flatMap((arn) => [
      `  if exists_attached ${name} ${posixWord(arn)}; then aws iam detach-role-policy ${named} --policy-arn ${posixWord(arn)}; fi`,
    ]),
    `  aws iam delete-role ${named}`,
    '}',
  ].join('\n')
}

function userFunctions({ user }: SetupModel): string {
  if (!user) return ''
  const name = posixWord(user.name)
  const named = `--user-name ${name}`
  return [
    'apply_user() {',
    `  if exists aws iam get-user ${named}; then`,
    `    check_user ${name}`,
    `    aws iam tag-user ${named} --tags ${tagsWord(user.tags)}`,
    '  else',
    `    aws iam create-user ${named} --path ${posixWord(user.path)} --tags ${tagsWord(user.tags)} >/dev/null`,
    '  fi',
    `  aws iam put-user-policy ${named} --policy-name ${posixWord(user.policy.name)} --policy-document "$(assume_policy)"`,
    '}',
    '',
    'destroy_user() {',
    `  if ! exists aws iam get-user ${named}; then return 0; fi`,
    `  check_made_user ${name}`,
    '  local key',
    `  for key in $(aws iam list-access-keys ${named} --query 'AccessKeyMetadata[].AccessKeyId' --output text); do`,
    `    aws iam delete-access-key ${named} --access-key-id "$key"`,
    '  done',
    `  if exists aws iam get-user-policy ${named} --policy-name ${posixWord(user.policy.name)}; then`,
    `    aws iam delete-user-policy ${named} --policy-name ${posixWord(user.policy.name)}`,
    '  fi',
    `  aws iam delete-user ${named}`,
    '}',
  ].join('\n')
}

function main(model: SetupModel): string {
  const { user, roles } = model
  const numbers = allRoles(model).map((_, index) => index + 1)
  const [first] = roles
  const arn = `"arn:$partition:iam::$account:role"${posixWord(`${first.path}${first.name}`)}`
  const attached = roles.some(({ managedPolicyArns }) => managedPolicyArns.length > 0)
    ? [
        'exists_attached() {',
        '  aws iam list-attached-role-policies --role-name "$1" --query \'AttachedPolicies[].PolicyArn\' --output text |',
        String.raw`    tr '\t' '\n' | grep -Fxq -- "$2"`,
        '}',
        '',
      ]
    : []
  return [
    ...attached,
    'case ${1:-} in apply | destroy) ;; *) fail "usage: $0 apply | destroy" ;; esac',
    'identity=$(aws sts get-caller-identity --query Arn --output text)',
    'partition=$(cut -d: -f2 <<<"$identity")',
    'account=$(cut -d: -f5 <<<"$identity")',
    ...accountCheck(model),
    'case $1 in',
    '  apply)',
    ...(model.provider ? ['    apply_provider'] : []),
    ...(user ? ['    apply_user'] : []),
    ...numbers.map((number) => `    apply_role_${number}`),
    `    printf 'role_arn = %s\\n' ${arn}`,
    ...(first.externalId ? [`    printf 'external_id = %s\\n' ${posixWord(first.externalId.value)}`] : []),
    ...revokerLine(model),
    ...(user ? ['    apply_access_key'] : []),
    '    ;;',
    '  destroy)',
    ...numbers.toReversed().map((number) => `    destroy_role_${number}`),
    ...(user ? ['    destroy_user'] : []),
    ...(model.provider ? ['    destroy_provider'] : []),
    '    ;;',
    'esac',
  ].join('\n')
}

function revokerLine({ revoker }: SetupModel): readonly string[] {
  if (!revoker) return []
  const name = posixWord(`${revoker.path}${revoker.name}`)
  return [`    printf 'revoker_role_arn = %s\\n' "arn:$partition:iam::$account:role"${name}`]
}

/** Without an external id the issuer has to be in the same account. */
function accountCheck({ issuer, roles }: SetupModel): readonly string[] {
  if (issuer.kind !== 'arn' || roles.every(({ externalId }) => externalId)) return []
  return [
    `[ "$account" = ${issuer.account} ] || fail "the issuer is in account ${issuer.account}: that needs an external id"`,
  ]
}
