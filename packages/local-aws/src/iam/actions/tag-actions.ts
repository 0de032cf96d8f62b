import type { Tags } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  addTags,
  findInstanceProfile,
  findManagedPolicy,
  findMfaDevice,
  findOidcProvider,
  findSamlProvider,
  findServerCertificate,
  iamAction,
  invalidInput,
  instanceProfileTarget,
  mfaDeviceTarget,
  oidcProviderTarget,
  pageOf,
  policyArnOf,
  policyTarget,
  removeTags,
  requestTags,
  required,
  requiredName,
  roles,
  samlProviderTarget,
  serverCertificateTarget,
  tagsXml,
  type Target,
  users,
  withRequestTags,
  pageParameters,
  tagParameters,
} from '../request/index.ts'

interface Tagged {
  readonly kind: string
  readonly parameter: string
  readonly target: (call: Call) => Target
  readonly tagsOf: (call: Call) => Tags
}

const tagged: readonly Tagged[] = [
  ...[users, roles].map(({ kind, parameter, target, find }) => ({
    kind,
    parameter,
    target,
    tagsOf: (call: Call): Tags => find(call).tags ?? new Map(),
  })),
  {
    kind: 'Policy',
    parameter: 'PolicyArn',
    target: policyTarget,
    tagsOf: (call) => {
      const arn = policyArnOf(call)
      if (arn.includes('::aws:')) throw invalidInput('Cannot tag an AWS managed policy.')
      return findManagedPolicy(call.account, arn).tags
    },
  },
  {
    kind: 'OpenIDConnectProvider',
    parameter: 'OpenIDConnectProviderArn',
    target: oidcProviderTarget,
    tagsOf: (call) => findOidcProvider(call.account, required(call, 'OpenIDConnectProviderArn')).tags,
  },
  {
    kind: 'SAMLProvider',
    parameter: 'SAMLProviderArn',
    target: samlProviderTarget,
    tagsOf: (call) => findSamlProvider(call.account, required(call, 'SAMLProviderArn')).tags,
  },
  {
    kind: 'InstanceProfile',
    parameter: 'InstanceProfileName',
    target: instanceProfileTarget,
    tagsOf: (call) => findInstanceProfile(call.account, requiredName(call, 'InstanceProfileName')).tags,
  },
  {
    kind: 'ServerCertificate',
    parameter: 'ServerCertificateName',
    target: serverCertificateTarget,
    tagsOf: (call) => findServerCertificate(call.account, requiredName(call, 'ServerCertificateName')).tags,
  },
  {
    kind: 'MFADevice',
    parameter: 'SerialNumber',
    target: mfaDeviceTarget,
    tagsOf: (call) => findMfaDevice(call.account, required(call, 'SerialNumber')).tags,
  },
]

/** Tag, Untag and List…Tags of whatever has tags. */
export const tagActions: readonly QueryAction[] = tagged.flatMap(({ kind, parameter, target, tagsOf }) => [
  iamAction(`Tag${kind}`, [parameter, ...tagParameters], withRequestTags(target), (call) => {
    addTags(tagsOf(call), requestTags(call))
    return undefined
  }),
  iamAction(`Untag${kind}`, [parameter, 'TagKeys[]'], withRequestTags(target), (call) => {
    removeTags(tagsOf(call), call)
    return undefined
  }),
  iamAction(`List${kind}Tags`, [parameter, ...pageParameters], target, (call) => {
    const { items, rest } = pageOf(call, tagsOf(call), ([key]) => key)
    return { Tags: tagsXml(new Map(items)), ...rest }
  }),
])
