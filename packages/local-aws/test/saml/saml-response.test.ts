import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { SignedXml } from 'xml-crypto'

import { readSamlMetadata, readSamlResponse } from '../../src/saml/index.ts'
import {
  assertionXml,
  entityId,
  responseXml,
  samlMetadata,
  signatureNamespace,
  signXml,
  type Signing,
} from './identity-provider.ts'

const now = new Date('2026-11-22T12:00:00Z')
const certificates = readSamlMetadata(samlMetadata())?.certificates ?? []
const read = (document: string) => readSamlResponse(document, certificates)
const good = (subject = 'anna', signing: Signing = {}) =>
  signXml(responseXml(now, assertionXml(now, { subject })), signing)
/** The assertion in a document, signature and all. */
const assertionIn = (document: string) => /<saml:Assertion.*<\/saml:Assertion>/s.exec(document)?.[0] ?? ''
const signatureIn = (document: string) => /<ds:Signature.*<\/ds:Signature>/s.exec(document)?.[0] ?? ''
const evil = (id = '_evil') => assertionXml(now, { subject: 'admin' }, id)
const file = (name: string) => readFileSync(new URL(`signed-by-java/${name}`, import.meta.url), 'utf8')

const unsigned = { problem: 'unsigned' }
const malformed = { problem: 'malformed' }

