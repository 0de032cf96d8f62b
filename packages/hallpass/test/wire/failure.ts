import { HallpassError } from '../../src/base/errors.ts'

/** The error that a call ends with; it must be one of ours. */
export async function failureOf(call: Promise<unknown>): Promise<HallpassError> {
  try {
    await call
  } catch (error) {
    if (error instanceof HallpassError) return error
    throw new Error('not an error of Hallpass', { cause: error })
  }
  throw new Error('the call succeeded')
}
