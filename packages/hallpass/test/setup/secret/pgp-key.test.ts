import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as openpgp from 'openpgp'
import { gnuPgKey } from '../../../src/setup/secret/gnupg-key.ts'
import { openPgpJsKey } from '../../../src/setup/secret/openpgp-js-key.ts'
import type { PgpKey, PgpKeySource } from '../../../src/setup/secret/public-key.ts'
import { requireTool } from '../../tools.ts'
import { openGnuPg, type GnuPg } from './gnupg.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const day = 24 * 3600 * 1000
const now = (): Date => new Date()

type Engine = (source: PgpKeySource, now: () => Date) => Promise<PgpKey>

const withJavaScript: Engine = (source, at) => openPgpJsKey(openpgp, source, at)

const withGnuPg: Engine = async (source, at) => {
  const key = await gnuPgKey(source, at)
  if (key === undefined) throw new Error('gpg is gone')
  return key
}

const haveGnuPg = requireTool('secrets for GnuPG', 'gpg')

const engines = [
  ['OpenPGP.js', withJavaScript],
  ...(haveGnuPg ? ([['gpg', withGnuPg]] as const) : []),
] as const

const reader =
  (engine: Engine) =>
  (bytes: Uint8Array, at: () => Date = now): Promise<PgpKey> =>
    engine({ bytes, from: 'key.asc' }, at)

describe.each(engines)('a key that %s cannot read', (_name, engine) => {
  const read = reader(engine)
  it.each([
    ['text', 'hello, world'],
    ['nothing', ''],
    [
      'a broken armour',
      '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nnonsense\n-----END PGP PUBLIC KEY BLOCK-----',
    ],
    ['base64 of something else', Buffer.from('hello, world, this is no key').toString('base64')],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ])('is refused in words: %s', async (_what, text) => {
    await expect(read(new TextEncoder().encode(text))).rejects.toMatchObject({
      code: 'PgpKeyUnusable',
      message: expect.stringMatching(
        /^nothing can be encrypted for key\.asc: it (?:is no OpenPGP public key|holds no key)$/,
      ),
      hint: expect.stringContaining('gpg --armor --export'),
    })
  })
})

describe.skipIf(!haveGnuPg).each(engines)('a key of GnuPG, read by %s', (_name, engine) => {
  const read = reader(engine)
  let gpg: GnuPg
  beforeAll(() => {
    gpg = openGnuPg()
    gpg.makeKey('rsa', { primary: 'rsa2048', encryption: 'rsa2048' })
    gpg.makeKey('curve', { primary: 'ed25519', encryption: 'cv25519' })
    gpg.makeKey('brief', { primary: 'ed25519', encryption: 'cv25519', expires: '1d' })
    gpg.makeKey('half', { primary: 'ed25519', encryption: 'cv25519', subkeyExpires: '1d' })
    gpg.makeKey('signer', { primary: 'ed25519' })
    gpg.makeKey('revoked', { primary: 'ed25519', encryption: 'cv25519' })
    gpg.revoke('revoked')
  })
  afterAll(() => gpg.close())

  it('is refused when it can sign only', async () => {
    await expect(read(gpg.exportKey('signer', '--armor'))).rejects.toMatchObject({
      code: 'PgpKeyUnusable',
      message: 'nothing can be encrypted for key.asc: it can sign only, not encrypt',
    })
  })

  it('is refused when it has expired, with the day', async () => {
    const later = new Date(Date.now() + 2 * day)
    await expect(read(gpg.exportKey('brief', '--armor'), () => later)).rejects.toMatchObject({
      code: 'PgpKeyUnusable',
      message: `nothing can be encrypted for key.asc: it expired on ${new Date(Date.now() + day).toISOString().slice(0, 10)}`,
    })
    const key = await read(gpg.exportKey('brief', '--armor'))
    expect(gpg.decrypt(await key.encrypt(secret))).toBe(secret)
  })

  it('is refused when its encryption subkey has expired', async () => {
    const later = new Date(Date.now() + 2 * day)
    await expect(read(gpg.exportKey('half', '--armor'), () => later)).rejects.toMatchObject({
      message: expect.stringContaining('its encryption subkey expired on'),
    })
  })

  it('is refused when it was revoked', async () => {
    await expect(read(gpg.exportKey('revoked', '--armor'))).rejects.toMatchObject({
      message: 'nothing can be encrypted for key.asc: it was revoked',
    })
  })

  it('is refused when it is a private one, which the message does not repeat', async () => {
    const bytes = gpg.exportPrivateKey('curve')
    const error = await read(bytes).catch((refused: unknown) => refused)
    expect(error).toMatchObject({
      code: 'PgpKeyUnusable',
      message: 'nothing can be encrypted for key.asc: it is a private key',
    })
    expect(JSON.stringify(error)).not.toContain(new TextDecoder().decode(bytes).slice(80, 120))
  })

  it('is refused when the file holds several', async () => {
    await expect(read(gpg.exportKey('example.org', '--armor'))).rejects.toMatchObject({
      message: 'nothing can be encrypted for key.asc: it holds 6 keys',
    })
  })

  it.each(['rsa', 'curve'])('of kind %s gives the secret back to gpg, and to nobody else', async (name) => {
    const key = await read(gpg.exportKey(name, '--armor'))
    const encrypted = await key.encrypt(secret)
    expect(encrypted).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(Buffer.from(encrypted, 'base64').toString('latin1')).not.toContain(secret)
    expect(gpg.decrypt(encrypted)).toBe(secret)
  })

  it('is taken as people paste it: without the blank line, with headers, in base64, all for the one key', async () => {
    const armored = Buffer.from(gpg.exportKey('curve', '--armor')).toString()
    const tight = armored.replace(/-----(\r?\n)\s*\n/, '-----$1')
    expect(tight).not.toBe(armored)
    const headed = tight.replace('-----\n', '-----\nComment: ours\nVersion: 2\n')
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const forms = [armored, tight, headed, tight.replaceAll('\n', '\r\n'), base64(armored), base64(tight)]
    const wrapped = base64(armored).replaceAll(/.{76}/g, '$&\n')
    for (const form of [...forms, wrapped]) {
      const key = await read(new TextEncoder().encode(form))
      expect(gpg.decrypt(await key.encrypt(secret))).toBe(secret)
    }
  })

  it('is taken armoured, binary and in base64', async () => {
    const binary = gpg.exportKey('curve')
    const base64 = new TextEncoder().encode(Buffer.from(binary).toString('base64'))
    const keys = await Promise.all(
      [gpg.exportKey('curve', '--armor'), binary, base64].map((bytes) => read(bytes)),
    )
    expect(new Set(keys.map(({ fingerprint }) => fingerprint)).size).toBe(1)
    expect(keys[0]?.fingerprint).toMatch(/^[0-9A-F]{40}$/)
  })
})
