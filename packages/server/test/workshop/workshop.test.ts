import { HallpassError } from 'hallpass'
import { describe, expect, it } from 'vitest'
import { checkWorkshop, fillTemplate, moveWorkshop, workshopMoves } from '../../src/workshop/index.ts'
import { workshopInput } from '../desk.ts'

const refusal = (input: Parameters<typeof checkWorkshop>[0]): string => {
  try {
    checkWorkshop(input)
    return 'taken'
  } catch (error) {
    return error instanceof HallpassError ? (error.facts.name ?? error.message) : String(error)
  }
}

describe('a workshop’s fields', () => {
  it.each([
    ['an end before the start', 'endsAt', { endsAt: workshopInput.startsAt }],
    ['more than a year', 'endsAt', { endsAt: new Date('2028-01-01T00:00:00Z') }],
    ['a time zone that does not exist', 'timeZone', { timeZone: 'Europe/Atlantis' }],
    ['an offset for a time zone', 'timeZone', { timeZone: '+02:00' }],
    [
      'a role of another account',
      'roles',
      { roles: [{ accountId: '111111111111', roleArn: 'arn:aws:iam::123456789012:role/A' }] },
    ],
    ['a role twice', 'roles', { roles: [...workshopInput.roles, ...workshopInput.roles] }],
    ['a session policy that is no JSON', 'sessionPolicy', { sessionPolicy: '{' }],
    ['a session policy that is a list', 'sessionPolicy', { sessionPolicy: '[]' }],
    [
      'a session policy that is too long',
      'sessionPolicy',
      { sessionPolicy: JSON.stringify({ a: 'x'.repeat(2048) }) },
    ],
    ['a variable that stands for nothing', 'sessionPolicy', { sessionPolicy: '{"a":"${student}"}' }],
    ['a tag of ours', 'sessionTags', { sessionTags: { Lease: 'x' } }],
    ['a variable in a tag that stands for nothing', 'sessionTags', { sessionTags: { team: '${team}' } }],
    [
      'too many tags',
      'sessionTags',
      { sessionTags: Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`k${index}`, 'v'])) },
    ],
  ])('are refused with %s', (_, name, change) => {
    expect(refusal({ ...workshopInput, ...change })).toBe(name)
  })

  it('are taken as they should be', () => {
    const policy =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${participant}/${aws:userid}/*"}]}'
    expect(refusal({ ...workshopInput, sessionPolicy: policy, sessionTags: { team: '${workshop}' } })).toBe(
      'taken',
    )
  })
})

describe('a template', () => {
  it('is filled with ids, and what is AWS’s own stays', () => {
    const filled = fillTemplate('${participant} ${workshop} ${lease} ${aws:userid} ${*} $&', {
      participant: 'p-1',
      workshop: 'w-1',
      lease: 'l-1',
    })
    expect(filled).toBe('p-1 w-1 l-1 ${aws:userid} ${*} $&')
  })
})

describe('a workshop’s states', () => {
  it.each([
    ['draft', 'archive'],
    ['open', 'open'],
    ['open', 'archive'],
    ['ended', 'open'],
    ['ended', 'end'],
    ['archived', 'open'],
    ['archived', 'end'],
    ['archived', 'archive'],
  ] as const)('do not lead from %s by %s', (state, move) => {
    expect(() => moveWorkshop(state, move)).toThrow(`this workshop is ${state}`)
  })

  it('lead from draft over open and ended to archived', () => {
    expect(workshopMoves).toEqual({
      draft: { open: 'open', end: 'ended' },
      open: { end: 'ended' },
      ended: { archive: 'archived' },
      archived: {},
    })
  })
})
