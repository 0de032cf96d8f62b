import type { SetupInputs } from '../model/inputs.ts'
import type { SetupModel } from '../model/model.ts'
import { HclExpression, type HclBlock, type HclValue } from './hcl.ts'

// An armoured key is what lies between the first empty line and the check sum, without its line feeds; what is
// no text is the key itself.
const pgpKey = [
  'try(',
  String.raw`    replace(regex("(?s)BEGIN PGP PUBLIC KEY BLOCK-----.*?\n\\s*\n(.*?)\n(?:=|-----END)", file(var.pgp_key))[0], "/\\s/", ""),`,
  '    filebase64(var.pgp_key),',
  '  )',
].join('\n')

/** The configuration's variables: without defaults, where nobody named a value, so that Terraform asks. */
export function terraformVariables(model: SetupModel, inputs: SetupInputs): readonly HclBlock[] {
  const { awsProfile, keybase, pgpKeyFile } = inputs
  const blocks = [
    variable(
      'aws',
      "The AWS profile with an administrator's credentials (empty: those of the environment)",
      awsProfile,
    ),
    variable('region', 'Where AWS clients work', model.region),
  ]
  if (!model.user) return blocks
  return [
    ...blocks,
    variable(
      'keybase',
      'The keybase user to encrypt the secret key for (to decrypt: terraform output -raw secret_key | base64 --decode | keybase pgp decrypt)',
      keybase ?? (pgpKeyFile === undefined ? undefined : ''),
    ),
    variable(
      'pgp_key',
      'A file with the OpenPGP public key to encrypt the secret key for, in place of keybase',
      pgpKeyFile ?? '',
    ),
    { header: 'locals', arguments: [['pgp_key', new HclExpression(`var.pgp_key == "" ? "" : ${pgpKey}`)]] },
  ]
}

function variable(name: string, description: string, value: string | undefined): HclBlock {
  const lines: Array<readonly [string, HclValue]> = [
    ['description', description],
    ['type', new HclExpression('string')],
  ]
  if (value !== undefined) lines.push(['default', value])
  return { header: `variable "${name}"`, arguments: lines }
}
