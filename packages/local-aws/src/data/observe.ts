import { isContent } from '../content/index.ts'
import { isAt, isStep, setOwn, valueAt } from '../snapshot/index.ts'

type Step = string | number

/** Something that was changed: the steps to it, from the root. */
export interface Dirty {
  readonly path: readonly Step[]
  /** Whether it was taken away on the way, be it there again or not: then it is the last of its map now. */
  readonly wasRemoved: boolean
}

/** Plain data as others may change it, and what they did change. */
export interface Observed<Root extends object> {
  /** Stands for the root: whatever is changed through it, at any depth, is noted. */
  readonly view: Root
  /** Whether anything is noted. */
  readonly isDirty: () => boolean
  /** What is noted, in the order in which it came to its place. */
  readonly dirty: () => readonly Dirty[]
  /** Forgets what is noted. */
  readonly settle: () => void
}

/** What a view stands for, and where that is. */
interface Node {
  readonly raw: object
  readonly view: object
  readonly parent: Node | undefined
  /** `undefined` where no path leads further, as to a member of a set: a change below is one of the whole. */
  readonly step: Step | undefined
}

/**
 * Observes plain data. Views are made of what is looked at, and of nothing else; what is put through a view is
 * kept itself, with no view in it. Dates, bytes, contents, what is frozen, and instances of classes are handed out
 * as they are.
 *
 * @param exempt objects that are no data, and are handed out as they are
 */
export function observe<Root extends object>(root: Root, exempt: ReadonlySet<object>): Observed<Root> {
  const rawOf = new WeakMap<object, object>()
  const nodes = new WeakMap<object, Node>()
  const noted = new Map<string, Dirty>()

  const isLeaf = (value: object): boolean =>
    value instanceof Date ||
    value instanceof Uint8Array ||
    exempt.has(value) ||
    Object.isFrozen(value) ||
    isContent(value) ||
    !(value instanceof Map || value instanceof Set || Array.isArray(value) || isPlain(value))

  const viewAt = (parent: Node | undefined, step: Step | undefined, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const known = nodes.get(value)
    if (known !== undefined && known.parent === parent && known.step === step) return known.view
    if (isLeaf(value)) return value
    const at = (): Node => node
    const view =
      value instanceof Map
        ? new ObservedMap(value, at, hooks)
        : value instanceof Set
          ? new ObservedSet(value, at, hooks)
          : new Proxy(value, handlerOf(at))
    const node: Node = { raw: value, view, parent, step }
    // What moved to another place is another node: a change is noted where it is seen.
    nodes.set(value, node)
    rawOf.set(view, value)
    return view
  }

  /** A value with what its views stand for in their place. */
  const bare = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const raw = rawOf.get(value)
    if (raw !== undefined) return raw
    if (isLeaf(value)) return value
    if (value instanceof Map) {
      const entries: Iterable<[unknown, unknown]> = value
      for (const [key, one] of entries) {
        const own = bare(one)
        if (own !== one) value.set(key, own)
      }
    } else if (value instanceof Set) {
      const members: unknown[] = [...value]
      if (members.some((one) => bare(one) !== one)) {
        value.clear()
        for (const one of members) value.add(bare(one))
      }
    } else {
      for (const [name, one] of Object.entries(value)) {
        const own = bare(one)
        if (own !== one) setOwn(value, name, own)
      }
    }
    return value
  }

  /** @param step `undefined`: all of it */
  const note = (node: Node, step: Step | undefined, wasRemoved = false): void => {
    const steps: Array<Step | undefined> = [step]
    for (let one = node; one.parent !== undefined; one = one.parent) steps.push(one.step)
    steps.reverse()
    const end = steps.indexOf(undefined)
    const path = (end < 0 ? steps : steps.slice(0, end)).filter((one) => one !== undefined)
    const key = JSON.stringify(path)
    const before = noted.get(key)
    if (wasRemoved) noted.delete(key)
    noted.set(key, { path, wasRemoved: (wasRemoved && end < 0) || before?.wasRemoved === true })
  }

  const handlerOf = (at: () => Node): ProxyHandler<object> => ({
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      return typeof name === 'string' ? viewAt(at(), name, value) : value
    },
    set: (target, name, value) => {
      const own = bare(value)
      const before: unknown = Reflect.get(target, name)
      if (typeof own !== 'object' && Object.is(before, own) && Object.hasOwn(target, name)) return true
      const isDone = Reflect.set(target, name, own)
      // To make a list shorter is to change all of it.
      note(at(), typeof name === 'string' && !(Array.isArray(target) && name === 'length') ? name : undefined)
      return isDone
    },
    defineProperty: (target, name, descriptor) => {
      const isDone = Reflect.defineProperty(target, name, { ...descriptor, value: bare(descriptor.value) })
      note(at(), typeof name === 'string' ? name : undefined)
      return isDone
    },
    deleteProperty: (target, name) => {
      if (!Object.hasOwn(target, name)) return true
      const isDone = Reflect.deleteProperty(target, name)
      if (typeof name === 'string' && !Array.isArray(target)) note(at(), name, true)
      else note(at(), undefined)
      return isDone
    },
  })

  const hooks: Hooks = { viewAt, bare, note }
  const view = viewAt(undefined, undefined, root)
  if (!isSame(view, root)) throw new TypeError('the root is no plain data')
  return {
    view,
    isDirty: () => noted.size > 0,
    dirty: () => [...noted.values()],
    settle: () => noted.clear(),
  }
}

