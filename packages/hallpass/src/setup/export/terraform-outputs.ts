import type { SetupModel } from '../model/model.ts'
import { HclExpression, type HclBlock, type HclValue } from './hcl.ts'
import type { TerraformNames } from './terraform-names.ts'

/** `role_arn`, `access_key` and `secret_key` of old; `role_arns` where there are several, `external_id` where there is one. */
export function terraformOutputs(model: SetupModel, names: TerraformNames): readonly HclBlock[] {
  const { user, roles } = model
  const [first] = roles
  const arnOf = (name: string) => new HclExpression(`aws_iam_role.${names.role(name)}.arn`)
  const outputs: Array<readonly [string, HclValue]> = [['role_arn', arnOf(first.name)]]
  if (roles.length > 1) {
    outputs.push(['role_arns', Object.fromEntries(roles.map(({ name }) => [name, arnOf(name)]))])
  }
  if (model.revoker) outputs.push(['revoker_role_arn', arnOf(model.revoker.name)])
  if (first.externalId) outputs.push(['external_id', first.externalId.value])
  if (user) {
    const key = `aws_iam_access_key.${names.user}`
    outputs.push(
      ['access_key', new HclExpression(`${key}.id`)],
      ['secret_key', new HclExpression(`${key}.encrypted_secret`)],
    )
  }
  return outputs.map(([name, value]) => ({ header: `output "${name}"`, arguments: [['value', value]] }))
}
