import type { SessionsSample } from '../sessions/sessions.ts'
import { aimLines, atLeastTimes, atMost, atMostTimes } from './aim.ts'
import { medians, need } from './medians.ts'
import { count, megabytes, table } from './table.ts'

/** The table and the aims of many sessions from one process. */
export function sessionsSection(samples: ReadonlyMap<string, readonly SessionsSample[]>): string {
  const rates = medians(samples, ({ perSecond }) => perSecond)
  const peaks = medians(samples, ({ peakBytes }) => peakBytes)
  const rows = [...rates].map(([name, rate]) => [
    name,
    `${count(rate)}/s`,
    megabytes(peaks.get(name) ?? Number.NaN),
  ])
  const [rate, sdkRate] = [need(rates, /^hallpass/), need(rates, /aws-sdk/)]
  const [peak, sdkPeak] = [need(peaks, /^hallpass/), need(peaks, /aws-sdk/)]
  const aims = [
    atLeastTimes('the rate of the SDK', rate / sdkRate, 2),
    atMostTimes('the memory of the SDK', peak / sdkPeak, 0.5),
    atMost('peak memory', peak, 100e6, megabytes),
  ]
  return `${table(['', 'sessions', 'peak memory'], rows)}\n\n${aimLines(aims)}`
}