interface Hooks {
  readonly viewAt: (parent: Node, step: Step | undefined, value: unknown) => unknown
  readonly bare: (value: unknown) => unknown
  readonly note: (node: Node, step: Step | undefined, wasRemoved?: boolean) => void
}

class ObservedMap extends Map<unknown, unknown> {
  readonly #raw: Map<unknown, unknown>
  readonly #at: () => Node
  readonly #hooks: Hooks

  constructor(raw: Map<unknown, unknown>, at: () => Node, hooks: Hooks) {
    super()
    this.#raw = raw
    this.#at = at
    this.#hooks = hooks
  }

  override get size(): number {
    return this.#raw.size
  }

  override has(key: unknown): boolean {
    return this.#raw.has(this.#hooks.bare(key))
  }

  override get(key: unknown): unknown {
    return this.#view(key, this.#raw.get(this.#hooks.bare(key)))
  }

  override set(key: unknown, value: unknown): this {
    this.#raw.set(this.#hooks.bare(key), this.#hooks.bare(value))
    this.#hooks.note(this.#at(), isStep(key) ? key : undefined)
    return this
  }

  override delete(key: unknown): boolean {
    const wasThere = this.#raw.delete(this.#hooks.bare(key))
    if (wasThere) this.#hooks.note(this.#at(), isStep(key) ? key : undefined, true)
    return wasThere
  }

  override clear(): void {
    this.#raw.clear()
    this.#hooks.note(this.#at(), undefined)
  }

  override forEach(call: (value: unknown, key: unknown, map: Map<unknown, unknown>) => void): void {
    for (const [key, value] of this) call(value, key, this)
  }

  override *entries(): Generator<[unknown, unknown], undefined> {
    for (const [key, value] of this.#raw) yield [key, this.#view(key, value)]
    return undefined
  }

  override *values(): Generator<unknown, undefined> {
    for (const [key, value] of this.#raw) yield this.#view(key, value)
    return undefined
  }

  override keys(): MapIterator<unknown> {
    return this.#raw.keys()
  }

  override [Symbol.iterator](): Generator<[unknown, unknown], undefined> {
    return this.entries()
  }

  #view(key: unknown, value: unknown): unknown {
    return this.#hooks.viewAt(this.#at(), isStep(key) ? key : undefined, value)
  }
}

class ObservedSet extends Set<unknown> {
  readonly #raw: Set<unknown>
  readonly #at: () => Node
  readonly #hooks: Hooks

  constructor(raw: Set<unknown>, at: () => Node, hooks: Hooks) {
    super()
    this.#raw = raw
    this.#at = at
    this.#hooks = hooks
  }

  override get size(): number {
    return this.#raw.size
  }

  override has(value: unknown): boolean {
    return this.#raw.has(this.#hooks.bare(value))
  }

  override add(value: unknown): this {
    if (this.has(value)) return this
    this.#raw.add(this.#hooks.bare(value))
    this.#hooks.note(this.#at(), isStep(value) ? value : undefined)
    return this
  }

  override delete(value: unknown): boolean {
    const wasThere = this.#raw.delete(this.#hooks.bare(value))
    if (wasThere) this.#hooks.note(this.#at(), isStep(value) ? value : undefined, true)
    return wasThere
  }

  override clear(): void {
    this.#raw.clear()
    this.#hooks.note(this.#at(), undefined)
  }

  override forEach(call: (value: unknown, again: unknown, set: Set<unknown>) => void): void {
    for (const value of this) call(value, value, this)
  }

  override *values(): Generator<unknown, undefined> {
    for (const value of this.#raw) yield this.#hooks.viewAt(this.#at(), undefined, value)
    return undefined
  }

  override *entries(): Generator<[unknown, unknown], undefined> {
    for (const value of this.values()) yield [value, value]
    return undefined
  }

  override keys(): Generator<unknown, undefined> {
    return this.values()
  }

  override [Symbol.iterator](): Generator<unknown, undefined> {
    return this.values()
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** A view behaves as what it stands for. */
function isSame<Root extends object>(view: unknown, root: Root): view is Root {
  return typeof view === 'object' && view !== root
}

/** What is at a path of noted changes, and whether anything is. */
export function lookUp(
  root: object,
  path: readonly Step[],
): { readonly isThere: boolean; readonly parentIsThere: boolean; readonly value: unknown } {
  let place: unknown = root
  for (const step of path.slice(0, -1)) place = valueAt(place, step)
  const last = path.at(-1)
  const parentIsThere = typeof place === 'object' && place !== null
  return { parentIsThere, isThere: parentIsThere && isAt(place, last), value: valueAt(place, last) }
}
