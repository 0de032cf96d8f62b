import type { Actor } from '../actor/index.ts'
import type { Database } from '../store/index.ts'
import { actions, type RecordedEntry } from './entry.ts'

/** The entries after a number, in order, as what they say. */
export async function recordedEntries(
  database: Database,
  after: number,
  limit: number,
): Promise<RecordedEntry[]> {
  const rows = await database
    .selectFrom('audit')
    .select(['seq', 'entry'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ seq, entry }) => readEntry(seq, entry))
}

/** Reads the text of a row. What a newer version of the server wrote is read as far as this one knows it. */
export function readEntry(seq: number, text: string): RecordedEntry {
  const fields: unknown = JSON.parse(text)
  if (!isRecord(fields) || !isRecord(fields['actor']))
    throw new TypeError(`row ${seq} of the audit is no entry`)
  const action = actions.find((one) => one === fields['action'])
  const kind = actorKinds.find(
    (one) => one === (isRecord(fields['actor']) ? fields['actor']['kind'] : undefined),
  )
  if (action === undefined || kind === undefined)
    throw new TypeError(`row ${seq} of the audit is of another version`)
  const { id, name } = fields['actor']
  const detail = fields['detail']
  return {
    seq,
    at: String(fields['at']),
    action,
    actor: { kind, id: String(id), ...(typeof name === 'string' ? { name } : {}) },
    ...texts(fields),
    ...(isRecord(detail) ? { detail: flat(detail) } : {}),
  }
}

const actorKinds = [
  'system',
  'admin',
  'instructor',
  'platform',
  'participant',
] as const satisfies readonly Actor['kind'][]

const textFields = [
  'address',
  'workshopId',
  'participantId',
  'leaseId',
  'roleArn',
  'sessionName',
  'accessKeyId',
  'reason',
] as const

function texts(
  fields: Readonly<Record<string, unknown>>,
): Partial<Record<(typeof textFields)[number], string>> {
  const found: Partial<Record<(typeof textFields)[number], string>> = {}
  for (const name of textFields) {
    const value = fields[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}

function flat(detail: Readonly<Record<string, unknown>>): Record<string, string | number | boolean | null> {
  const found: Record<string, string | number | boolean | null> = {}
  for (const [name, value] of Object.entries(detail)) {
    const small = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    if (small || value === null) found[name] = value
  }
  return found
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
