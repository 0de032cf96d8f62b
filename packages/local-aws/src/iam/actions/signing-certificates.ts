import { AwsError, base32 } from '../../base/index.ts'
import type { SigningCertificate } from '../../model/index.ts'
import type { Call, QueryAction, Xml } from '../../protocol/index.ts'
import {
  checkLength,
  findUser,
  iamAction,
  limitExceeded,
  noSuchEntity,
  pageOf,
  pageParameters,
  required,
  requiredWord,
  userNameOf,
  userTarget,
} from '../request/index.ts'
import { certificateOf, pemText } from './certificates.ts'

const mostCertificates = 2

const upload = iamAction('UploadSigningCertificate', ['UserName', 'CertificateBody'], userTarget, (call) => {
  const userName = ownerOf(call)
  const body = pemText(call, 'CertificateBody')
  const parsed = certificateOf(body)
  if (parsed.validTo <= call.now) {
    throw new AwsError('InvalidCertificate', 400, 'The certificate has expired.')
  }
  const isSame = (other: SigningCertificate) =>
    certificateOf(other.body).x509.fingerprint256 === parsed.x509.fingerprint256
  if ([...call.account.signingCertificates.values()].some(isSame)) {
    throw new AwsError('DuplicateCertificate', 409, 'The certificate is already associated with a user.')
  }
  if (certificatesOf(call, userName).length >= mostCertificates) {
    throw limitExceeded(`Cannot exceed quota for SigningCertificatesPerUser: ${mostCertificates}`)
  }
  const certificate: SigningCertificate = {
    id: base32(call.randomBytes(20)),
    userName,
    uploadedAt: call.now,
    body,
    status: 'Active',
  }
  call.account.signingCertificates.set(certificate.id, certificate)
  return { Certificate: certificateXml(certificate) }
})

const list = iamAction('ListSigningCertificates', ['UserName', ...pageParameters], userTarget, (call) => {
  const { items, rest } = pageOf(call, certificatesOf(call, ownerOf(call)), ({ id }) => id)
  return { Certificates: items.map(certificateXml), ...rest }
})

const update = iamAction(
  'UpdateSigningCertificate',
  ['UserName', 'CertificateId', 'Status'],
  userTarget,
  (call) => {
    const status = requiredWord(call, 'Status', ['Active', 'Inactive'])
    named(call).status = status
    return undefined
  },
)

const remove = iamAction('DeleteSigningCertificate', ['UserName', 'CertificateId'], userTarget, (call) => {
  call.account.signingCertificates.delete(named(call).id)
  return undefined
})

/** Certificates that users once signed SOAP with; nothing here takes them. */
export const signingCertificateActions: readonly QueryAction[] = [upload, list, update, remove]

function ownerOf(call: Call): string | undefined {
  const name = userNameOf(call)
  return name === undefined ? undefined : findUser(call.account, name).name
}

function certificatesOf({ account }: Call, userName: string | undefined): readonly SigningCertificate[] {
  return [...account.signingCertificates.values()].filter((one) => one.userName === userName)
}

function named(call: Call): SigningCertificate {
  const userName = ownerOf(call)
  const id = required(call, 'CertificateId')
  checkLength(id, 'CertificateId', 24, 128)
  const certificate = call.account.signingCertificates.get(id)
  if (certificate === undefined || certificate.userName !== userName) {
    throw noSuchEntity(`The Certificate with id ${id} cannot be found.`)
  }
  return certificate
}

function certificateXml({ userName, id, body, status, uploadedAt }: SigningCertificate): Xml {
  return {
    UserName: userName,
    CertificateId: id,
    CertificateBody: body,
    Status: status,
    UploadDate: uploadedAt,
  }
}
