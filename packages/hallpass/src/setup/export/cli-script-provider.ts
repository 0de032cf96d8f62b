import { posixWord } from '../../format/index.ts'
import { ownershipTagKey, providerName, type SetupProvider } from '../model/model.ts'
import { tagsWord } from './tags-word.ts'

/** The part of the script that makes the OpenID Connect provider, and takes it away. */
export function providerFunctions(provider: SetupProvider): string {
  const arn = `"arn:$partition:iam::$account:oidc-provider/"${posixWord(providerName(provider.url))}`
  const named = `--open-id-connect-provider-arn ${arn}`
  const audience = posixWord(provider.audience)
  return [
    '# An account has one provider for each issuer: one that is there is used, and only our own is deleted.',
    'apply_provider() {',
    '  local audiences',
    `  if exists aws iam get-open-id-connect-provider ${named}; then`,
    `    audiences=$(aws iam get-open-id-connect-provider ${named} --query ClientIDList --output text)`,
    `    if ! tr '\\t' '\\n' <<<"$audiences" | grep -Fxq -- ${audience}; then`,
    `      [ "$(provider_owner)" = "$setup" ] || fail "the provider is not of the set-up $setup, and lacks audience ${provider.audience}"`,
    `      aws iam add-client-id-to-open-id-connect-provider ${named} --client-id ${audience}`,
    '    fi',
    '  else',
    `    aws iam create-open-id-connect-provider --url ${posixWord(provider.url)} --client-id-list ${audience} --tags ${tagsWord(provider.tags)} >/dev/null`,
    '  fi',
    '}',
    '',
    'provider_owner() {',
    `  aws iam list-open-id-connect-provider-tags ${named} --query "Tags[?Key=='${ownershipTagKey}'].Value" --output text`,
    '}',
    '',
    'destroy_provider() {',
    `  if ! exists aws iam get-open-id-connect-provider ${named}; then return 0; fi`,
    `  if [ "$(provider_owner)" = "$setup" ]; then aws iam delete-open-id-connect-provider ${named}; fi`,
    '}',
  ].join('\n')
}
