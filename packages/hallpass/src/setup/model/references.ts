import { allRoles, providerName, type References, type SetupModel } from './model.ts'

/** References as AWS itself writes them, for an account that is known. */
export function literalReferences(model: SetupModel, account: string): References {
  const { partition, user, provider } = model
  const paths = new Map(allRoles(model).map(({ name, path }) => [name, path]))
  return {
    account,
    partition,
    userArn: `arn:${partition}:iam::${account}:user${user?.path ?? '/'}${user?.name ?? ''}`,
    providerArn: `arn:${partition}:iam::${account}:oidc-provider/${providerName(provider?.url ?? '')}`,
    roleArn: (name) => `arn:${partition}:iam::${account}:role${paths.get(name) ?? '/'}${name}`,
  }
}
