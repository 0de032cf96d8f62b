import { milliseconds, times } from './table.ts'

/** What was wanted, what came out, and whether the one reaches the other. */
export interface Aim {
  readonly wanted: string
  readonly measured: string
  readonly met: boolean
}

export function atMostTimes(what: string, ratio: number, limit: number): Aim {
  return { wanted: `${what}: at most ${limit}×`, measured: times(ratio), met: ratio <= limit }
}

export function atLeastTimes(what: string, ratio: number, limit: number): Aim {
  return { wanted: `${what}: at least ${limit}×`, measured: times(ratio), met: ratio >= limit }
}

export function atMost(what: string, value: number, limit: number, show: (value: number) => string): Aim {
  return { wanted: `${what}: at most ${show(limit)}`, measured: show(value), met: value <= limit }
}

export function atLeast(what: string, value: number, limit: number, show: (value: number) => string): Aim {
  return { wanted: `${what}: at least ${show(limit)}`, measured: show(value), met: value >= limit }
}

export function aimLines(aims: readonly Aim[]): string {
  return aims
    .map(({ wanted, measured, met }) => `- ${wanted}. Measured ${measured}: ${met ? 'met' : '**missed**'}.`)
    .join('\n')
}

/** How long one takes more than another. */
export function atMostLater(what: string, differenceMs: number, limitMs: number): Aim {
  return atMost(what, differenceMs, limitMs, milliseconds)
}
