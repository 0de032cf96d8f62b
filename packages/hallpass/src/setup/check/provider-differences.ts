import type { IamProvider } from '../account/providers.ts'
import { ownershipTagKey, providerName, type References, type SetupProvider } from '../model/model.ts'
import type { Difference } from './difference.ts'

/**
 * The OpenID Connect provider. An account has one for each issuer, and others may use it too: one that is not the
 * set-up's is used as it is, and has to know the audience.
 */
export function providerDifferences(
  provider: SetupProvider,
  found: IamProvider | undefined,
  context: { readonly references: References; readonly setupName: string },
): readonly Difference[] {
  const what = `provider ${providerName(provider.url)}`
  if (!found) return [{ words: `${what} does not exist`, repair: { kind: 'create-provider', provider } }]
  const { audience } = provider
  if (found.audiences.includes(audience)) return []
  const { providerArn } = context.references
  const words = `${what} knows no audience ${audience}`
  if (found.tags.get(ownershipTagKey) === context.setupName) {
    return [{ words, repair: { kind: 'add-audience', providerArn, audience } }]
  }
  return [
    {
      words: `${words}, and is not the set-up's`,
      repair: undefined,
      hint: `aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${providerArn} --client-id ${audience}`,
      blocks: true,
    },
  ]
}
