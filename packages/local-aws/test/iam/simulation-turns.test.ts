import { expect, it } from 'vitest'

import { inTurns } from '../../src/iam/simulate/in-turns.ts'

function* steps(count: number, onStep: (step: number) => void): Generator<undefined, string> {
  for (let step = 0; step < count; step++) {
    onStep(step)
    yield
  }
  return 'done'
}

it('a long simulation lets others have their turn, and a short one is done at once', async () => {
  expect(inTurns(steps(5, () => {}))).toBe('done')
  const order: string[] = []
  setImmediate(() => order.push('another request'))
  const long = inTurns(steps(1000, (step) => order.push(`step ${step}`)))
  expect(await long).toBe('done')
  expect(order.length).toBe(1001)
  expect(order.indexOf('another request')).toBeLessThan(100)
})