describe('a SAML response, refused', () => {
  it('without a signature, or with one by another key that brings its own certificate', () => {
    expect(read(responseXml(now, assertionXml(now, {})))).toEqual(unsigned)
    expect(read(good('anna', { key: 'other' }))).toEqual(unsigned)
    expect(readSamlResponse(good(), [])).toEqual(unsigned)
  })

  it('when anything that was signed is changed', () => {
    const document = good()
    expect(read(document.replace('>anna<', '>admin<'))).toEqual(unsigned)
    expect(read(document.replace(/<saml:Issuer>/, '<saml:Issuer x="">'))).toEqual(unsigned)
    expect(read(document.replace('</saml:Subject>', '<saml:NameID>b</saml:NameID></saml:Subject>'))).toEqual(
      unsigned,
    )
  })

  it('when one of two signatures is not good', () => {
    const document = good('anna', { over: ['Assertion', 'Response'] })
    expect(read(document)).toMatchObject({ subject: 'anna' })
    expect(read(document.replace('status:Success"', 'status:Success" x=""'))).toEqual(unsigned)
  })

  it('when another assertion stands beside, around or inside the one that was signed', () => {
    const document = good()
    const signed = assertionIn(document)
    const signature = signatureIn(document)
    const wrapped = [
      signed + evil(),
      evil() + signed,
      evil().replace('</saml:Assertion>', `${signed}</saml:Assertion>`),
      evil().replace('</saml:Assertion>', `${signature}</saml:Assertion>`),
      evil('_assertion').replace('</saml:Assertion>', `${signature}</saml:Assertion>`),
      evil().replace(
        '</saml:Assertion>',
        `${signature.replace('</ds:Signature>', `<ds:Object>${signed.replace(signature, '')}</ds:Object></ds:Signature>`)}</saml:Assertion>`,
      ),
      `${evil('_assertion')}<samlp:Extensions>${signed}</samlp:Extensions>`,
      `<x:Assertion xmlns:x="urn:x" ID="_x"/>${signed}`,
    ]
    for (const content of wrapped) {
      expect(['malformed', 'unsigned']).toContain(Reflect.get(read(responseXml(now, content)), 'problem'))
    }
  })

  it('when a signed response is put away in another one', () => {
    const signed = good('anna', { over: ['Response'] })
    const around = [
      responseXml(now, evil() + signed, 'Success', '_other'),
      responseXml(now, `<samlp:Extensions>${signed}</samlp:Extensions>${evil()}`, 'Success', '_response'),
      responseXml(now, evil() + signatureIn(signed), 'Success', '_response'),
    ]
    for (const document of around) {
      expect(['malformed', 'unsigned']).toContain(Reflect.get(read(document), 'problem'))
    }
  })

  it('when an id is there twice, is none, or the signature names another', () => {
    const document = good()
    expect(read(document.replace('<samlp:Status>', '<samlp:Status ID="_assertion">'))).toEqual(unsigned)
    expect(read(document.replace('URI="#_assertion"', 'URI=""'))).toEqual(unsigned)
    expect(read(document.replace('URI="#_assertion"', 'URI="#_response"'))).toEqual(unsigned)
    expect(read(document.replace('ID="_assertion"', 'Id="_assertion"'))).toEqual(unsigned)
  })

  it('when it is signed over less than the whole, or in another way', () => {
    const sha1 = `${signatureNamespace}sha1`
    expect(read(good('anna', { digest: sha1 }))).toEqual(unsigned)
    expect(read(good('anna', { algorithm: `${signatureNamespace}rsa-sha1` }))).toEqual(unsigned)
    const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315'
    expect(read(good('anna', { canonicalization: inclusive }))).toEqual(unsigned)
    expect(
      read(good('anna', { transforms: [`${signatureNamespace}enveloped-signature`, inclusive] })),
    ).toEqual(unsigned)
    expect(read(good('anna', { over: ['AttributeStatement'] }))).toEqual(unsigned)
    const signature = signatureIn(good())
    const info = /<ds:SignedInfo.*<\/ds:SignedInfo>/s.exec(signature)?.[0] ?? ''
    expect(read(good().replace(info, info + info))).toEqual(unsigned)
    const value = /<ds:DigestValue>.*<\/ds:DigestValue>/s.exec(signature)?.[0] ?? ''
    expect(read(good().replace(value, value + value))).toEqual(unsigned)
  })

  it('for anything that readers of XML have read in different ways', () => {
    const document = good('anna.example')
    expect(read(document)).toMatchObject({ subject: 'anna.example' })
    expect(read(document.replace('anna.example', 'anna<!-- -->.example'))).toEqual(malformed)
    expect(read(document.replace('anna.example', '<![CDATA[anna.example]]>'))).toEqual(malformed)
    expect(read(document.replace('anna.example', 'anna<?x?>.example'))).toEqual(malformed)
    expect(read(`<!DOCTYPE x [<!ENTITY e "anna">]>${document.replace('anna.', '&e;.')}`)).toEqual(malformed)
    expect(read(`<!DOCTYPE x SYSTEM "file:///etc/passwd">${document}`)).toEqual(malformed)
    expect(read(document.replace('anna.example', '&e;'))).toEqual(malformed)
    expect(read(`${document}<x/>`)).toEqual(malformed)
    expect(read(`${document}x`)).toEqual(malformed)
    expect(read(document.replace('ID="_assertion"', 'ID="_x" ID="_assertion"'))).toEqual(malformed)
    expect(read(document.slice(0, -5))).toEqual(malformed)
    expect(read('<a>'.repeat(20_000))).toEqual(malformed)
    expect(read(`${'<a>'.repeat(9000)}${'</a>'.repeat(9000)}`)).toEqual(malformed)
    expect(read('')).toEqual(malformed)
  })

  it('when it is larger than any that is meant, as it takes time to verify before it is known whose it is', () => {
    const groups = (count: number, value = 'group') =>
      signXml(
        responseXml(now, assertionXml(now, { attributes: { groups: Array<string>(count).fill(value) } })),
      )
    expect(read(groups(1900))).toMatchObject({ subject: 'anna' })
    expect(read(groups(2000))).toEqual(malformed)
    expect(read(groups(700, '<a b="" c=""/>'))).toEqual(malformed)
    const prefixes = (count: number) => ({ prefixes: Array<string>(count).fill('xs') })
    expect(read(good('anna', prefixes(60)))).toMatchObject({ subject: 'anna' })
    expect(read(good('anna', prefixes(70)))).toEqual(unsigned)
  })

  it('before all of it is canonicalized, where nobody the provider knows has signed', () => {
    const documents = vi.spyOn(SignedXml.prototype, 'checkSignature')
    const other = signatureIn(good('anna', { key: 'other' }))
    const value = /<ds:SignatureValue>.*<\/ds:SignatureValue>/s
    expect(read(good('anna', { key: 'other' }))).toEqual(unsigned)
    expect(read(good().replace(value, value.exec(other)?.[0] ?? ''))).toEqual(unsigned)
    expect(read(good().replace(value, '<ds:SignatureValue></ds:SignatureValue>'))).toEqual(unsigned)
    expect(documents).not.toHaveBeenCalled()
    expect(read(good())).toMatchObject({ subject: 'anna' })
    expect(documents).toHaveBeenCalledTimes(1)
    documents.mockRestore()
  })

  it('that holds no assertion, an encrypted one, or says that the sign-in failed', () => {
    expect(read(responseXml(now, ''))).toEqual(malformed)
    expect(read(assertionIn(good()))).toEqual(malformed)
    expect(read(good().replaceAll('saml:Assertion', 'saml:EncryptedAssertion'))).toEqual({
      problem: 'encrypted',
    })
    expect(read(signXml(responseXml(now, evil(), 'Requester')))).toEqual({ problem: 'unsuccessful' })
  })

  it('whose assertion lacks what has to be in it, or has it twice, although it is signed', () => {
    const edit = (from: string | RegExp, to: string) =>
      read(signXml(responseXml(now, assertionXml(now, {}).replace(from, to))))
    expect(edit(/<saml:Subject>.*<\/saml:Subject>/, '')).toEqual(malformed)
    expect(edit(/<saml:Conditions.*<\/saml:Conditions>/, '')).toEqual(malformed)
    expect(edit(/<saml:Issuer>.*<\/saml:Issuer>/, '')).toEqual(malformed)
    expect(edit(/(<saml:NameID.*<\/saml:NameID>)/, '$1$1')).toEqual(malformed)
    expect(edit(/(<saml:SubjectConfirmation .*<\/saml:SubjectConfirmation>)/, '$1$1')).toEqual(malformed)
    expect(edit('cm:bearer', 'cm:sender-vouches')).toEqual(malformed)
    expect(edit(/IssueInstant="[^"]*"/, 'IssueInstant="yesterday"')).toEqual(malformed)
    expect(edit(/IssueInstant="[^"]*"/, '')).toEqual(malformed)
    expect(edit(/(<saml:SubjectConfirmationData) NotOnOrAfter="[^"]*"/, '$1')).toEqual(malformed)
  })
})

describe('a SAML response', () => {
  it('is read with a signature of either certificate, over the assertion, the response, or both', () => {
    const assertion = {
      issuer: entityId,
      issuedAt: now,
      subject: 'anna',
      recipient: 'https://signin.aws.amazon.com/saml',
      notOnOrAfter: new Date('2026-11-22T12:05:00Z'),
      audiences: [['urn:amazon:webservices']],
    }
    for (const key of ['own', 'second'] as const) {
      for (const over of [['Assertion'], ['Response'], ['Assertion', 'Response']]) {
        expect(read(good('anna', { key, over }))).toMatchObject(assertion)
      }
    }
    const sha512 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512'
    expect(read(good('anna', { algorithm: sha512 }))).toMatchObject(assertion)
  })

  it.each(['assertion.xml', 'response.xml', 'both.xml'])('is read as Java signed it: %s', (name) => {
    const certificate = file('certificate.pem').replaceAll(/-----[^-]+-----|\s/g, '')
    const document = file(name)
    expect(readSamlResponse(document, [...certificates, certificate])).toMatchObject({
      subject: 'anna & co é',
      notBefore: new Date('2026-11-22T11:59:00Z'),
      attributes: new Map([
        [
          'https://aws.amazon.com/SAML/Attributes/Role',
          ['arn:aws:iam::111122223333:role/Visitor,arn:aws:iam::111122223333:saml-provider/idp'],
        ],
        ['https://aws.amazon.com/SAML/Attributes/RoleSessionName', ['anna']],
      ]),
    })
    expect(readSamlResponse(document.replace('role/Visitor', 'role/Admin'), [certificate])).toEqual(unsigned)
    expect(readSamlResponse(document, certificates)).toEqual(unsigned)
  })
})

describe('metadata', () => {
  it('is none without an issuer, a certificate, a key that can sign, or a date that is one', () => {
    const metadata = samlMetadata()
    expect(readSamlMetadata('<x/>')).toBeUndefined()
    expect(readSamlMetadata(metadata.replace(/entityID="[^"]*"/, ''))).toBeUndefined()
    expect(readSamlMetadata(metadata.replaceAll('use="signing"', 'use="encryption"'))).toBeUndefined()
    expect(readSamlMetadata(metadata.replaceAll(/(X509Certificate>)MII/g, '$1AAA'))).toBeUndefined()
    expect(readSamlMetadata(samlMetadata('soon'))).toBeUndefined()
    expect(readSamlMetadata(`<!DOCTYPE x>${metadata.replace(/^<\?.*\?>/, '')}`)).toBeUndefined()
  })

  it('says whose it is, with which certificates, and until when', () => {
    const metadata = readSamlMetadata(samlMetadata('2027-01-01T00:00:00Z'))
    expect(metadata?.issuer).toBe(entityId)
    expect(metadata?.certificates).toHaveLength(2)
    expect(metadata?.validUntil).toEqual(new Date('2027-01-01T00:00:00Z'))
    expect(readSamlMetadata(samlMetadata())?.validUntil).toBeUndefined()
  })
})
