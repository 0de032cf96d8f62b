/**
 * Refuses what is no plain data: a function, an instance of a class. Maps, sets, dates, bytes and arrays are
 * looked at before.
 *
 * @throws TypeError naming where it is
 */
export function checkPlain(value: object, path: readonly unknown[]): void {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw notPlain(value, path)
}

/** The refusal of what a snapshot cannot hold. */
export function notPlain(value: unknown, path: readonly unknown[]): TypeError {
  const what =
    typeof value === 'object' && value !== null ? `a ${value.constructor.name}` : `a ${typeof value}`
  return new TypeError(`${path.join(' / ')} is ${what}: what a snapshot holds has to be plain data`)
}

/** Sets a property whatever it is called: to assign to `__proto__` would change the object's kind. */
export function setOwn(to: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(to, name, { value, enumerable: true, configurable: true, writable: true })
  } else Reflect.set(to, name, value)
}
