import { HallpassError } from '../errors.ts'
import { parseDuration } from '../issue/duration.ts'

/** A flag that takes some text, not empty. */
export function textFlag(placeholder: string, brief: string) {
  return {
    kind: 'parsed',
    brief,
    placeholder,
    parse: (input: string): string => {
      if (input === '') throw new HallpassError('UsageError', `${placeholder} is empty`)
      return input
    },
  } as const
}

/** An optional flag that takes some text, and may come more than once. */
export function textsFlag(placeholder: string, brief: string) {
  return { ...textFlag(placeholder, brief), optional: true, variadic: true } as const
}

/** An optional flag that takes a length of time, in seconds once parsed. */
export function durationFlag(name: string, brief: string) {
  return {
    kind: 'parsed',
    optional: true,
    brief,
    placeholder: '1h',
    parse: (input: string): number => parseDuration(input, name),
  } as const
}
