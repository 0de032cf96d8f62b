import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { certificatePem, keyPem, newRsaKey, rsaEncryption, sshPublicKey, sshText } from '../certificates.ts'
import { accountId, at, column, createIam, userCaller } from './iam-fixture.ts'

const rootKey = newRsaKey()
const middleKey = newRsaKey()
const key = newRsaKey()
const root = { key: rootKey, name: 'root' }
const middle = { key: middleKey, name: 'middle', issuer: root }
const leaf = { key, name: 'www.example.com', issuer: middle, until: '301231235959Z' }
const [rootPem, middlePem, leafPem] = [root, middle, leaf].map(certificatePem)
const PrivateKey = keyPem(key)
const pems = { CertificateBody: leafPem ?? '', PrivateKey }
/** What OpenSSL reads, and is none all the same. */
const unusable = [
  certificatePem({ key, until: '309901000000Z' }),
  certificatePem({ key, from: '209901000000Z' }),
  certificatePem({ key, keyAlgorithm: Buffer.concat([rsaEncryption.subarray(0, -1), Buffer.of(99)]) }),
]

describe('a server certificate', () => {
  const ServerCertificateName = 'www'

  it('is none without a certificate, a key that is its own, and a chain in order', () => {
    const { refusal, account } = createIam()
    const upload = (params: Record<string, string>) =>
      refusal('UploadServerCertificate', { ServerCertificateName, ...pems, ...params }).slice(0, 2)
    const malformed = ['MalformedCertificate', 400]
    expect(upload({ CertificateBody: '' })).toEqual(['ValidationError', 400])
    expect(upload({ CertificateBody: 'x'.repeat(16_385) })).toEqual(['ValidationError', 400])
    expect(upload({ CertificateBody: 'none' })).toEqual(malformed)
    expect(upload({ CertificateBody: `${leafPem}${middlePem}` })).toEqual(malformed)
    expect(upload({ PrivateKey: 'none' })).toEqual(malformed)
    const encrypted = createPrivateKey(PrivateKey).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'hush',
    })
    expect(upload({ PrivateKey: encrypted.toString() })).toEqual(malformed)
    expect(upload({ PrivateKey: keyPem(rootKey) })).toEqual(['KeyPairMismatch', 400])
    expect(upload({ CertificateChain: 'none' })).toEqual(malformed)
    expect(upload({ CertificateChain: `${rootPem}${middlePem}` })).toEqual(malformed)
    const other = certificatePem({ key: newRsaKey(), name: 'middle', issuer: root })
    expect(upload({ CertificateChain: other })).toEqual(malformed)
    const wrong = refusal('UploadServerCertificate', {
      ServerCertificateName,
      ...pems,
      CertificateChain: `${middlePem}${middlePem}`,
    })
    expect(wrong[2]).toMatch(/The index within the chain of the invalid certificate is: 0$/)
    expect(account.serverCertificates.size).toBe(0)
  })

  it.each(unusable)('is none whose validity or key cannot be read: %#', (CertificateBody) => {
    const { run, refusal } = createIam()
    const upload = (params: Record<string, string>) =>
      refusal('UploadServerCertificate', { ServerCertificateName, ...pems, ...params })[0]
    expect(upload({ CertificateBody })).toBe('MalformedCertificate')
    expect(upload({ CertificateChain: CertificateBody })).toBe('MalformedCertificate')
    expect(run('ListServerCertificates')).toMatchObject({ ServerCertificateMetadataList: [] })
  })

  it('is none before it is valid, nor after', () => {
    const { run, refusal, clock } = createIam()
    const CertificateBody = certificatePem({ key, from: '261201000000Z', until: '261231000000Z' })
    const params = { ServerCertificateName, PrivateKey, CertificateBody }
    const uploadAt = (time: string) => {
      clock.now = new Date(time)
      return refusal('UploadServerCertificate', params).slice(0, 2)
    }
    expect(uploadAt('2026-11-30T23:59:59Z')).toEqual(['MalformedCertificate', 400])
    expect(uploadAt('2026-12-31T00:00:00Z')).toEqual(['MalformedCertificate', 400])
    clock.now = new Date('2026-12-01T00:00:00Z')
    run('UploadServerCertificate', params)
  })

  it('has a chain without anything between its certificates', () => {
    const { run, refusal } = createIam()
    const begin = '-----BEGIN CERTIFICATE-----\n'
    const end = '-----END CERTIFICATE-----\n'
    const params = { ServerCertificateName, ...pems }
    for (const CertificateChain of [
      // As long as it may be: searching on from each of them for an end would take minutes.
      begin.repeat(70_000),
      `${begin}${middlePem}`,
      `${middlePem}${end}`,
      `${middlePem}and${rootPem}`,
      `first\n${middlePem}`,
    ]) {
      expect(refusal('UploadServerCertificate', { ...params, CertificateChain })[0]).toBe(
        'MalformedCertificate',
      )
    }
    run('UploadServerCertificate', { ...params, CertificateChain: ` ${middlePem}\n\r\n${rootPem}\t` })
  })

  it('is shown without its key, under its name without regard to case, and under a new one', () => {
    const { run, refusal, account, needs } = createIam()
    run('UploadServerCertificate', {
      ServerCertificateName,
      Path: '/lab/',
      ...pems,
      CertificateChain: `${middlePem}\n${rootPem}`,
    })
    const shown = run('GetServerCertificate', { ServerCertificateName: 'WWW' })
    expect(at(shown, 'ServerCertificate')).toMatchObject({
      ServerCertificateMetadata: {
        Path: '/lab/',
        ServerCertificateName: 'www',
        ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
        Arn: `arn:aws:iam::${accountId}:server-certificate/lab/www`,
        Expiration: new Date('2030-12-31T23:59:59Z'),
      },
      CertificateBody: leafPem?.trim(),
      CertificateChain: `${middlePem}\n${rootPem}`.trim(),
    })
    expect(JSON.stringify([...account.serverCertificates])).not.toContain('PRIVATE')
    expect(refusal('UploadServerCertificate', { ServerCertificateName: 'Www', ...pems })[0]).toBe(
      'EntityAlreadyExists',
    )
    run('UpdateServerCertificate', { ServerCertificateName, NewServerCertificateName: 'api', NewPath: '/' })
    expect(needs('DeleteServerCertificate', { ServerCertificateName: 'API' })[0]?.resource).toBe(
      `arn:aws:iam::${accountId}:server-certificate/api`,
    )
    expect(column(run('ListServerCertificates'), 'ServerCertificateMetadataList', 'Path')).toEqual(['/'])
    expect(run('ListServerCertificates', { PathPrefix: '/lab/' })).toMatchObject({
      ServerCertificateMetadataList: [],
    })
    run('DeleteServerCertificate', { ServerCertificateName: 'api' })
    expect(refusal('GetServerCertificate', { ServerCertificateName: 'api' })[0]).toBe('NoSuchEntity')
  })

  it('is one of twenty', () => {
    const { run, refusal } = createIam()
    for (let n = 0; n < 20; n++) run('UploadServerCertificate', { ServerCertificateName: `c${n}`, ...pems })
    expect(refusal('UploadServerCertificate', { ServerCertificateName, ...pems }).slice(0, 2)).toEqual([
      'LimitExceeded',
      409,
    ])
  })
})

