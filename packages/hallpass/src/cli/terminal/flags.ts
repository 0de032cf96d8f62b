import { HallpassError } from '../../base/index.ts'
import { parseDuration } from '../../issue/index.ts'

/** A flag that takes a value: its brief begins with the placeholder, by which help tells it from a switch. */
export function valueFlag<T>(placeholder: string, brief: string, parse: (input: string) => T) {
  return { kind: 'parsed', brief: `${placeholder}: ${brief}`, placeholder, parse } as const
}

/** A flag that takes some text, not empty. */
export function textFlag(placeholder: string, brief: string) {
  return valueFlag(placeholder, brief, (input) => {
    if (input === '') throw new HallpassError('UsageError', `${placeholder} is empty`)
    return input
  })
}

/** An optional flag that takes some text, and may come more than once. */
export function textsFlag(placeholder: string, brief: string) {
  return { ...textFlag(placeholder, brief), optional: true, variadic: true } as const
}

/** An optional flag that takes a length of time, in seconds once parsed. */
export function durationFlag(name: string, brief: string) {
  return { ...valueFlag('TIME', brief, (input) => parseDuration(input, name)), optional: true } as const
}

/** {@link durationFlag} for sessions, of which AWS may be asked for the longest. */
export function sessionDurationFlag(brief: string) {
  return { ...valueFlag('TIME', brief, sessionDuration), optional: true } as const
}

function sessionDuration(input: string): number | 'max' {
  return input === 'max' ? 'max' : parseDuration(input, '--duration')
}

/** A flag that is there or not. Without a default, as help would print each default beside it. */
export function switchFlag(brief: string) {
  return { kind: 'boolean', optional: true, withNegated: false, brief } as const
}
