import { HallpassError } from '../base/index.ts'

/** Whether an error is AWS's refusal with this code of its own, e.g. `NoSuchEntity`. */
export function hasAwsCode(error: unknown, ...awsCodes: readonly string[]): error is HallpassError {
  return error instanceof HallpassError && awsCodes.includes(error.facts.awsCode ?? '')
}

/** What a reading call answers; `undefined` where IAM says that there is no such thing. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (hasAwsCode(error, 'NoSuchEntity')) return undefined
    throw error
  }
}

/** Waits for a deletion, and tells whether there was anything to delete. */
export async function deleteIfThere(call: Promise<unknown>): Promise<boolean> {
  return (await unlessMissing(call.then(() => true))) ?? false
}
