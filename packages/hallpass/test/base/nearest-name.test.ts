import { expect, it } from 'vitest'
import { isNear, nearestName } from '../../src/base/index.ts'

it.each([
  ['--force', '--role-arn'],
  ['force', 'role'],
  ['log', 'tag'],
  ['everything', 'region'],
  ['ro', 'role-arn'],
])('%s does not mean %s', (typed, meant) => {
  expect(isNear(typed.replace(/^--/, ''), meant.replace(/^--/, ''))).toBe(false)
})

it.each([
  ['sesion-name', 'session-name'],
  ['session', 'session-name'],
  ['outptu', 'output'],
  ['iseu', 'issue'],
  ['lst', 'list'],
  ['tagg', 'tag'],
])('%s may mean %s', (typed, meant) => {
  expect(isNear(typed, meant)).toBe(true)
})

it('the nearest is the one with the fewest letters off', () => {
  expect(nearestName('lsit', ['list', 'last', 'mist'])).toBe('list')
  expect(nearestName('instruct', ['Instruqt', 'instructor', 'default'])).toBe('Instruqt')
  expect(nearestName('admin', ['lab', 'default'])).toBeUndefined()
})

it('what is no name any more is near to nothing', () => {
  expect(nearestName('x'.repeat(100_000), ['x'.repeat(100_000)])).toBeUndefined()
})
