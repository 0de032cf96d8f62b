/**
 * Sees to it that a value which holds secrets is shown as `shown` in its place by `console.log`, `util.inspect` and
 * `JSON.stringify`, and by every logger that is built on them: a session in a program's log is not to be a leak. A
 * copy of it, by `{ ...value }` or `structuredClone`, holds and shows everything.
 *
 * Source: "Custom inspection functions on objects", Node.js `util`.
 *
 * @returns `value`
 */
export function conceal<T extends object>(value: T, shown: object): T {
  Object.defineProperty(value, Symbol.for('nodejs.util.inspect.custom'), { value: () => shown })
  Object.defineProperty(value, 'toJSON', { value: () => shown })
  return value
}

/** What stands in the place of a secret. */
export const concealed = '[secret]'
