import { HallpassError } from '../../base/index.ts'

/**
 * Of a call that changes something at a server: where it is called off while it is on its way, nobody knows whether
 * it was done, and `hint` says how to go on.
 *
 * @throws HallpassError as the call, `Aborted` with the hint
 */
export async function maybeDone<T>(call: Promise<T>, hint: string): Promise<T> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof HallpassError) || error.code !== 'Aborted') throw error
    throw new HallpassError('Aborted', error.message, { hint, cause: error, facts: error.facts })
  }
}
