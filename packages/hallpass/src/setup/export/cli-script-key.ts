import { posixWord } from '../../format/index.ts'
import type { SetupUser } from '../model/model.ts'

/**
 * The part of the script that makes the access key. The secret is only ever in a variable of the script, in a
 * pipe, or in a file of mode 0600: never in an argument, where every process of the machine could read it.
 */
export function accessKeyFunctions(user: SetupUser): string {
  const named = `--user-name ${posixWord(user.name)}`
  return [
    '# Encrypts stdin for the reader of the secret key.',
    'encrypt() {',
    '  gpg --homedir "$work" --batch --quiet --trust-model always --recipient-file "$work/reader" --encrypt | base64 | tr -d \'\\n\'',
    '}',
    '',
    'apply_access_key() {',
    '  local key answer',
    `  key=$(aws iam list-access-keys ${named} --query 'AccessKeyMetadata[0].AccessKeyId' --output text)`,
    '  if [ "$key" != None ]; then',
    '    printf \'access_key = %s\\n\' "$key"',
    '    return 0',
    '  fi',
    '  if [ -n "$keybase$pgp_key" ]; then',
    '    work=$(mktemp -d)',
    '    trap \'rm -rf "$work"\' EXIT',
    '    if [ -n "$pgp_key" ]; then',
    '      cp "$pgp_key" "$work/reader"',
    '    else',
    '      curl -fsSL "https://keybase.io/$keybase/pgp_keys.asc" -o "$work/reader"',
    '    fi',
    '    # Before there is a key: one that nobody can be given is of no use.',
    '    encrypt </dev/null >/dev/null',
    '  else',
    '    # Fails where the file exists.',
    '    (umask 077 && set -o noclobber && : >"$secret_file") || fail "$secret_file exists already"',
    '  fi',
    `  answer=$(aws iam create-access-key ${named} --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)`,
    "  key=${answer%%$'\\t'*}",
    '  printf \'access_key = %s\\n\' "$key"',
    '  if [ -n "$keybase$pgp_key" ]; then',
    "    printf 'secret_key = %s\\n' \"$(printf '%s' \"${answer#*$'\\t'}\" | encrypt)\"",
    '  else',
    '    printf \'[%s]\\naws_access_key_id = %s\\naws_secret_access_key = %s\\n\' "$setup" "$key" "${answer#*$\'\\t\'}" >"$secret_file"',
    '    printf \'secret_key is in %s\\n\' "$secret_file"',
    '  fi',
    '}',
  ].join('\n')
}
