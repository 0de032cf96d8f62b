import { describe, expect, it } from 'vitest'
import {
  type Actor,
  authorize,
  type Operation,
  operations,
  reach,
  scopes,
  type Subject,
} from '../../src/actor/index.ts'

const mine: Subject = {
  workshopId: 'w-mine',
  owners: ['staff:s-ina', 'token:t-one'],
  participantId: 'p-one',
  leaseId: 'l-one',
}
const others: Subject = {
  workshopId: 'w-other',
  owners: ['staff:s-bob', 'token:t-two'],
  participantId: 'p-two',
  leaseId: 'l-two',
}

const actors: Readonly<Record<'admin' | 'instructor' | 'platform' | 'participant', Actor>> = {
  admin: { kind: 'admin', id: 's-ann', name: 'Ann' },
  instructor: { kind: 'instructor', id: 's-ina', name: 'Ina' },
  platform: { kind: 'platform', id: 't-one', name: 'Labs', scopes, workshopIds: [] },
  participant: { kind: 'participant', id: 'p-one', workshopId: 'w-mine', leaseId: 'l-one' },
}

// Written out once more, by hand: the table in the source is held to it. n = nothing, o = own, a = any.
const expected: Readonly<Record<Operation, string>> = {
  'workshop.create': 'aaan',
  'workshop.read': 'aoon',
  'workshop.change': 'aoon',
  'workshop.end': 'aoon',
  'participant.read': 'aooo',
  'participant.write': 'aoon',
  'lease.create': 'aoon',
  'lease.read': 'aooo',
  'lease.control': 'aoon',
  'lease.issue': 'nnoo',
  'lease.token': 'nnoo',
  'participant.link': 'aoon',
  'audit.read': 'aoon',
  'audit.export': 'anan',
  'role.preview': 'aaan',
  'health.read': 'aaan',
  'health.check': 'aaan',
  'webhook.manage': 'anon',
  'token.manage': 'annn',
  'staff.manage': 'annn',
  'account.manage': 'aann',
}

const isOperation = (name: string): name is Operation => name in operations
const allOperations = Object.keys(operations).filter(isOperation)
const cells = allOperations.flatMap((operation) =>
  (['admin', 'instructor', 'platform', 'participant'] as const).map((kind, column) => ({
    operation,
    kind,
    letter: expected[operation][column] ?? '',
  })),
)

const outcome = (actor: Actor, operation: Operation, subject: Subject): string => {
  try {
    authorize(actor, operation, subject)
    return 'allowed'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'thrown'
  }
}

describe('authorize', () => {
  it('has been written out for every operation', () => {
    expect(Object.keys(expected).toSorted()).toEqual([...allOperations].toSorted())
  })

  it.each(cells)('$kind, $operation, of others: $letter', ({ operation, kind, letter }) => {
    const words: Readonly<Record<string, string>> = { n: 'Forbidden', o: 'NotFound', a: 'allowed' }
    expect(outcome(actors[kind], operation, others)).toBe(words[letter])
  })

  it.each(cells)('$kind, $operation, own: $letter', ({ operation, kind, letter }) => {
    expect(outcome(actors[kind], operation, mine)).toBe(letter === 'n' ? 'Forbidden' : 'allowed')
  })

  it.each(allOperations)('a token without the scope may not %s, in its own workshop either', (operation) => {
    const { scope } = operations[operation]
    const without: Actor = {
      ...actors.platform,
      kind: 'platform',
      name: 'Labs',
      workshopIds: 'all',
      scopes: scopes.filter((one) => one !== scope),
    }
    const refused = scope !== undefined || reach('platform', operation) === 'none'
    expect(outcome(without, operation, mine)).toBe(refused ? 'Forbidden' : 'allowed')
  })

  it('gives a participant nobody else’s lease, nor another one of their own workshop', () => {
    expect(outcome(actors.participant, 'lease.issue', { ...mine, participantId: 'p-two' })).toBe('NotFound')
    expect(outcome(actors.participant, 'lease.issue', { ...mine, leaseId: 'l-two' })).toBe('NotFound')
    expect(outcome(actors.participant, 'lease.issue', { ...mine, workshopId: 'w-other' })).toBe('NotFound')
    const token: Actor = { kind: 'participant', id: 'p-one', workshopId: 'w-mine' }
    expect(outcome(token, 'lease.issue', mine)).toBe('allowed')
  })

  it('does not take a token’s id for a member of staff of the same id', () => {
    const token: Actor = {
      ...actors.platform,
      kind: 'platform',
      id: 's-ina',
      name: 'x',
      scopes,
      workshopIds: [],
    }
    expect(outcome(token, 'workshop.read', mine)).toBe('NotFound')
  })

  it('lets a token use the workshops that it is for', () => {
    const token: Actor = { kind: 'platform', id: 't-three', name: 'x', scopes, workshopIds: ['w-mine'] }
    expect(outcome(token, 'workshop.read', others)).toBe('NotFound')
    expect(outcome(token, 'workshop.read', mine)).toBe('allowed')
    expect(outcome({ ...token, workshopIds: 'all' }, 'workshop.read', others)).toBe('allowed')
  })
})
