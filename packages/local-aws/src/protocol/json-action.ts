import { AwsError } from '../base/index.ts'
import type { AuthorizationNeed, Call } from './action.ts'
import { collectConstraints } from './constraints.ts'
import type { JsonObject } from './json-answer.ts'
import { type Fields, type Input, structure } from './json-shape.ts'

/** One action of a service of the JSON protocol. */
export interface JsonAction {
  readonly name: string
  /** Every member that it reads, lists and structures by their parts: `Name`, `Tags[].Key`. */
  readonly members: readonly string[]
  /** The members that AWS has beside: each is refused by name, as taken in silence it would be taken for done. */
  readonly refuses: readonly string[]
  /**
   * Reads what was sent. What AWS does not know either is passed over, as AWS does.
   *
   * @throws AwsError `SerializationException` for a value of another kind than AWS's model has,
   * `ValidationException` for all that breaks its constraints, `NotImplemented` for what is refused by name
   */
  readonly read: (body: object) => {
    /** As `Action`'s. */
    readonly needs: (call: Call) => readonly AuthorizationNeed[]
    /** `undefined`: AWS answers nothing. */
    readonly run: (call: Call) => JsonObject | undefined | Promise<JsonObject | undefined>
  }
}

/** The actions of a service by name, and the names of those that AWS has and the local AWS does not. */
export interface JsonActions {
  readonly actions: ReadonlyMap<string, JsonAction>
  readonly missing: ReadonlySet<string>
}

/** Makes an action whose input is read by its shape. */
export function jsonAction<Members extends Fields>(
  service: string,
  action: {
    readonly name: string
    readonly input: Members
    readonly refuses?: readonly string[]
    readonly needs: (call: Call, input: Input<Members>) => readonly AuthorizationNeed[]
    readonly run: (
      call: Call,
      input: Input<Members>,
    ) => JsonObject | undefined | Promise<JsonObject | undefined>
  },
): JsonAction {
  const { name, refuses = [], needs, run } = action
  const shape = structure(action.input)
  return {
    name,
    members: shape.members(''),
    refuses,
    read: (body) => {
      const refused = refuses.find((member) => isSent(body, member))
      if (refused !== undefined) {
        throw new AwsError(
          'NotImplemented',
          501,
          `The local AWS does not have the parameter ${refused} of the action ${service}:${name}.`,
        )
      }
      const constraints = collectConstraints('ValidationException')
      const input = shape.read(body, '', constraints)
      constraints.enforce()
      return { needs: (call) => needs(call, input), run: (call) => run(call, input) }
    },
  }
}

/** `false` and an empty list ask for nothing: tools that always send a member send it so. */
function isSent(body: object, member: string): boolean {
  const value: unknown = Object.hasOwn(body, member) ? Reflect.get(body, member) : undefined
  return (
    value !== undefined && value !== null && value !== false && !(Array.isArray(value) && value.length === 0)
  )
}
