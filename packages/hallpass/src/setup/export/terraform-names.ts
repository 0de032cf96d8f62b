import { allRoles, type SetupModel } from '../model/model.ts'
import type { Reference } from './marked-text.ts'

/** What the parts of a set-up are called inside the Terraform configuration. */
export interface TerraformNames {
  readonly user: string
  readonly role: (roleName: string) => string
  /** The expression for what is only known inside an account. */
  readonly expression: (reference: Reference) => string
}

/** The names in AWS, as far as Terraform takes them. */
export function terraformNames(model: SetupModel): TerraformNames {
  const { user } = model
  const names = new Map<string, string>()
  for (const { name } of allRoles(model)) names.set(name, unusedLabel(name, new Set(names.values())))
  const userLabel = labelOf(user?.name ?? '')
  const role = (roleName: string): string => names.get(roleName) ?? labelOf(roleName)
  return {
    user: userLabel,
    role,
    expression: (reference) => {
      switch (reference.kind) {
        case 'account':
          return 'data.aws_caller_identity.current.account_id'
        case 'partition':
          return 'data.aws_partition.current.partition'
        case 'user-arn':
          return `aws_iam_user.${userLabel}.arn`
        case 'provider-arn':
          return 'aws_iam_openid_connect_provider.issuer.arn'
        default:
          return `aws_iam_role.${role(reference.role)}.arn`
      }
    },
  }
}

/** A name as a label: letters, digits, `_` and `-`, not beginning with a digit. */
export function labelOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_').replace(/^[^A-Za-z_]/, '_$&')
}

/** A label that is not taken. */
export function unusedLabel(name: string, taken: ReadonlySet<string>): string {
  const label = labelOf(name)
  if (!taken.has(label)) return label
  let number = 2
  while (taken.has(`${label}_${number}`)) number += 1
  return `${label}_${number}`
}
