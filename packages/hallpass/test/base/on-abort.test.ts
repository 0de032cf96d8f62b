import { getEventListeners } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { onAbort } from '../../src/base/on-abort.ts'
import { sleepFor } from '../../src/wire/retry.ts'
import { createTransport } from '../../src/wire/transport.ts'
import { serveHttp } from '../wire/loopback.ts'

/** What this process is warned of while the test runs. */
function warnings(): Error[] {
  const seen: Error[] = []
  const note = (warning: Error): void => void seen.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  return seen
}

/** Warnings are told after the call that causes them. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))

describe('many that wait for one signal', () => {
  it('are 60 exchanges in flight and 60 sleeps, without a warning of Node.js, and all of them are called off', async () => {
    const seen = warnings()
    const endpoint = await serveHttp(() => {})
    const transport = createTransport()
    const { signal, abort } = abortable()
    const exchanges = Array.from({ length: 60 }, () =>
      transport({ method: 'GET', endpoint, target: '/', headers: {}, body: undefined }, { signal }),
    )
    const sleeps = Array.from({ length: 60 }, () => sleepFor(60_000, signal))
    const outcomes = Promise.allSettled([...exchanges, ...sleeps])
    await soon()
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    abort()
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'Aborted' } })
    }
    expect(getEventListeners(signal, 'abort')).toEqual([])
    await soon()
    expect(seen).toEqual([])
  })
})

describe('who waits for an abort', () => {
  it('is not called after having stopped, and the others are, once', () => {
    const { signal, abort } = abortable()
    const called: string[] = []
    const stop = onAbort(signal, () => called.push('stopped'))
    onAbort(signal, () => called.push('first'))
    onAbort(signal, () => called.push('second'))
    stop()
    stop()
    abort()
    signal.dispatchEvent(new Event('abort'))
    expect(called).toEqual(['first', 'second'])
  })

  it('is called when all who came before have stopped', () => {
    const { signal, abort } = abortable()
    const called: string[] = []
    onAbort(signal, () => called.push('before'))()
    onAbort(signal, () => called.push('after'))
    abort()
    expect(called).toEqual(['after'])
  })
})

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
