import { answerText, deleteIfThere, unlessMissing, type CallIam } from '../../iam/index.ts'
import { child, children } from '../../query/index.ts'
import type { SetupProvider } from '../model/model.ts'
import { readTags, tagParameters, type IamEntity } from './entity.ts'

/** An OpenID Connect provider of an account. */
export interface IamProvider extends Pick<IamEntity, 'arn' | 'tags'> {
  /** What `aud` may be. */
  readonly audiences: readonly string[]
}

/** The provider of that ARN; `undefined` where there is none. */
export async function getProvider(iam: CallIam, arn: string): Promise<IamProvider | undefined> {
  const answer = await unlessMissing(iam('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn }))
  if (!answer) return undefined
  answerText(answer, 'Url')
  return {
    arn,
    tags: readTags(answer),
    audiences: children(child(answer, 'ClientIDList'), 'member').map(({ text }) => text),
  }
}

/** Without thumbprints: AWS knows the certificates of public authorities by itself. */
export async function createProvider(iam: CallIam, provider: SetupProvider): Promise<void> {
  await iam('CreateOpenIDConnectProvider', {
    Url: provider.url,
    ClientIDList: [provider.audience],
    Tags: tagParameters(provider.tags),
  })
}

export async function addAudience(iam: CallIam, arn: string, audience: string): Promise<void> {
  await iam('AddClientIDToOpenIDConnectProvider', { OpenIDConnectProviderArn: arn, ClientID: audience })
}

/** Tells whether there was one to delete. */
export function deleteProvider(iam: CallIam, arn: string): Promise<boolean> {
  return deleteIfThere(iam('DeleteOpenIDConnectProvider', { OpenIDConnectProviderArn: arn }))
}
