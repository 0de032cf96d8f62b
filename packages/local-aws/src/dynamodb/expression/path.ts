import type { Item, Value } from '../value/index.ts'

/** The steps to something in an item: names of attributes, places in lists. The first is a name. */
export type Path = readonly (string | number)[]

/** What is there; `undefined` where nothing is. */
export function valueAt(item: Item, path: Path): Value | undefined {
  const [name, ...rest] = path
  let value = typeof name === 'string' ? item.get(name) : undefined
  for (const step of rest) {
    if (value === undefined) return undefined
    value = below(value, step)
  }
  return value
}

export function below(value: Value, step: string | number): Value | undefined {
  if (typeof step === 'string') return value.type === 'M' ? value.value.get(step) : undefined
  return value.type === 'L' ? value.value[step] : undefined
}

/** As AWS's refusals write a path. */
export function shownPath(path: Path): string {
  return `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`
}

/**
 * What is wrong with paths that stand beside each other in one expression: one leads to what another leads through,
 * or two have one place for a list and for a map.
 */
export function pathProblem(paths: readonly Path[]): string | undefined {
  const root: Node = { children: new Map(), path: undefined, any: undefined }
  for (const path of paths) {
    const problem = place(root, path)
    if (problem !== undefined) return problem
  }
  return undefined
}

interface Node {
  readonly children: Map<string | number, Node>
  /** The path that ends here. */
  path: Path | undefined
  /** One that leads through here. */
  any: Path | undefined
}

function place(root: Node, path: Path): string | undefined {
  let node = root
  for (const step of path) {
    if (node.path !== undefined) return between('overlap', node.path, path)
    const [other] = node.children.keys()
    if (other !== undefined && typeof other !== typeof step) {
      return between('conflict', node.any ?? path, path)
    }
    let next = node.children.get(step)
    if (next === undefined) {
      next = { children: new Map(), path: undefined, any: path }
      node.children.set(step, next)
    }
    node.any ??= path
    node = next
  }
  if (node.path !== undefined || node.children.size > 0) {
    return between('overlap', node.path ?? node.any ?? path, path)
  }
  node.path = path
  return undefined
}

function between(kind: 'overlap' | 'conflict', one: Path, two: Path): string {
  return `Two document paths ${kind} with each other; must remove or rewrite one of these paths; path one: ${shownPath(one)}, path two: ${shownPath(two)}`
}

/** What of an item the paths lead to, with the maps and lists that they lead through. */
export function project(item: Item, paths: readonly Path[]): Item {
  const root = treeOf(paths)
  const found = new Map<string, Value>()
  for (const [name, tree] of root) {
    const value = typeof name === 'string' ? item.get(name) : undefined
    const part = value && partOf(value, tree)
    if (part !== undefined && typeof name === 'string') found.set(name, part)
  }
  return found
}

/** `undefined`: all that is there. */
type Tree = Map<string | number, Tree | undefined>

function treeOf(paths: readonly Path[]): Tree {
  const root: Tree = new Map()
  for (const path of paths) {
    let tree: Tree = root
    for (const [index, step] of path.entries()) {
      if (index === path.length - 1) tree.set(step, undefined)
      else {
        const next: Tree = tree.get(step) ?? new Map()
        tree.set(step, next)
        tree = next
      }
    }
  }
  return root
}

function partOf(value: Value, tree: Tree | undefined): Value | undefined {
  if (tree === undefined) return value
  if (value.type === 'M') {
    const found = new Map<string, Value>()
    for (const [name, more] of tree) {
      const inner = typeof name === 'string' ? value.value.get(name) : undefined
      const part = inner && partOf(inner, more)
      if (part !== undefined && typeof name === 'string') found.set(name, part)
    }
    return found.size === 0 ? undefined : { type: 'M', value: found }
  }
  if (value.type !== 'L') return undefined
  const places = [...tree.keys()].filter((step) => typeof step === 'number').toSorted((a, b) => a - b)
  const parts = places
    .map((at) => {
      const inner = value.value[at]
      return inner && partOf(inner, tree.get(at))
    })
    .filter((part) => part !== undefined)
  return parts.length === 0 ? undefined : { type: 'L', value: parts }
}
