import { checkData, dataFields, type KeyPair, replaceData, type State } from '../model/index.ts'
import { copyOf } from './copy.ts'
import { DataError } from './data-error.ts'
import { eachContent } from './each-content.ts'
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
  /** All there is, and the beginning: what has to be kept to go on another day. Nothing is copied. */
  readonly all: () => ReadonlyMap<string, unknown>
  readonly save: () => Snapshot
  /** @throws TypeError for a snapshot of another local AWS */
  readonly load: (snapshot: Snapshot) => void
  /** Puts back the beginning. */
  readonly reset: () => void
  /** @throws DataError */
  readonly saveFile: (path: string) => Promise<void>
  /** @throws DataError */
  readonly loadFile: (path: string) => Promise<void>
  /** Loads a file that is the beginning from then on. @throws DataError */
  readonly beginWithFile: (path: string) => Promise<void>
}

/**
 * @param begun the keys that were made; or all that an earlier local AWS kept, which is put back
 * @param accountId the management account that what is loaded has to have
 * @param onLoad called when everything was replaced
 */
export function createSnapshots(
  state: State,
  begun: FirstKeys | ReadonlyMap<string, unknown>,
  {
    accountId,
    now,
    onLoad,
  }: { readonly accountId: string; readonly now: () => Date; readonly onLoad: () => void },
): Snapshots {
  const held = new WeakMap<Snapshot, ReadonlyMap<string, unknown>>()
  let firstKeys: FirstKeys

  const present = (): Map<string, unknown> =>
    copyOf(new Map([...dataFields(state), ['firstKeys', bareKeys(firstKeys)]]), state.contents.keepWhileHeld)
  const putBack = (data: ReadonlyMap<string, unknown>): void => {
    const known = dataFields(state)
    const names = [...data.keys()].filter((name) => !instanceFields.has(name))
    const unknown = names.find((name) => !known.has(name))
    if (unknown !== undefined) throw unknownField(unknown)
    checkData(data)
    const { keepWhileHeld } = state.contents
    // The beginning is never changed: it is no more than held.
    eachContent(data.get('beginning'), keepWhileHeld)
    firstKeys = checkedKeys(copyOf(part(data, (name) => name === 'firstKeys')).get('firstKeys'))
    replaceData(
      state,
      copyOf(
        part(data, (name) => known.has(name)),
        keepWhileHeld,
      ),
    )
  }
  const restore = (data: ReadonlyMap<string, unknown>): void => {
    putBack(data)
    onLoad()
  }
  let beginning: ReadonlyMap<string, unknown>
  if (isFirstKeys(begun)) {
    firstKeys = begun
    beginning = present()
  } else {
    firstKeys = checkedKeys(begun.get('firstKeys'))
    const kept = begun.get('beginning')
    if (!(kept instanceof Map)) throw new TypeError('the beginning is missing')
    beginning = kept
    putBack(begun)
  }
  const loadFile = async (path: string, isBeginning: boolean): Promise<void> => {
    const thrown = await readSnapshotFile(path, state.contents, (data) => {
      checkAccount(path, accountId, data)
      putBack(data)
      if (isBeginning) beginning = data
      return attempt(onLoad)
    })
    // Only now: everything was replaced, and needs the bytes that came with it.
    if (thrown !== undefined) throw thrown.error
  }
  return {
    firstKeys: () => firstKeys,
    all: () => new Map([...dataFields(state), ['firstKeys', bareKeys(firstKeys)], ['beginning', beginning]]),
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
    loadFile: (path) => loadFile(path, false),
    beginWithFile: (path) => loadFile(path, true),
  }
}

function part(
  data: ReadonlyMap<string, unknown>,
  isIn: (name: string) => boolean,
): ReadonlyMap<string, unknown> {
  return new Map([...data].filter(([name]) => isIn(name)))
}

/** @returns what it threw */
function attempt(what: () => void): { readonly error: unknown } | undefined {
  try {
    what()
    return undefined
  } catch (error) {
    return { error }
  }
}

/** An instance is of one management account: who asks for events, or is nobody, is judged by it. */
function checkAccount(path: string, accountId: string, data: ReadonlyMap<string, unknown>): void {
  const organization = data.get('organization')
  const id: unknown = Reflect.get(Object(organization), 'managementAccountId')
  const accounts = data.get('accounts')
  if (typeof id !== 'string' || !(accounts instanceof Map && accounts.has(id)))
    throw new TypeError('the management account is missing')
  if (id === accountId) return
  throw new DataError(
    'NotOurs',
    `${path} is of the account ${id}, not ${accountId}`,
    `start the local AWS as the account ${id}`,
  )
}

/** What is kept beside the state. */
const instanceFields: ReadonlySet<string> = new Set(['firstKeys', 'beginning', 'sealingKey'])

function unknownField(name: string): DataError {
  return new DataError(
    'Newer',
    `what was kept has ${name}, which this version of the local AWS does not know`,
    'npm install --save-dev @hallpass/local-aws@latest',
  )
}

/** An SDK that was given a pair of keys may have noted on it where it is from. */
function bareKeys({ admin, keys }: FirstKeys): FirstKeys {
  return { admin: barePair(admin), keys: new Map([...keys].map(([name, pair]) => [name, barePair(pair)])) }
}

function barePair({ accessKeyId, secretAccessKey }: KeyPair): KeyPair {
  return { accessKeyId, secretAccessKey }
}

/** @throws TypeError for what is none */
function checkedKeys(keys: unknown): FirstKeys {
  if (isFirstKeys(keys)) return keys
  throw new TypeError('the keys of the administrator are missing')
}

function isFirstKeys(keys: unknown): keys is FirstKeys {
  if (typeof keys !== 'object' || keys === null || !('admin' in keys && 'keys' in keys)) return false
  return isKeyPair(keys.admin) && keys.keys instanceof Map && [...keys.keys.values()].every(isKeyPair)
}

function isKeyPair(pair: unknown): pair is KeyPair {
  return ['accessKeyId', 'secretAccessKey'].every(
    (name) => typeof Reflect.get(Object(pair), name) === 'string',
  )
}
