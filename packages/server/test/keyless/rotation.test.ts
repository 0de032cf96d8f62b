import { describe, expect, it } from 'vitest'
import { createKeyless, type Keyless } from '../../src/keyless/index.ts'
import { createSeal } from '../../src/base/index.ts'
import { type Desk, useDesks } from '../desk.ts'

const desks = useDesks()
const issuer = 'https://hallpass.example.com'
const dayS = 86_400

const keylessOf = ({ services }: Desk): Keyless => createKeyless({ ...services, issuer })
const idsOf = async (keyless: Keyless): Promise<unknown[]> =>
  (await keyless.keySet()).keys.map(({ kid }) => kid)

/** The key that a token names. */
async function signer(keyless: Keyless): Promise<unknown> {
  const [header = ''] = (await keyless.token({ leaseId: 'l-1', sessionName: 'ada' })).split('.')
  const names: unknown = JSON.parse(Buffer.from(header, 'base64url').toString())
  return typeof names === 'object' && names !== null && 'kid' in names ? names.kid : undefined
}

describe('the keys that tokens are signed with', () => {
  it('are for an https address alone', async () => {
    const { services } = await desks.make()
    expect(() => createKeyless({ ...services, issuer: 'http://127.0.0.1:8080' })).toThrow(/https alone/)
  })

  it('are refused with another sealing key, with what to give', async () => {
    const desk = await desks.make()
    await keylessOf(desk).keySet()
    const seal = createSeal(Buffer.alloc(32, 7), desk.services.randomBytes)
    const other = createKeyless({ ...desk.services, seal, issuer })
    await expect(signer(other)).rejects.toMatchObject({ code: 'SettingInvalid' })
  })

  it('are made once, at first need, however many replicas need one; nothing private is published or in the clear', async () => {
    const desk = await desks.make()
    const replicas = [1, 2, 3, 4].map(() => keylessOf(desk))
    const signers = await Promise.all(replicas.flatMap((one) => [signer(one), signer(one)]))
    expect(new Set(signers).size).toBe(1)
    const rows = await desk.services.database.selectFrom('signing_key').selectAll().execute()
    expect(rows).toHaveLength(1)
    expect(rows[0]?.sealed_private_key.includes(Buffer.from('2a864886f70d010101', 'hex'))).toBe(false)
    const { keys } = await keylessOf(desk).keySet()
    expect(keys.map((jwk) => Object.keys(jwk).toSorted())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']])
    expect(desk.ports.recorded.map(({ action }) => action)).toEqual(['signing-key.made'])
  })

  it('are published before they sign, and until a day after', async () => {
    const desk = await desks.make()
    const keyless = keylessOf(desk)
    const first = await signer(keyless)
    desk.clock.forward(29 * dayS - 1)
    expect(await idsOf(keyless)).toEqual([first])
    desk.clock.forward(20)
    const published = await idsOf(keyless)
    const [, second] = published
    expect(published).toEqual([first, expect.stringMatching(/^[\w-]{16,}$/)])
    expect(second).not.toBe(first)
    expect(await signer(keyless)).toBe(first)
    desk.clock.forward(dayS)
    expect(await signer(keyless)).toBe(second)
    expect(await idsOf(keyless)).toEqual([first, second])
    desk.clock.forward(dayS)
    expect(await idsOf(keyless)).toEqual([second])
  })

  it('are there again after a long time without need of one', async () => {
    const desk = await desks.make()
    const keyless = keylessOf(desk)
    const first = await signer(keyless)
    desk.clock.forward(400 * dayS)
    const second = await signer(keyless)
    expect(second).not.toBe(first)
    expect(await idsOf(keyless)).toEqual([second])
  })
})