describe('a signing certificate', () => {
  const body = (name: string) => ({ CertificateBody: certificatePem({ key, name }) })

  it('is not taken when it has expired, twice, or as a third', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName: 'anna' })
    run('CreateUser', { UserName: 'bob' })
    const upload = (UserName: string, CertificateBody: string) =>
      refusal('UploadSigningCertificate', { UserName, CertificateBody })[0]
    expect(upload('nobody', body('a').CertificateBody)).toBe('NoSuchEntity')
    expect(upload('anna', 'none')).toBe('MalformedCertificate')
    expect(upload('anna', certificatePem({ key, until: '261122115959Z' }))).toBe('InvalidCertificate')
    run('UploadSigningCertificate', { UserName: 'anna', ...body('a') })
    expect(upload('bob', body('a').CertificateBody)).toBe('DuplicateCertificate')
    run('UploadSigningCertificate', { UserName: 'anna', ...body('b') })
    expect(upload('anna', body('c').CertificateBody)).toBe('LimitExceeded')
  })

  it.each(unusable)('is none whose validity or key cannot be read: %#', (CertificateBody) => {
    const { run, refusal, account } = createIam()
    run('CreateUser', { UserName: 'anna' })
    expect(refusal('UploadSigningCertificate', { UserName: 'anna', CertificateBody })[0]).toBe(
      'MalformedCertificate',
    )
    expect(account.signingCertificates.size).toBe(0)
  })

  it('is its user’s alone, the caller’s where none is named, and holds the user until it is gone', () => {
    const { run, refusal } = createIam()
    const { UserId } = Object(at(run('CreateUser', { UserName: 'anna' }), 'User'))
    const anna = userCaller('anna', String(UserId))
    run('CreateUser', { UserName: 'bob' })
    const made = at(run('UploadSigningCertificate', body('a'), anna), 'Certificate')
    expect(made).toMatchObject({ UserName: 'anna', Status: 'Active' })
    const CertificateId = String(at(made, 'CertificateId'))
    const status = { CertificateId, Status: 'Inactive' }
    expect(refusal('UpdateSigningCertificate', { UserName: 'bob', ...status })[0]).toBe('NoSuchEntity')
    expect(refusal('UpdateSigningCertificate', { UserName: 'anna', ...status, Status: 'Gone' })[0]).toBe(
      'ValidationError',
    )
    run('UpdateSigningCertificate', status, anna)
    run('UpdateUser', { UserName: 'anna', NewUserName: 'anne' })
    expect(run('ListSigningCertificates', { UserName: 'anne' })).toMatchObject({
      Certificates: [{ UserName: 'anne', Status: 'Inactive' }],
    })
    expect(refusal('DeleteUser', { UserName: 'anne' })).toEqual([
      'DeleteConflict',
      409,
      'Cannot delete entity, must delete signing certificates first.',
    ])
    run('DeleteSigningCertificate', { UserName: 'anne', CertificateId })
    run('DeleteUser', { UserName: 'anne' })
  })
})

