import { checkOption, HallpassError, shownValue } from '../base/index.ts'

/** AssumeRole's bounds, in seconds. The role's own maximum may be lower; AWS checks that. */
export const sessionDurationBounds = { minSeconds: 900, maxSeconds: 43_200, defaultSeconds: 3600 } as const

/** The console federation endpoint's bounds for `SessionDuration`, in seconds. */
export const consoleDurationBounds = { minSeconds: 900, maxSeconds: 43_200, defaultSeconds: 43_200 } as const

/**
 * Reads a length of time as people write it: `1h`, `90m`, `1h30m`, `3600s`, `3600` (seconds).
 *
 * @throws HallpassError `InvalidInput` when it is none
 */
export function parseDuration(text: string, flag: string): number {
  const plain = text.trim()
  const match = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(
    /^\d+$/.test(plain) ? `${plain}s` : plain,
  )
  const [, hours, minutes, seconds] = match ?? []
  if (!match || (hours ?? minutes ?? seconds) === undefined) {
    throw new HallpassError('InvalidInput', `${flag} ${shownValue(text)} is no length of time`, {
      hint: 'write it as 1h, 90m, 1h30m or a number of seconds',
      facts: { name: flag },
    })
  }
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)
}

/**
 * Checks a duration against its bounds. Messages say `name`; the error's facts, `option`.
 *
 * @throws HallpassError `InvalidInput`
 */
export function checkDuration(
  durationSeconds: number,
  bounds: { readonly minSeconds: number; readonly maxSeconds: number; readonly defaultSeconds: number },
  name: string,
  option = name,
): number {
  const { minSeconds, maxSeconds, defaultSeconds } = bounds
  if (Number.isInteger(durationSeconds) && durationSeconds >= minSeconds && durationSeconds <= maxSeconds) {
    return durationSeconds
  }
  throw new HallpassError(
    'InvalidInput',
    `${name} has to be between ${formatDuration(minSeconds)} and ${formatDuration(maxSeconds)}, not ${formatDuration(durationSeconds)}`,
    {
      hint: `AWS takes nothing else; leave it out for ${formatDuration(defaultSeconds)}`,
      facts: { name: option },
    },
  )
}

/**
 * Checks how long a session is to last; default one hour.
 *
 * @throws HallpassError `InvalidInput` when AWS takes no such duration
 * @throws TypeError when it is not a whole number
 */
export function checkSessionDuration(durationSeconds: number = sessionDurationBounds.defaultSeconds): number {
  checkOption('durationSeconds', durationSeconds, 'a whole number of seconds')
  return checkDuration(durationSeconds, sessionDurationBounds, 'the duration', 'durationSeconds')
}

/** A length of time for people, e.g. `1h30m`. Rounds down to whole seconds. */
export function formatDuration(durationSeconds: number): string {
  if (!Number.isFinite(durationSeconds)) return String(durationSeconds)
  const whole = Math.max(0, Math.floor(durationSeconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const seconds = whole % 60
  return `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${seconds || whole === 0 ? `${seconds}s` : ''}`
}
