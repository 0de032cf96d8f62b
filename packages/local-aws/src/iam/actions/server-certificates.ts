import { uniqueId } from '../../base/index.ts'
import { nameKey, type ServerCertificate } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  alreadyExists,
  findServerCertificate,
  iamAction,
  iamArn,
  limitExceeded,
  movingAction,
  optionalName,
  pageOf,
  pageParameters,
  pathOf,
  pathPrefixOf,
  requestTags,
  required,
  requiredName,
  serverCertificateTarget,
  tagParameters,
  tagsXmlIfAny,
  withRequestTags,
} from '../request/index.ts'
import { certificateOf, checkChain, checkPrivateKey, checkValidity, pemText } from './certificates.ts'

const mostCertificates = 20

const newCertificate = (call: Call) => ({
  arn: iamArn(
    call.account.id,
    `server-certificate${pathOf(call)}${requiredName(call, 'ServerCertificateName')}`,
  ),
})

const upload = iamAction(
  'UploadServerCertificate',
  ['ServerCertificateName', 'Path', 'CertificateBody', 'PrivateKey', 'CertificateChain', ...tagParameters],
  withRequestTags(newCertificate),
  (call) => {
    const { serverCertificates } = call.account
    const name = requiredName(call, 'ServerCertificateName')
    const body = pemText(call, 'CertificateBody').trim()
    required(call, 'PrivateKey')
    const chain = call.params.has('CertificateChain') ? pemText(call, 'CertificateChain').trim() : undefined
    const parsed = certificateOf(body)
    checkValidity(parsed, call.now)
    checkPrivateKey(parsed, pemText(call, 'PrivateKey'))
    if (chain !== undefined) checkChain(parsed, chain)
    if (serverCertificates.has(nameKey(name))) {
      throw alreadyExists(`The Server Certificate with name ${name} already exists.`)
    }
    if (serverCertificates.size >= mostCertificates) {
      throw limitExceeded(`Cannot exceed quota for ServerCertificatesPerAccount: ${mostCertificates}`)
    }
    const certificate: ServerCertificate = {
      name,
      path: pathOf(call),
      id: uniqueId('ASCA', call.randomBytes),
      arn: newCertificate(call).arn,
      uploadedAt: call.now,
      expiresAt: parsed.validTo,
      body,
      chain,
      tags: requestTags(call),
    }
    serverCertificates.set(nameKey(name), certificate)
    return {
      ServerCertificateMetadata: metadataXml(certificate),
      Tags: tagsXmlIfAny(certificate.tags),
    }
  },
)

const get = iamAction('GetServerCertificate', ['ServerCertificateName'], serverCertificateTarget, (call) => {
  const certificate = named(call)
  return {
    ServerCertificate: {
      ServerCertificateMetadata: metadataXml(certificate),
      CertificateBody: certificate.body,
      CertificateChain: certificate.chain,
      Tags: tagsXmlIfAny(certificate.tags),
    },
  }
})

const list = iamAction(
  'ListServerCertificates',
  ['PathPrefix', ...pageParameters],
  (call) => ({ arn: iamArn(call.account.id, `server-certificate${pathPrefixOf(call)}`) }),
  (call) => {
    const prefix = pathPrefixOf(call)
    const all = [...call.account.serverCertificates.values()].filter(({ path }) => path.startsWith(prefix))
    const { items, rest } = pageOf(call, all, ({ name }) => nameKey(name))
    return { ServerCertificateMetadataList: items.map(metadataXml), ...rest }
  },
)

const update = movingAction(
  iamAction(
    'UpdateServerCertificate',
    ['ServerCertificateName', 'NewPath', 'NewServerCertificateName'],
    serverCertificateTarget,
    (call) => {
      const { id: account, serverCertificates } = call.account
      const before = named(call)
      const name = optionalName(call, 'NewServerCertificateName') ?? before.name
      const path = call.params.has('NewPath') ? pathOf(call, 'NewPath') : before.path
      if (nameKey(name) !== nameKey(before.name) && serverCertificates.has(nameKey(name))) {
        throw alreadyExists(`The Server Certificate with name ${name} already exists.`)
      }
      serverCertificates.delete(nameKey(before.name))
      serverCertificates.set(nameKey(name), {
        ...before,
        name,
        path,
        arn: iamArn(account, `server-certificate${path}${name}`),
      })
      return undefined
    },
  ),
  {
    type: 'server-certificate',
    nameParameter: 'NewServerCertificateName',
    find: (call) => call.account.serverCertificates.get(nameKey(requiredName(call, 'ServerCertificateName'))),
  },
)

const remove = iamAction(
  'DeleteServerCertificate',
  ['ServerCertificateName'],
  serverCertificateTarget,
  (call) => {
    call.account.serverCertificates.delete(nameKey(named(call).name))
    return undefined
  },
)

/** Certificates for load balancers and distributions, of which there are none here. The private key is not kept. */
export const serverCertificateActions: readonly QueryAction[] = [upload, get, list, update, remove]

function named(call: Call): ServerCertificate {
  return findServerCertificate(call.account, requiredName(call, 'ServerCertificateName'))
}

function metadataXml(certificate: ServerCertificate): Xml {
  return {
    Path: certificate.path,
    ServerCertificateName: certificate.name,
    ServerCertificateId: certificate.id,
    Arn: certificate.arn,
    UploadDate: certificate.uploadedAt,
    Expiration: certificate.expiresAt,
  }
}
