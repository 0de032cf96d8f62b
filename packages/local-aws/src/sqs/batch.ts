import { AwsError } from '../base/index.ts'
import type { JsonObject } from '../protocol/index.ts'
import { batchError } from './errors.ts'

const mostEntries = 10

interface Entry {
  readonly Id: string | undefined
}

/**
 * Does something for each entry of a batch: what is wrong with one is told of that one.
 *
 * @param kind e.g. `SendMessageBatchRequestEntry`
 * @throws AwsError for what is wrong with the batch as a whole
 */
export function runBatch<Item extends Entry>(
  entries: readonly Item[] | undefined,
  kind: string,
  run: (entry: Item) => JsonObject,
): JsonObject {
  const all = checkBatch(entries, kind)
  const successful: JsonObject[] = []
  const failed: JsonObject[] = []
  for (const entry of all) {
    try {
      successful.push({ Id: entry.Id, ...run(entry) })
    } catch (error) {
      if (!(error instanceof AwsError) || error.status >= 500) throw error
      const code = error.details['QueryCode'] ?? error.code
      failed.push({ Id: entry.Id, SenderFault: true, Code: code, Message: error.message })
    }
  }
  return {
    ...(successful.length > 0 ? { Successful: successful } : {}),
    ...(failed.length > 0 ? { Failed: failed } : {}),
  }
}

function checkBatch<Item extends Entry>(entries: readonly Item[] = [], kind: string): readonly Item[] {
  if (entries.length === 0) {
    throw batchError('EmptyBatchRequest', `There should be at least one ${kind} in the request.`)
  }
  if (entries.length > mostEntries) {
    throw batchError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${mostEntries}. You have sent ${entries.length}.`,
    )
  }
  const ids = new Set<string>()
  for (const { Id = '' } of entries) {
    if (!/^[\w-]{1,80}$/.test(Id)) {
      throw batchError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      )
    }
    if (ids.has(Id)) throw batchError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`)
    ids.add(Id)
  }
  return entries
}
