import { HallpassError } from 'hallpass'
import type { DatabaseConnection } from 'kysely'

/** Makes what fails for want of the connection fail with `DatabaseUnavailable`: it is no fault of the server's. */
export async function tellLoss(connection: DatabaseConnection): Promise<void> {
  const execute = connection.executeQuery.bind(connection)
  connection.executeQuery = async (query, options) => {
    try {
      return await execute(query, options)
    } catch (error) {
      throw asLoss(error)
    }
  }
}

/** A failure for want of a connection as `DatabaseUnavailable`; others as they are. */
export function asLoss(error: unknown): unknown {
  if (!isConnectionLost(error)) return error
  return new HallpassError('DatabaseUnavailable', 'the connection to PostgreSQL was lost', {
    hint: 'ask again: it may have been done, or not',
    cause: error,
  })
}

/**
 * Whether a query failed for want of its connection: PostgreSQL was stopped, killed or is starting. A COMMIT that fails
 * so may have been done.
 *
 * Source: "PostgreSQL Error Codes", classes 08 and 57P, in PostgreSQL's manual; the messages are those of `pg`.
 */
function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  // A socket's folder may be gone too.
  if ('syscall' in error && error.syscall === 'connect') return true
  return (
    /^(?:08\w{3}|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ERR_STREAM_\w+)$/.test(code) ||
    /^(?:Connection terminated|Client has encountered a connection error|Client was closed)/.test(
      error.message,
    )
  )
}
