import type { Value } from '../value/index.ts'
import type { Path } from './path.ts'

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>='

/** What is compared: what is at a path, how large that is, or a value that was sent. */
export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'size'; readonly of: Operand }
  | { readonly kind: 'value'; readonly value: Value }

/** A condition as it is understood. */
export type Condition =
  | {
      readonly kind: 'compare'
      readonly comparator: Comparator
      readonly left: Operand
      readonly right: Operand
    }
  | {
      readonly kind: 'between'
      readonly operand: Operand
      readonly lower: Operand
      readonly upper: Operand
    }
  | { readonly kind: 'in'; readonly operand: Operand; readonly among: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'type'; readonly of: Operand; readonly type: Operand }
  | { readonly kind: 'beginsWith' | 'contains'; readonly in: Operand; readonly what: Operand }
  | { readonly kind: 'and' | 'or'; readonly all: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }

/** Every path in a condition, in order. */
export function pathsIn(condition: Condition): readonly Path[] {
  const ofOperand = (operand: Operand): readonly Path[] => {
    if (operand.kind === 'path') return [operand.path]
    return operand.kind === 'size' ? ofOperand(operand.of) : []
  }
  switch (condition.kind) {
    case 'compare':
      return [...ofOperand(condition.left), ...ofOperand(condition.right)]
    case 'between':
      return [condition.operand, condition.lower, condition.upper].flatMap(ofOperand)
    case 'in':
      return [condition.operand, ...condition.among].flatMap(ofOperand)
    case 'exists':
      return [condition.path]
    case 'type':
      return [condition.of, condition.type].flatMap(ofOperand)
    case 'beginsWith':
    case 'contains':
      return [condition.in, condition.what].flatMap(ofOperand)
    case 'and':
    case 'or':
      return condition.all.flatMap(pathsIn)
    default:
      return pathsIn(condition.condition)
  }
}
