import { isRecord } from '../../base/index.ts'
import type { JournalEntry, JournaledFolder } from '../../each/index.ts'

/** A person's file with keys, as `issue --each` wrote it in JSON. */
export interface KeyFile {
  readonly entry: JournalEntry
  readonly answer: Readonly<Record<string, unknown>>
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
    readonly expiration: Date
  }
}

/** What is in a folder: keys that are good, and what no hand-out can be made of. */
export interface KeyFiles {
  /** By group and name. */
  readonly good: readonly KeyFile[]
  readonly ended: number
  /** Files that were changed, moved away, or that nobody can read any more. */
  readonly unusable: readonly string[]
  /** Files in other formats than JSON. */
  readonly others: number
}

const order = new Intl.Collator('en', { numeric: true })

/** The files with keys in a folder. */
export function keyFilesIn(folder: JournaledFolder, now: Date): KeyFiles {
  const good: KeyFile[] = []
  const unusable: string[] = []
  let ended = 0
  let others = 0
  for (const entry of folder.entries()) {
    if (entry.sessionName === '' || entry.format.startsWith('handout-')) continue
    if (Date.parse(entry.expiresAt) <= now.getTime()) ended++
    else if (entry.format !== 'json') others++
    else {
      const found = folder.find(entry.file)
      const read = found && readKeys(found.entry, found.bytes)
      if (read === undefined) unusable.push(entry.file)
      else good.push(read)
    }
  }
  const keyOf = ({ entry: { about, sessionName } }: KeyFile): string =>
    [about?.group ?? '', about?.name ?? '', sessionName].join('\t')
  return { good: good.toSorted((a, b) => order.compare(keyOf(a), keyOf(b))), ended, unusable, others }
}

function readKeys(entry: JournalEntry, bytes: Buffer): KeyFile | undefined {
  let answer: unknown
  try {
    answer = JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
  if (!isRecord(answer)) return undefined
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = answer
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined
  if (typeof sessionToken !== 'string') return undefined
  const expiration = new Date(entry.expiresAt)
  return { entry, answer, credentials: { accessKeyId, secretAccessKey, sessionToken, expiration } }
}
