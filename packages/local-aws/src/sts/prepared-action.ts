import type { AuthorizationNeed, Call, QueryAction, TakenParameters, Xml } from '../protocol/index.ts'

/** What a call needs and what it then does, found out in one go. */
export interface Prepared {
  readonly needs: readonly AuthorizationNeed[]
  readonly run: () => Xml
}

/**
 * An action whose parameters are read once for each call, although what it needs and what it does both come
 * out of them. A one-time code among them can be taken only once.
 */
export function preparedAction(
  name: string,
  parameters: TakenParameters,
  prepare: (call: Call) => Prepared,
): QueryAction {
  const calls = new WeakMap<Call, Prepared>()
  const preparedFor = (call: Call): Prepared => {
    const known = calls.get(call)
    if (known !== undefined) return known
    const prepared = prepare(call)
    calls.set(call, prepared)
    return prepared
  }
  return {
    name,
    parameters,
    needs: (call) => preparedFor(call).needs,
    run: (call) => preparedFor(call).run(),
  }
}
