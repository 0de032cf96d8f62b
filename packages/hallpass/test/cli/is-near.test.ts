import { expect, it } from 'vitest'
import { isNear } from '../../src/cli/terminal/is-near.ts'

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
