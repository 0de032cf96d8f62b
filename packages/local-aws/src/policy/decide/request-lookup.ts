import { asciiLowerCase, type Lookup } from '../match/index.ts'
import type { RequestContext } from './decision.ts'

/**
 * Condition keys are compared without regard to case: a key is looked up as written first, then by its
 * lower-case spelling, from an index that is made when it is first needed.
 */
export function requestLookup(context: RequestContext): Lookup {
  let byLowerCase: Map<string, readonly string[]> | undefined
  return (key) => {
    const values = context.get(key)
    if (values !== undefined) return values
    if (byLowerCase === undefined) {
      byLowerCase = new Map()
      for (const [name, value] of context) byLowerCase.set(asciiLowerCase(name), value)
    }
    return byLowerCase.get(asciiLowerCase(key))
  }
}
