import { isRecord } from './is-record.ts'

const isText = (value: unknown): boolean => typeof value === 'string'

const forms = {
  'a string': isText,
  'a non-empty string': (value: unknown) => isText(value) && value !== '',
  'a list of strings': (value: unknown) => Array.isArray(value) && value.every(isText),
  'a function': (value: unknown) => typeof value === 'function',
  'an object': isRecord,
  'an object of strings': (value: unknown) => isRecord(value) && Object.values(value).every(isText),
  'a Date': (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime()),
  'a list, or an iterable, an async one too': (value: unknown) =>
    typeof value === 'object' &&
    value !== null &&
    (Symbol.iterator in value || Symbol.asyncIterator in value),
  'a whole number of seconds': Number.isInteger,
} satisfies Record<string, (value: unknown) => boolean>

/** What an option can have to be, in the words of the message. */
export type OptionForm = keyof typeof forms

/**
 * Checks the type of an option that must be there, for callers without a compiler. The value is not repeated:
 * it may be a secret in the wrong place.
 *
 * @throws TypeError naming the option
 */
export function checkOption(name: string, value: unknown, form: OptionForm): void {
  if (forms[form](value)) return
  const missing = value === undefined ? `${name} is missing: it` : name
  throw new TypeError(`${missing} has to be ${form}`)
}

/** {@link checkOption} for an option that may be left out. */
export function checkOptional(name: string, value: unknown, form: OptionForm): void {
  if (value !== undefined) checkOption(name, value, form)
}