describe('an SSH public key', () => {
  const UserName = 'anna'
  const ssh = sshPublicKey(key)

  it('is none that is not RSA, not public, too short, twice or the sixth', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName })
    const upload = (SSHPublicKeyBody: string) =>
      refusal('UploadSSHPublicKey', { UserName, SSHPublicKeyBody })[0]
    const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
    for (const text of [
      'none',
      'ssh-rsa AAAA',
      'ssh-rsa',
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBOZ',
      ssh.replace('ssh-rsa ', 'ssh-rsa AAAA'),
      ed25519.toString(),
      PrivateKey,
      leafPem ?? '',
    ]) {
      expect([text, upload(text)]).toEqual([text, 'UnrecognizedPublicKeyEncoding'])
    }
    expect(upload('')).toBe('ValidationError')
    expect(upload(sshPublicKey(newRsaKey(1024)))).toBe('InvalidPublicKey')
    run('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: ssh })
    expect(upload(ssh.replace('anna@lab', 'elsewhere'))).toBe('DuplicateSSHPublicKey')
    for (let n = 0; n < 4; n++) {
      run('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: sshPublicKey(newRsaKey()) })
    }
    expect(upload(sshPublicKey(newRsaKey()))).toBe('LimitExceeded')
  })

  it('is none whose numbers are no key’s', () => {
    const { run, refusal, account } = createIam()
    run('CreateUser', { UserName })
    const { n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' })
    const [modulus, exponent] = [Buffer.from(n, 'base64url'), Buffer.from(e, 'base64url')]
    const positive = Buffer.concat([Buffer.of(0), modulus])
    const even = Buffer.concat([positive.subarray(0, -1), Buffer.of(2)])
    const long = Buffer.alloc(10_240, 0x7f)
    for (const fields of [
      [Buffer.alloc(0), positive],
      [Buffer.of(0), positive],
      [Buffer.of(1), positive],
      [Buffer.of(2), positive],
      [Buffer.alloc(33, 0x7f), positive],
      [Buffer.of(0x81), positive],
      [exponent, Buffer.alloc(0)],
      [exponent, even],
      [exponent, modulus],
      [exponent, long],
    ]) {
      expect(refusal('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: sshText(fields) })[0]).toBe(
        'InvalidPublicKey',
      )
    }
    expect(account.sshPublicKeys.size).toBe(0)
    run('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: sshText([exponent, positive]) })
  })

  it('has nothing after it, so that no private key is shown with it', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName })
    const asPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
    for (const SSHPublicKeyBody of [
      `${ssh}\n${PrivateKey}`,
      `${ssh}\r${PrivateKey}`,
      `${ssh}\n${ssh}`,
      ssh.replace('AAAA', 'AA!AA'),
      `${asPem}${PrivateKey}`,
      asPem.replace('\n', `\n${PrivateKey}`),
    ]) {
      expect(refusal('UploadSSHPublicKey', { UserName, SSHPublicKeyBody })[0]).toBe(
        'UnrecognizedPublicKeyEncoding',
      )
    }
    run('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: ` ${ssh} of the laptop\n` })
    run('CreateUser', { UserName: 'bob' })
    run('UploadSSHPublicKey', { UserName: 'bob', SSHPublicKeyBody: asPem.replaceAll('\n', '\r\n') })
  })

  it('is read in either encoding, whichever it came in', () => {
    const { run } = createIam()
    run('CreateUser', { UserName })
    run('CreateUser', { UserName: 'bob' })
    const pem = String(
      at(run('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: ssh }), 'SSHPublicKey', 'SSHPublicKeyId'),
    )
    const get = (name: string, SSHPublicKeyId: string, Encoding: string) =>
      at(run('GetSSHPublicKey', { UserName: name, SSHPublicKeyId, Encoding }), 'SSHPublicKey')
    expect(get(UserName, pem, 'SSH')).toMatchObject({
      SSHPublicKeyBody: ssh,
      Fingerprint: expect.stringMatching(/^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/),
    })
    const asPem = String(at(get(UserName, pem, 'PEM'), 'SSHPublicKeyBody'))
    expect(asPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
    const other = run('UploadSSHPublicKey', { UserName: 'bob', SSHPublicKeyBody: asPem })
    const id = String(at(other, 'SSHPublicKey', 'SSHPublicKeyId'))
    expect(get('bob', id, 'SSH')).toMatchObject({
      SSHPublicKeyBody: ssh.replace(' anna@lab', ''),
      Fingerprint: at(get(UserName, pem, 'SSH'), 'Fingerprint'),
    })
  })

  it('is its user’s alone, and holds the user until it is gone', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName })
    run('CreateUser', { UserName: 'bob' })
    const made = at(run('UploadSSHPublicKey', { UserName, SSHPublicKeyBody: ssh }), 'SSHPublicKey')
    const SSHPublicKeyId = String(at(made, 'SSHPublicKeyId'))
    expect(refusal('DeleteSSHPublicKey', { UserName: 'bob', SSHPublicKeyId })[0]).toBe('NoSuchEntity')
    run('UpdateSSHPublicKey', { UserName, SSHPublicKeyId, Status: 'Inactive' })
    expect(column(run('ListSSHPublicKeys', { UserName }), 'SSHPublicKeys', 'Status')).toEqual(['Inactive'])
    expect(refusal('DeleteUser', { UserName })[2]).toBe(
      'Cannot delete entity, must delete SSH public keys first.',
    )
    run('DeleteSSHPublicKey', { UserName, SSHPublicKeyId })
    run('DeleteUser', { UserName })
  })
})

