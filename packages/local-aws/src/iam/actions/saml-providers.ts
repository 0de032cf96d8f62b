import type { SamlProvider } from '../../model/index.ts'
import { type Call, checkNotReplaced, type QueryAction } from '../../protocol/index.ts'
import type { SamlMetadata } from '../../saml/index.ts'
import { base32 } from '../../base/index.ts'
import {
  alreadyExists,
  checkLength,
  constraintError,
  findSamlProvider,
  iamAction,
  iamArn,
  invalidInput,
  limitExceeded,
  requestTags,
  required,
  samlProviderTarget,
  tagParameters,
  tagsXmlIfAny,
  withRequestTags,
} from '../request/index.ts'

const mostProviders = 100
const yearsWithoutEnd = 100

const newProvider = (call: Call) => ({
  arn: iamArn(call.account.id, `saml-provider/${required(call, 'Name')}`),
})

const createProvider = iamAction(
  'CreateSAMLProvider',
  ['Name', 'SAMLMetadataDocument', ...tagParameters],
  withRequestTags(newProvider),
  async (call) => {
    const { samlProviders } = call.account
    const name = checkedName(required(call, 'Name'))
    const metadata = await readMetadata(call)
    const { arn } = newProvider(call)
    if (samlProviders.has(arn)) throw alreadyExists(`SAML Provider with name ${name} already exists.`)
    if (samlProviders.size >= mostProviders) {
      throw limitExceeded(`Cannot exceed quota for SAMLProvidersPerAccount: ${mostProviders}`)
    }
    const provider: SamlProvider = {
      arn,
      id: `SAMLSP${base32(call.randomBytes(10))}`,
      createdAt: call.now,
      tags: requestTags(call),
      ...metadata,
    }
    samlProviders.set(arn, provider)
    return { SAMLProviderArn: arn, Tags: tagsXmlIfAny(provider.tags) }
  },
)

const getProvider = iamAction('GetSAMLProvider', ['SAMLProviderArn'], samlProviderTarget, (call) => {
  const provider = named(call)
  return {
    SAMLProviderUUID: provider.id,
    SAMLMetadataDocument: provider.metadata,
    CreateDate: provider.createdAt,
    ValidUntil: provider.validUntil,
    Tags: tagsXmlIfAny(provider.tags),
  }
})

const listProviders = iamAction(
  'ListSAMLProviders',
  [],
  (call) => ({ arn: iamArn(call.account.id, 'saml-provider/*') }),
  (call) => ({
    SAMLProviderList: [...call.account.samlProviders.values()].map(({ arn, createdAt, validUntil }) => ({
      Arn: arn,
      ValidUntil: validUntil,
      CreateDate: createdAt,
    })),
  }),
)

const updateProvider = iamAction(
  'UpdateSAMLProvider',
  ['SAMLProviderArn', 'SAMLMetadataDocument'],
  samlProviderTarget,
  async (call) => {
    named(call)
    if (!call.params.has('SAMLMetadataDocument')) {
      throw invalidInput(
        'Unable to update identity provider. No updates are defined for metadata or encryption assertion.',
      )
    }
    const metadata = await readMetadata(call)
    const { arn } = Object.assign(named(call), metadata)
    return { SAMLProviderArn: arn }
  },
)

const deleteProvider = iamAction('DeleteSAMLProvider', ['SAMLProviderArn'], samlProviderTarget, (call) => {
  call.account.samlProviders.delete(named(call).arn)
  return undefined
})

export const samlProviderActions: readonly QueryAction[] = [
  createProvider,
  getProvider,
  listProviders,
  updateProvider,
  deleteProvider,
]

function named(call: Call): SamlProvider {
  return findSamlProvider(call.account, required(call, 'SAMLProviderArn'))
}

/**
 * The metadata of a request. What does not say how long it counts, counts for a hundred years.
 *
 * @throws AwsError `InvalidInput` for what is none
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html
 */
async function readMetadata(
  call: Call,
): Promise<Pick<SamlProvider, 'metadata' | 'issuer' | 'certificates' | 'validUntil'>> {
  const metadata = required(call, 'SAMLMetadataDocument')
  // A value of this length is not repeated in the message.
  if (metadata.length < 1000 || metadata.length > 10_000_000) {
    throw constraintError(
      undefined,
      'sAMLMetadataDocument',
      'Member must have length between 1000 and 10000000',
    )
  }
  // Loaded where somebody uses SAML, not with every start.
  const { readSamlMetadata } = await import('../../saml/index.ts')
  checkNotReplaced(call)
  const read: SamlMetadata | undefined = readSamlMetadata(metadata)
  if (read === undefined) throw invalidInput('Could not parse metadata.')
  const { issuer, certificates } = read
  const forever = new Date(call.now)
  forever.setUTCFullYear(forever.getUTCFullYear() + yearsWithoutEnd)
  return { metadata, issuer, certificates, validUntil: read.validUntil ?? forever }
}

function checkedName(name: string): string {
  checkLength(name, 'Name', 1, 128)
  if (!/^[\w.-]+$/.test(name)) {
    throw constraintError(name, 'Name', String.raw`Member must satisfy regular expression pattern: [\w._-]+`)
  }
  return name
}
