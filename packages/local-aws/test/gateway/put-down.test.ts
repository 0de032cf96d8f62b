import { expect, it } from 'vitest'

import { newTrace } from '../../src/gateway/trace.ts'
import { putDown } from '../../src/gateway/put-down.ts'

it('what cannot be put down is answered all the same, and the log says why it is in no trail', () => {
  const request = { method: 'POST', target: '/', rawHeaders: [], body: new Uint8Array() }
  const trace = newTrace('POST', { requestId: 'id', now: new Date(), headers: new Map() })
  const trail = {
    record: () => {
      throw new TypeError('out of paper')
    },
    events: () => [],
    follow: () => () => {},
    forget: () => {},
    isOn: true,
  }
  const down = (): void =>
    putDown(request, { status: 200, headers: [], body: '' }, trace, { trail, defaultRegion: 'us-east-1' })
  down()
  expect(trace.reason).toBe('it is in no trail: out of paper')
  trace.reason = 'denied'
  down()
  expect(trace.reason).toBe('denied; it is in no trail: out of paper')
})
