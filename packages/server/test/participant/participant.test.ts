import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLease } from '../../src/lease/index.ts'
import { handle, newPseudonym } from '../../src/participant/index.ts'
import { instructor, openWorkshopOf, useDesks } from '../desk.ts'

const desks = useDesks()

describe('a participant’s handle', () => {
  it.each([
    ['Ada Lovelace', 'ada'],
    ['ada.lovelace@example.com', 'ada'],
    ['Åse-Marie', 'ase'],
    ['李小龍', 'guest'],
    ['  ', 'guest'],
    ['Wolfeschlegelsteinhausenbergerdorff', 'wolfeschlegelste'],
  ])('of %s is %s', (name, expected) => {
    expect(handle(name)).toBe(expected)
  })

  it('is good for a session name, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(handle(name)).toMatch(/^[a-z0-9]{1,16}$/)
      }),
    )
  })
})

describe('a pseudonym', () => {
  it('is two words', () => {
    for (let index = 0; index < 200; index += 1)
      expect(newPseudonym(randomBytes)).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/)
  })

  it('is nobody else’s in the workshop, whatever chance brings', async () => {
    const { services } = await desks.make()
    const workshop = await openWorkshopOf(services)
    // Chance that always brings the same, but for ids.
    const unlucky = {
      ...services,
      randomBytes: (size: number) => (size === 4 ? Buffer.alloc(4) : randomBytes(size)),
    }
    const names = new Set<string>()
    for (let index = 0; index < 5; index += 1) {
      const { participant } = await createLease(unlucky, instructor, {
        workshopId: workshop.id,
        participant: {},
      })
      expect(participant.pseudonym).toBe(true)
      names.add(participant.name)
    }
    expect(names.size).toBe(5)
  })
})

describe('somebody who returns', () => {
  it('is not let into another’s place by an e-mail address', async () => {
    const { services } = await desks.make()
    const { id: workshopId } = await openWorkshopOf(services)
    await createLease(services, instructor, {
      workshopId,
      participant: { externalId: 'u-1', email: 'ada@example.com' },
    })
    const stranger = { externalId: 'u-2', email: 'Ada@Example.com' }
    await expect(
      createLease(services, instructor, { workshopId, participant: stranger }),
    ).rejects.toMatchObject({ code: 'InvalidInput' })
  })

  it('is known by the platform’s id, and by the e-mail address in any case', async () => {
    const { services } = await desks.make()
    const { id: workshopId } = await openWorkshopOf(services)
    const come = async (participant: { externalId?: string; email?: string }) =>
      (await createLease(services, instructor, { workshopId, participant })).participant.id
    const first = await come({ externalId: 'u-1', email: 'ada@example.com' })
    expect(await come({ externalId: 'u-1' })).toBe(first)
    expect(await come({ email: 'ADA@example.com' })).toBe(first)
    expect(await come({ externalId: 'u-2' })).not.toBe(first)
  })
})
