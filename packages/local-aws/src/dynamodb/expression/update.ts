import type { Value } from '../value/index.ts'
import type { Path } from './path.ts'

/** What an attribute is set to. */
export type UpdateValue =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly otherwise: UpdateValue }
  | { readonly kind: 'append'; readonly left: UpdateValue; readonly right: UpdateValue }
  | {
      readonly kind: 'sum'
      readonly sign: '+' | '-'
      readonly left: UpdateValue
      readonly right: UpdateValue
    }

/** One thing that an update does. */
export type UpdateAction =
  | { readonly kind: 'set'; readonly path: Path; readonly to: UpdateValue }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: Value }

/** Every path that an update reads. */
export function pathsRead(value: UpdateValue): readonly Path[] {
  switch (value.kind) {
    case 'path':
      return [value.path]
    case 'value':
      return []
    case 'ifNotExists':
      return [value.path, ...pathsRead(value.otherwise)]
    default:
      return [...pathsRead(value.left), ...pathsRead(value.right)]
  }
}