describe('a credential for one service', () => {
  const UserName = 'anna'
  const ServiceName = 'codecommit.amazonaws.com'

  it('is of two services, and no more than two of each', () => {
    const { run, refusal } = createIam()
    run('CreateUser', { UserName })
    const create = (service: string) =>
      refusal('CreateServiceSpecificCredential', { UserName, ServiceName: service }).slice(0, 2)
    expect(create('s3.amazonaws.com')).toEqual(['NotSupportedService', 404])
    expect(create('bedrock.amazonaws.com')).toEqual(['NotImplemented', 501])
    run('CreateServiceSpecificCredential', { UserName, ServiceName })
    run('CreateServiceSpecificCredential', { UserName, ServiceName })
    run('CreateServiceSpecificCredential', { UserName, ServiceName: 'cassandra.amazonaws.com' })
    expect(create(ServiceName)).toEqual(['LimitExceeded', 409])
    const list = (params: Record<string, string>) =>
      column(
        run('ListServiceSpecificCredentials', { UserName, ...params }),
        'ServiceSpecificCredentials',
        'ServiceUserName',
      )
    expect(list({}).length).toBe(3)
    expect(new Set(list({ ServiceName }))).toEqual(
      new Set([`anna+1-at-${accountId}`, `anna-at-${accountId}`]),
    )
  })

  it('is listed with those of all users where it is asked so, which needs to be allowed on all', () => {
    const { run, refusal, needs } = createIam()
    for (const name of ['anna', 'bob']) {
      run('CreateUser', { UserName: name })
      run('CreateServiceSpecificCredential', { UserName: name, ServiceName })
    }
    run('CreateServiceSpecificCredential', { UserName: 'bob', ServiceName: 'cassandra.amazonaws.com' })
    const list = 'ListServiceSpecificCredentials'
    const users = (params: Record<string, string>) =>
      column(run(list, { AllUsers: 'true', ...params }), 'ServiceSpecificCredentials', 'UserName')
    expect(users({}).length).toBe(3)
    expect(new Set(users({ ServiceName }))).toEqual(new Set(['anna', 'bob']))
    expect(users({ ServiceName, MaxItems: '1' }).length).toBe(1)
    expect(
      column(run(list, { AllUsers: 'false', UserName }), 'ServiceSpecificCredentials', 'UserName'),
    ).toEqual(['anna'])
    expect(refusal(list, { AllUsers: 'true', UserName })[0]).toBe('ValidationError')
    expect(needs(list, { AllUsers: 'true' })[0]?.resource).toBe(`arn:aws:iam::${accountId}:user/*`)
  })

  it('shows its password once, another one when it is reset, and keeps neither', () => {
    const { run, refusal, account } = createIam()
    run('CreateUser', { UserName })
    const made = at(
      run('CreateServiceSpecificCredential', { UserName, ServiceName }),
      'ServiceSpecificCredential',
    )
    const first = String(at(made, 'ServicePassword'))
    expect(first).toMatch(/^[\w+/]{44}$/)
    const credential = {
      UserName,
      ServiceSpecificCredentialId: String(at(made, 'ServiceSpecificCredentialId')),
    }
    run('UpdateServiceSpecificCredential', { ...credential, Status: 'Inactive' })
    const second = run('ResetServiceSpecificCredential', credential)
    expect(at(second, 'ServiceSpecificCredential', 'ServicePassword')).not.toBe(first)
    expect(at(second, 'ServiceSpecificCredential', 'Status')).toBe('Inactive')
    const listed = run('ListServiceSpecificCredentials', { UserName })
    for (const kept of [listed, [...account.serviceCredentials]]) {
      expect(JSON.stringify(kept)).not.toContain(first)
      expect(JSON.stringify(kept)).not.toContain('ServicePassword')
    }
    expect(refusal('DeleteUser', { UserName })[0]).toBe('DeleteConflict')
    run('DeleteServiceSpecificCredential', credential)
    expect(refusal('ResetServiceSpecificCredential', credential)[0]).toBe('NoSuchEntity')
    run('DeleteUser', { UserName })
  })
})
