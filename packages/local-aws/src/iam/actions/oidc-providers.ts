import type { OidcProvider } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  alreadyExists,
  checkLength,
  findOidcProvider,
  iamAction,
  iamArn,
  invalidInput,
  limitExceeded,
  memberList,
  oidcProviderTarget,
  requestTags,
  required,
  tagsXmlIfAny,
  validationError,
  withRequestTags,
  tagParameters,
} from '../request/index.ts'

const mostClientIds = 100
const mostThumbprints = 5

const newProvider = (call: Call) => ({
  arn: iamArn(call.account.id, `oidc-provider/${withoutScheme(required(call, 'Url'))}`),
})

const createProvider = iamAction(
  'CreateOpenIDConnectProvider',
  ['Url', 'ClientIDList[]', 'ThumbprintList[]', ...tagParameters],
  withRequestTags(newProvider),
  (call) => {
    const { oidcProviders } = call.account
    const url = checkedUrl(required(call, 'Url'))
    const { arn } = newProvider(call)
    if (oidcProviders.has(arn)) throw alreadyExists(`Provider with url ${url} already exists.`)
    const clientIds = memberList(call, 'ClientIDList').map(checkedClientId)
    if (clientIds.length > mostClientIds) throw tooManyClientIds()
    const provider: OidcProvider = {
      arn,
      url,
      clientIds: new Set(clientIds),
      thumbprints: new Set(checkedThumbprints(call)),
      createdAt: call.now,
      tags: requestTags(call),
    }
    oidcProviders.set(arn, provider)
    return { OpenIDConnectProviderArn: arn, Tags: tagsXmlIfAny(provider.tags) }
  },
)

const getProvider = iamAction(
  'GetOpenIDConnectProvider',
  ['OpenIDConnectProviderArn'],
  oidcProviderTarget,
  (call) => {
    const provider = named(call)
    return {
      Url: withoutScheme(provider.url),
      ClientIDList: [...provider.clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: provider.createdAt,
      Tags: tagsXmlIfAny(provider.tags),
    }
  },
)

const listProviders = iamAction(
  'ListOpenIDConnectProviders',
  [],
  (call) => ({ arn: iamArn(call.account.id, 'oidc-provider/*') }),
  (call) => ({
    OpenIDConnectProviderList: [...call.account.oidcProviders.keys()].map((Arn) => ({ Arn })),
  }),
)

const deleteProvider = iamAction(
  'DeleteOpenIDConnectProvider',
  ['OpenIDConnectProviderArn'],
  oidcProviderTarget,
  (call) => {
    call.account.oidcProviders.delete(named(call).arn)
    return undefined
  },
)

const addClientId = iamAction(
  'AddClientIDToOpenIDConnectProvider',
  ['OpenIDConnectProviderArn', 'ClientID'],
  oidcProviderTarget,
  (call) => {
    const { clientIds } = named(call)
    const id = checkedClientId(required(call, 'ClientID'))
    if (!clientIds.has(id) && clientIds.size >= mostClientIds) throw tooManyClientIds()
    clientIds.add(id)
    return undefined
  },
)

const removeClientId = iamAction(
  'RemoveClientIDFromOpenIDConnectProvider',
  ['OpenIDConnectProviderArn', 'ClientID'],
  oidcProviderTarget,
  (call) => {
    named(call).clientIds.delete(required(call, 'ClientID'))
    return undefined
  },
)

const updateThumbprint = iamAction(
  'UpdateOpenIDConnectProviderThumbprint',
  ['OpenIDConnectProviderArn', 'ThumbprintList[]'],
  oidcProviderTarget,
  (call) => {
    const { thumbprints } = named(call)
    const replaced = checkedThumbprints(call)
    thumbprints.clear()
    for (const thumbprint of replaced) thumbprints.add(thumbprint)
    return undefined
  },
)

export const oidcProviderActions: readonly QueryAction[] = [
  createProvider,
  getProvider,
  listProviders,
  deleteProvider,
  addClientId,
  removeClientId,
  updateThumbprint,
]

function named(call: Call): OidcProvider {
  return findOidcProvider(call.account, required(call, 'OpenIDConnectProviderArn'))
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//i, '')
}

/** AWS wants `https`. An issuer on loopback may use `http` here: it is what a test can start. */
function checkedUrl(url: string): string {
  checkLength(url, 'Url', 1, 255)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed?.hostname ?? '')
  const secure = parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && loopback)
  if (!secure || parsed?.search !== '' || parsed.hash !== '' || parsed.username !== '') {
    throw validationError('Invalid Open ID Connect Provider URL')
  }
  return url
}

function checkedClientId(id: string): string {
  checkLength(id, 'ClientID', 1, 255)
  return id
}

function checkedThumbprints(call: Call): readonly string[] {
  const thumbprints = memberList(call, 'ThumbprintList')
  if (thumbprints.length > mostThumbprints) {
    throw invalidInput(`Thumbprint list must contain fewer than ${mostThumbprints} entries.`)
  }
  for (const thumbprint of thumbprints) {
    checkLength(thumbprint, 'ThumbprintList', 40, 40)
    if (!/^[0-9A-Fa-f]{40}$/.test(thumbprint)) {
      throw invalidInput(`Thumbprint ${thumbprint} is not valid: it must be 40 hexadecimal digits.`)
    }
  }
  return thumbprints
}

function tooManyClientIds() {
  return limitExceeded(`Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: ${mostClientIds}`)
}
