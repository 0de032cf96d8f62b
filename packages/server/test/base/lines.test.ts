import { describe, expect, it } from 'vitest'
import { createLines } from '../../src/base/index.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a line', () => {
  it('does one after the other, in the order they came, also after one that failed', async () => {
    const lines = createLines()
    const done: string[] = []
    const step = (name: string, fails = false) =>
      lines.run('a', async () => {
        done.push(`${name} begins`)
        await turn()
        done.push(`${name} ends`)
        if (fails) throw new Error(name)
        return name
      })
    const all = await Promise.allSettled([step('one'), step('two', true), step('three')])
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(done).toEqual(['one begins', 'one ends', 'two begins', 'two ends', 'three begins', 'three ends'])
  })

  it('holds up nobody of another key', async () => {
    const lines = createLines()
    let release = (): void => {}
    const held = lines.run('a', () => new Promise<void>((resolve) => (release = resolve)))
    expect(await lines.run('b', async () => 'done')).toBe('done')
    release()
    await held
  })
})
