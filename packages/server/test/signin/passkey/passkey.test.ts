import { beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../src/actor/index.ts'
import {
  addPasskey,
  beginPasskey,
  beginPasskeySignIn,
  myPasskeys,
  type PasskeySite,
  passkeySite,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
} from '../../../src/signin/index.ts'
import { addStaff, disableStaff, enableStaff } from '../../../src/staff/index.ts'
import { admin, type Desk, instructor, useDesks } from '../../desk.ts'
import { Authenticator, type Otherwise } from './authenticator.ts'

const site: PasskeySite = { id: 'desk.example', origin: 'https://desk.example' }
const browser = 'hp_browser_one'
const notSignedIn = { code: 'NotSignedIn' }
const desks = useDesks()
let desk: Desk
let ina: Actor
beforeEach(async () => {
  desk = await desks.make()
  ina = await somebody('Ina')
})

async function somebody(name: string): Promise<Actor> {
  const { id, role } = await addStaff(desk.services, admin, { name, role: 'instructor' })
  return { kind: role, id, name }
}

async function add(device: Authenticator, otherwise: Otherwise = {}, actor = ina) {
  const options = await beginPasskey(desk.services, actor, site, browser)
  const given = device.create(options, otherwise)
  return addPasskey(desk.services, actor, { site, browser, given, name: 'Laptop' })
}

async function withPasskey(actor = ina): Promise<Authenticator> {
  const device = new Authenticator(site.origin)
  await add(device, {}, actor)
  return device
}

async function signIn(device: Authenticator, otherwise: Otherwise = {}) {
  const options = await beginPasskeySignIn(desk.services, site, browser)
  return signInWithPasskey(desk.services, { site, browser, given: device.get(options, otherwise) })
}

const audit = () =>
  desk.ports.recorded.filter(({ action }) => /^(?:passkey|staff\.(?:signed-in|refused))/.test(action))

describe('adding a passkey', () => {
  it.each([
    ['made at another origin', { origin: 'https://desk.example.evil.example' }, 'NotSignedIn'],
    ['made in a page within another page', { crossOrigin: true }, 'NotSignedIn'],
    ['made for another site', { rpId: 'evil.example' }, 'InvalidInput'],
    ['made without recognising anybody', { verified: false }, 'InvalidInput'],
    ['that was used and not made', { type: 'webauthn.get' }, 'InvalidInput'],
    ['made for a challenge of nobody', { challenge: 'A'.repeat(43) }, 'NotSignedIn'],
  ] as const)('refuses one %s', async (_what, otherwise, code) => {
    await expect(add(new Authenticator(site.origin), otherwise)).rejects.toMatchObject({ code })
    expect(await myPasskeys(desk.services, ina)).toEqual([])
    expect(audit()).toEqual([])
  })

  it('refuses an answer to what somebody else was asked, also for that one afterwards', async () => {
    const { services } = desk
    const otto = await somebody('Otto')
    const options = await beginPasskey(services, otto, site, browser)
    const given = new Authenticator(site.origin).create(options)
    await expect(addPasskey(services, ina, { site, browser, given, name: 'Laptop' })).rejects.toMatchObject(
      notSignedIn,
    )
    expect(await myPasskeys(services, ina)).toEqual([])
  })

  it('refuses an answer from another browser, a second time, and after five minutes', async () => {
    const { services, clock } = desk
    const device = new Authenticator(site.origin)
    const given = device.create(await beginPasskey(services, ina, site, browser))
    const answer = { site, browser, given, name: 'Laptop' }
    await expect(addPasskey(services, ina, { ...answer, browser: 'hp_browser_other' })).rejects.toMatchObject(
      notSignedIn,
    )
    await addPasskey(services, ina, answer)
    await expect(addPasskey(services, ina, answer)).rejects.toMatchObject(notSignedIn)
    const late = new Authenticator(site.origin).create(await beginPasskey(services, ina, site, browser))
    clock.forward(301)
    await expect(addPasskey(services, ina, { ...answer, given: late })).rejects.toMatchObject(notSignedIn)
  })

  it('refuses a participant, a platform, and what is no answer', async () => {
    const { services } = desk
    for (const actor of [
      { kind: 'participant', id: 'p-one', workshopId: 'w-one' },
      { kind: 'platform', id: 't-one', name: 'Labs', scopes: [], workshopIds: [] },
    ] as const) {
      await expect(beginPasskey(services, actor, site, browser)).rejects.toMatchObject({ code: 'Forbidden' })
    }
    for (const given of [
      undefined,
      null,
      'x',
      {},
      { id: 'a', rawId: 'a', type: 'public-key', response: {} },
    ]) {
      await expect(addPasskey(services, ina, { site, browser, given, name: 'Laptop' })).rejects.toMatchObject(
        { code: 'InvalidInput' },
      )
    }
  })

  it('refuses the same passkey for a second person', async () => {
    const device = await withPasskey()
    const otto = await somebody('Otto')
    await expect(add(device, {}, otto)).rejects.toMatchObject({ code: 'StateConflict' })
    expect(await myPasskeys(desk.services, otto)).toEqual([])
    expect(await signIn(device, { userHandle: Buffer.from(ina.id).toString('base64url') })).toEqual({
      staffId: ina.id,
    })
  })

  it('asks for a passkey that is found without a name, on a device that has none of this person', async () => {
    const device = await withPasskey()
    const options = await beginPasskey(desk.services, ina, site, browser)
    expect(options).toMatchObject({
      rp: { id: 'desk.example' },
      attestation: 'none',
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: device.id }],
    })
  })

  it('looks at no statement about who made the device', async () => {
    // Of a format that there is not: whatever would read it, would refuse it.
    await add(new Authenticator(site.origin), { attestation: 'evil' })
    expect(await myPasskeys(desk.services, ina)).toHaveLength(1)
  })

  it('has an end at twenty', async () => {
    const { database } = desk.services
    await withPasskey()
    const [row] = await myPasskeys(desk.services, ina)
    if (row === undefined) throw new Error('there is one')
    await database
      .insertInto('passkey')
      .values(Array.from({ length: 19 }, (_, index) => ({ ...row, id: `copy-${index}` })))
      .execute()
    await expect(beginPasskey(desk.services, ina, site, browser)).rejects.toMatchObject({
      code: 'StateConflict',
    })
  })
})

