import type { References, SetupModel } from './model.ts'

/** References as AWS itself writes them, for an account that is known. */
export function literalReferences(model: SetupModel, account: string): References {
  const { partition, user, roles } = model
  const paths = new Map(roles.map(({ name, path }) => [name, path]))
  return {
    account,
    partition,
    userArn: `arn:${partition}:iam::${account}:user${user?.path ?? '/'}${user?.name ?? ''}`,
    roleArn: (name) => `arn:${partition}:iam::${account}:role${paths.get(name) ?? '/'}${name}`,
  }
}
