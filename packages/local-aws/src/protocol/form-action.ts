import type { AuthorizationNeed, Call, QueryAction, Xml } from './action.ts'
import { collectConstraints } from './constraints.ts'
import { formTree } from './form-shape.ts'
import { type Fields, type Input, structure } from './json-shape.ts'

/**
 * Makes an action of the query protocol whose input is read by its shape, as that of the JSON protocol is: maps are
 * `Attributes.entry.1.key` and its `value`, lists `Tags.member.1`.
 */
export function formAction<Members extends Fields>(action: {
  readonly name: string
  readonly input: Members
  readonly needs: (call: Call, input: Input<Members>) => readonly AuthorizationNeed[]
  readonly run: (call: Call, input: Input<Members>) => Xml | undefined | Promise<Xml | undefined>
}): QueryAction {
  const { name, needs, run } = action
  const shape = structure(action.input)
  const inputs = new WeakMap<ReadonlyMap<string, string>, Input<Members>>()
  const read = ({ params }: Call): Input<Members> => {
    const known = inputs.get(params)
    if (known !== undefined) return known
    const constraints = collectConstraints()
    const input = shape.read(shape.ofForm?.(formTree(params)), '', constraints)
    constraints.enforce()
    inputs.set(params, input)
    return input
  }
  return {
    name,
    parameters: shape.members(''),
    needs: (call) => needs(call, read(call)),
    run: (call) => run(call, read(call)),
  }
}
