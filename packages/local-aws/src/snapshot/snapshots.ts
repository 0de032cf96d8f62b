import { dataFields, type KeyPair, replaceData, type State } from '../model/index.ts'
import { copyOf } from './copy.ts'
import { DataError } from './data-error.ts'
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file.ts'

/** Everything as it was at a moment. It is kept for as long as you hold it. */
export interface Snapshot {
  readonly takenAt: Date
}

/** Keys that were made with the instance, and are told to whoever made it. */
export interface FirstKeys {
  readonly admin: KeyPair
  /** Of the users of the seed, by name. */
  readonly keys: ReadonlyMap<string, KeyPair>
}

/** Everything of a local AWS, kept and put back. */
export interface Snapshots {
  readonly firstKeys: () => FirstKeys
  readonly save: () => Snapshot
  /** @throws TypeError for a snapshot of another local AWS */
  readonly load: (snapshot: Snapshot) => void
  /** Puts back the beginning. */
  readonly reset: () => void
  /** @throws DataError */
  readonly saveFile: (path: string) => Promise<void>
  /** @throws DataError */
  readonly loadFile: (path: string) => Promise<void>
}

/**
 * @param accountId the account that has to be in what is loaded
 * @param onLoad called when everything was replaced
 */
export function createSnapshots(
  state: State,
  first: FirstKeys,
  {
    accountId,
    now,
    onLoad = () => {},
  }: { readonly accountId: string; readonly now: () => Date; readonly onLoad?: () => void },
): Snapshots {
  const held = new WeakMap<Snapshot, ReadonlyMap<string, unknown>>()
  let firstKeys = first

  const present = (): Map<string, unknown> =>
    copyOf(new Map([...dataFields(state), ['firstKeys', bareKeys(firstKeys)]]), state.contents.keepWhileHeld)
  const restore = (data: ReadonlyMap<string, unknown>): void => {
    const { firstKeys: keys, ...fields } = Object.fromEntries(copyOf(data))
    firstKeys = checkedKeys(keys)
    replaceData(state, new Map(Object.entries(fields)))
    onLoad()
  }
  const beginning = present()
  return {
    firstKeys: () => firstKeys,
    save: () => {
      const snapshot: Snapshot = { takenAt: now() }
      held.set(snapshot, present())
      return snapshot
    },
    load: (snapshot) => {
      const data = held.get(snapshot)
      if (data === undefined) {
        throw new TypeError(
          'that is no snapshot of this local AWS: one of another is handed over by saveFile() and loadFile()',
        )
      }
      restore(data)
    },
    reset: () => restore(beginning),
    saveFile: (path) => writeSnapshotFile(path, present(), state.contents),
    loadFile: (path) =>
      readSnapshotFile(path, state.contents, (data) => {
        const accounts = data.get('accounts')
        if (!(accounts instanceof Map) || !accounts.has(accountId)) {
          const there = accounts instanceof Map ? [...accounts.keys()].join(', ') : 'none'
          throw new DataError(
            'NotOurs',
            `${path} is of another account: ${accountId} is not in it, but ${there}`,
            `start the local AWS as an account that is in it`,
          )
        }
        restore(data)
      }),
  }
}

/** An SDK that was given a pair of keys may have noted on it where it is from. */
function bareKeys({ admin, keys }: FirstKeys): FirstKeys {
  return { admin: barePair(admin), keys: new Map([...keys].map(([name, pair]) => [name, barePair(pair)])) }
}

function barePair({ accessKeyId, secretAccessKey }: KeyPair): KeyPair {
  return { accessKeyId, secretAccessKey }
}

/** The shape is vouched for by whoever wrote the snapshot: this only finds what is none. */
function checkedKeys(keys: unknown): FirstKeys {
  if (isFirstKeys(keys)) return keys
  throw new TypeError('the keys of the administrator are missing')
}

function isFirstKeys(keys: unknown): keys is FirstKeys {
  return typeof keys === 'object' && keys !== null && 'admin' in keys && 'keys' in keys
}
