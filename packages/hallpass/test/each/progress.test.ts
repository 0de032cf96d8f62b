import { describe, expect, it } from 'vitest'
import { createProgress } from '../../src/cli/terminal/progress.ts'

/** A terminal of so many columns, unless it is none. */
function terminal(settings: { isTTY?: boolean; columns?: number; env?: Record<string, string> } = {}) {
  const { isTTY = true, columns, env = {} } = settings
  let written = ''
  let nowMs = 0
  const stream = { isTTY, columns, write: (text: string) => (written += text) }
  const progress = createProgress(stream, { env, monotonicMs: () => nowMs })
  return { ...progress, pass: (ms: number) => (nowMs += ms), written: () => written }
}

describe('the progress line', () => {
  it.each([[{ isTTY: false }], [{ env: { TERM: 'dumb' } }]])('is not shown on %j', (settings) => {
    const { show, clear, written } = terminal(settings)
    show('issued 1 of 2')
    clear()
    expect(written()).toBe('')
  })

  it('is written over by the next one, and taken away at the end', () => {
    const { show, clear, pass, written } = terminal()
    show('issued 10 of 20')
    pass(100)
    show('issued 20 of 20')
    clear()
    clear()
    expect(written()).toBe('\r\u001b[Kissued 10 of 20\r\u001b[Kissued 20 of 20\r\u001b[K')
  })

  it('is shown ten times a second at most', () => {
    const { show, pass, written } = terminal()
    for (let call = 0; call < 1000; call++) {
      show(`issued ${call}`)
      pass(1)
    }
    expect(written().match(/issued/g)).toHaveLength(10)
  })

  it('is never longer than the terminal is wide', () => {
    const { show, written } = terminal({ columns: 10 })
    show('issued 10 of 20')
    expect(written()).toBe('\r\u001b[Kissued 10')
  })
})
