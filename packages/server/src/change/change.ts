import type { Actor } from '../actor/index.ts'
import { append, type AuditEntry, auditEntry, type Happening } from '../audit/index.ts'
import type { Transaction } from '../store/index.ts'
import type { Changing } from './services.ts'

/** A change under way. */
export interface Change {
  readonly tx: Transaction
  /** One moment for all of it. */
  readonly now: Date
  /**
   * Writes down what happened: into the audit and to whoever is notified, with the change or not at all.
   *
   * @param by - who did it, where one change is several people's; default: the change's actor
   */
  readonly record: (happening: Happening, by?: Actor) => void
}

/**
 * The one way to change something: a transaction, and what it records. What is recorded is added at the end, since
 * the audit lets one writer in at a time.
 */
export async function change<T>(
  services: Pick<Changing, 'database' | 'now' | 'notifying'>,
  actor: Actor,
  work: (change: Change) => Promise<T>,
): Promise<T> {
  return services.database.transaction().execute(async (tx) => {
    const now = services.now()
    const entries: AuditEntry[] = []
    const result = await work({
      tx,
      now,
      record: (happening, by = actor) => {
        entries.push(auditEntry(happening, by, now))
      },
    })
    if (entries.length > 0) await services.notifying.recorded(tx, await append(tx, entries))
    return result
  })
}
