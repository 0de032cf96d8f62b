import { expect, test } from 'vitest'
import { gather } from '../../src/base/index.ts'

const database = {}

test('one who is refused does not keep the others waiting for good', async () => {
  let runs = 0
  const ask = gather(async (_of: object, keys: readonly number[]) => {
    runs += 1
    if (runs === 1) throw new Error('the database is away')
    return keys
  })
  const refused = await Promise.allSettled([ask(database, 1), ask(database, 2)])
  expect(refused.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await ask(database, 3)).toBe(3)
})

test('work that does not answer everybody answers nobody wrongly', async () => {
  const ask = gather(async (_of: object, keys: readonly number[]) => keys.slice(1))
  const [first, second] = await Promise.allSettled([ask(database, 1), ask(database, 2)])
  expect([first?.status, second?.status]).toEqual(['rejected', 'rejected'])
})

test('who comes together is served together, and who comes meanwhile is served next, each with their own', async () => {
  const runs: (readonly number[])[] = []
  const done: (() => void)[] = []
  const ask = gather(async (_of: object, keys: readonly number[]) => {
    runs.push(keys)
    await new Promise<void>((resolve) => {
      done.push(resolve)
    })
    return keys.map((key) => `${key}!`)
  })
  const begun = [ask(database, 1), ask(database, 2)]
  await expect.poll(() => runs.length).toBe(1)
  const meanwhile = [ask(database, 3), ask(database, 3), ask(database, 4)]
  done[0]?.()
  expect(await Promise.all(begun)).toEqual(['1!', '2!'])
  await expect.poll(() => runs.length).toBe(2)
  done[1]?.()
  expect(await Promise.all(meanwhile)).toEqual(['3!', '3!', '4!'])
  expect(runs).toEqual([
    [1, 2],
    [3, 3, 4],
  ])
})

test('what has nothing in common is not served together', async () => {
  const runs: number[] = []
  const ask = gather(async (_of: object, keys: readonly number[]) => {
    runs.push(keys.length)
    return keys
  })
  await Promise.all([ask({}, 1), ask({}, 2)])
  expect(runs).toEqual([1, 1])
})

test('a crowd is served in parts', async () => {
  const runs: number[] = []
  const ask = gather(async (_of: object, keys: readonly number[]) => {
    runs.push(keys.length)
    return keys
  })
  const crowd = Array.from({ length: 600 }, (_, index) => index)
  expect(await Promise.all(crowd.map((key) => ask(database, key)))).toEqual(crowd)
  expect(runs).toEqual([250, 250, 100])
})

test('nobody waits for who is served in another line', async () => {
  const ask = gather(
    async (_of: object, keys: readonly string[]) => {
      if (keys.includes('slow')) await new Promise(() => {})
      return keys
    },
    (key) => key.charAt(0),
  )
  void ask(database, 'slow')
  expect(await ask(database, 'quick')).toBe('quick')
})