describe('signing in with a passkey', () => {
  it.each([
    ['at another origin', { origin: 'https://desk.example.evil.example' }],
    ['in a page within another page', { crossOrigin: true }],
    ['for another site', { rpId: 'evil.example' }],
    ['without recognising anybody', { verified: false }],
    ['with what makes a passkey', { type: 'webauthn.create' }],
    ['with a challenge of nobody', { challenge: 'A'.repeat(43) }],
    ['with something changed after it was signed', { tamper: true }],
    ['in the name of somebody else', { userHandle: Buffer.from('s-other').toString('base64url') }],
  ])('is refused %s', async (_what, otherwise) => {
    const device = await withPasskey()
    await expect(signIn(device, otherwise)).rejects.toMatchObject(notSignedIn)
    expect(await signIn(device)).toEqual({ staffId: ina.id })
  })

  it('is refused to a passkey that is unknown, and to one that was removed, in the same words', async () => {
    const stranger = new Authenticator(site.origin)
    const said = await signIn(stranger, { userHandle: Buffer.from(ina.id).toString('base64url') }).catch(
      (error: unknown) => error,
    )
    expect(said).toMatchObject(notSignedIn)
    const device = await withPasskey()
    await removePasskey(desk.services, ina, { passkeyId: device.id, evenTheLast: true })
    await expect(signIn(device)).rejects.toThrow(String(Reflect.get(Object(said), 'message')))
  })

  it('is refused with another’s id on an own signature', async () => {
    const device = await withPasskey()
    const mine = await withPasskey(await somebody('Otto'))
    const options = await beginPasskeySignIn(desk.services, site, browser)
    const given = {
      ...mine.get(options, { userHandle: Buffer.from(ina.id).toString('base64url') }),
      id: device.id,
      rawId: device.id,
    }
    await expect(signInWithPasskey(desk.services, { site, browser, given })).rejects.toMatchObject(
      notSignedIn,
    )
  })

  it('is refused a second time with the same answer, from another browser, and after five minutes', async () => {
    const { services, clock } = desk
    const device = await withPasskey()
    const given = device.get(await beginPasskeySignIn(services, site, browser))
    await expect(
      signInWithPasskey(services, { site, browser: 'hp_browser_other', given }),
    ).rejects.toMatchObject(notSignedIn)
    await signInWithPasskey(services, { site, browser, given })
    await expect(signInWithPasskey(services, { site, browser, given })).rejects.toMatchObject(notSignedIn)
    const late = device.get(await beginPasskeySignIn(services, site, browser))
    clock.forward(301)
    await expect(signInWithPasskey(services, { site, browser, given: late })).rejects.toMatchObject(
      notSignedIn,
    )
  })

  it('is good for one of many that answer at once', async () => {
    const device = await withPasskey()
    const given = device.get(await beginPasskeySignIn(desk.services, site, browser))
    const tried = await Promise.allSettled(
      Array.from({ length: 8 }, () => signInWithPasskey(desk.services, { site, browser, given })),
    )
    expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('uses a challenge up also when the answer is wrong', async () => {
    const device = await withPasskey()
    const options = await beginPasskeySignIn(desk.services, site, browser)
    const wrong = device.get(options, { tamper: true })
    await expect(signInWithPasskey(desk.services, { site, browser, given: wrong })).rejects.toMatchObject(
      notSignedIn,
    )
    await expect(
      signInWithPasskey(desk.services, { site, browser, given: device.get(options) }),
    ).rejects.toMatchObject(notSignedIn)
  })

  it('takes no challenge of an addition', async () => {
    const device = await withPasskey()
    const options = await beginPasskey(desk.services, ina, site, browser)
    const given = device.get(options)
    await expect(signInWithPasskey(desk.services, { site, browser, given })).rejects.toMatchObject(
      notSignedIn,
    )
  })

  it('is refused to a counter that goes back or stands still, and that is written down', async () => {
    const device = await withPasskey()
    await signIn(device, { counter: 5 })
    for (const counter of [5, 4, 0]) {
      await expect(signIn(device, { counter })).rejects.toMatchObject(notSignedIn)
    }
    expect(audit().filter(({ action }) => action === 'staff.refused')).toHaveLength(3)
    expect(await signIn(device, { counter: 6 })).toEqual({ staffId: ina.id })
  })

  it('is refused to somebody who is disabled, in the words for a stranger, and works again afterwards', async () => {
    const { services } = desk
    const device = await withPasskey()
    await disableStaff(services, admin, { staffId: ina.id })
    await expect(signIn(device)).rejects.toThrow('this passkey signs nobody in here')
    expect(audit().at(-1)).toMatchObject({
      action: 'staff.refused',
      detail: { staffId: ina.id, how: 'passkey', why: 'disabled' },
    })
    await enableStaff(services, admin, { staffId: ina.id })
    expect(await signIn(device)).toEqual({ staffId: ina.id })
  })

  it('keeps when it was used, the counter, and tells the audit', async () => {
    const { clock, services } = desk
    const device = await withPasskey()
    clock.forward(60)
    await signIn(device, { counter: 7 })
    expect(await myPasskeys(services, ina)).toMatchObject([
      {
        counter: 7,
        last_used_at: clock.now(),
        multi_device: false,
        backed_up: false,
        transports: ['internal'],
      },
    ])
    expect(audit()).toMatchObject([
      { action: 'passkey.added', actor: { id: ina.id } },
      { action: 'staff.signed-in', detail: { staffId: ina.id, how: 'passkey' } },
    ])
    expect(await services.database.selectFrom('signin_attempt').selectAll().execute()).toEqual([])
  })
})

describe('one’s passkeys', () => {
  it('are nobody else’s to rename or remove', async () => {
    const { services } = desk
    const device = await withPasskey()
    const otto = await somebody('Otto')
    for (const actor of [otto, admin]) {
      await expect(renamePasskey(services, actor, device.id, 'Mine')).rejects.toMatchObject({
        code: 'NotFound',
      })
      await expect(
        removePasskey(services, actor, { passkeyId: device.id, evenTheLast: true }),
      ).rejects.toMatchObject({ code: 'NotFound' })
    }
    await expect(myPasskeys(services, { kind: 'system', id: 'x' })).rejects.toMatchObject({
      code: 'NotFound',
    })
    expect(await myPasskeys(services, ina)).toHaveLength(1)
  })

  it.each(['', ' ', 'a\nb', 'x'.repeat(61)])('are not called %j', async (name) => {
    const device = await withPasskey()
    await expect(renamePasskey(desk.services, ina, device.id, name)).rejects.toMatchObject({
      code: 'InvalidInput',
    })
  })

  it('are renamed and removed, the last one only by whoever says so', async () => {
    const { services, clock } = desk
    const phone = await withPasskey()
    clock.forward(1)
    const laptop = await withPasskey()
    await renamePasskey(services, ina, phone.id, ' Phone ')
    expect((await myPasskeys(services, ina)).map(({ name }) => name)).toEqual(['Phone', 'Laptop'])
    await removePasskey(services, ina, { passkeyId: laptop.id })
    await expect(removePasskey(services, ina, { passkeyId: phone.id })).rejects.toMatchObject({
      code: 'StateConflict',
      facts: { name: 'last-passkey' },
    })
    await removePasskey(services, ina, { passkeyId: phone.id, evenTheLast: true })
    expect(audit().map(({ action }) => action)).toEqual([
      'passkey.added',
      'passkey.added',
      'passkey.renamed',
      'passkey.removed',
      'passkey.removed',
    ])
    expect(instructor.id).not.toBe(ina.id)
  })
})

describe('where passkeys are', () => {
  it.each([
    ['http://desk.example', 'http'],
    ['http://192.0.2.1:8080', 'http'],
    ['https://192.0.2.1', 'address'],
    ['https://[2001:db8::1]:8443', 'address'],
  ])('%s has none: %s', (url, why) => {
    expect(passkeySite(url)).toBe(why)
  })

  it.each([
    ['https://desk.example', 'desk.example', 'https://desk.example'],
    ['https://desk.example:8443/', 'desk.example', 'https://desk.example:8443'],
    ['http://localhost:8080', 'localhost', 'http://localhost:8080'],
    ['http://127.0.0.1:8080', 'localhost', 'http://localhost:8080'],
    ['http://[::1]:8080', 'localhost', 'http://localhost:8080'],
  ])('%s has them for %s at %s', (url, id, origin) => {
    expect(passkeySite(url)).toEqual({ id, origin })
  })
})
