import type { AccessKey } from '../account/access-keys.ts'

/**
 * The tag on the user that says which of its keys have reached the person they are for. AWS tells a secret once:
 * a key that is not in here was made and its secret lost. A user without the tag was made in another way
 * (Terraform, CloudFormation, the script, by hand), and whoever did that has the keys.
 */
export const keyRecordTag = 'hallpass:access-keys'

/** What stands in the tag while a key is being made. */
const pendingWord = 'pending'

/** What the tag says. */
export interface KeyRecord {
  /** The keys that were handed over. */
  readonly handedOver: readonly string[]
  /** A key was going to be made: one that is not in `handedOver` may be it. */
  readonly pending: boolean
}

/** Reads the tag; `undefined` for a user without it. */
export function readKeyRecord(tags: ReadonlyMap<string, string>): KeyRecord | undefined {
  const value = tags.get(keyRecordTag)
  if (value === undefined) return undefined
  const words = value.split(' ').filter((word) => word !== '')
  return {
    handedOver: words.filter((word) => word !== pendingWord),
    pending: words.includes(pendingWord),
  }
}

/** The tag for a record. */
export function keyRecord({ handedOver, pending }: KeyRecord): { key: string; value: string } {
  return { key: keyRecordTag, value: [...handedOver, ...(pending ? [pendingWord] : [])].join(' ') }
}

/** A user's keys, by what is known of their secrets. */
export interface SortedKeys {
  /** Somebody has the secret. */
  readonly ours: readonly AccessKey[]
  /** The user had them before a set-up took it over, and whoever made them uses them. Never deleted with the set-up. */
  readonly before: readonly AccessKey[]
  /** Made by an apply or a rotation that did not get to handing it over: of use to nobody. */
  readonly lost: readonly AccessKey[]
  /** Somebody else made these. */
  readonly foreign: readonly AccessKey[]
}

/**
 * Sorts a user's keys by the record.
 *
 * @param ids.used - keys that were used at least once: those are not lost, whatever the record says
 * @param ids.before - keys that an adopted user had; `undefined` for a user that the set-up made
 */
export function sortKeys(
  keys: readonly AccessKey[],
  record: KeyRecord | undefined,
  ids: { readonly used: ReadonlySet<string>; readonly before: ReadonlySet<string> | undefined },
): SortedKeys {
  const wasThere = ({ accessKeyId }: AccessKey): boolean => ids.before?.has(accessKeyId) ?? false
  const before = keys.filter(wasThere)
  const rest = keys.filter((key) => !wasThere(key))
  if (!record) {
    return ids.before
      ? { ours: [], before, lost: [], foreign: rest }
      : { ours: rest, before, lost: [], foreign: [] }
  }
  const unknown = rest.filter(({ accessKeyId }) => !record.handedOver.includes(accessKeyId))
  const isLost = ({ accessKeyId }: AccessKey): boolean => record.pending && !ids.used.has(accessKeyId)
  return {
    ours: rest.filter(({ accessKeyId }) => record.handedOver.includes(accessKeyId)),
    before,
    lost: unknown.filter(isLost),
    foreign: unknown.filter((key) => !isLost(key)),
  }
}

/** The keys that somebody has and may use, the oldest first. */
export function workingKeys({ ours, before }: SortedKeys): readonly AccessKey[] {
  return [...ours, ...before].toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
}
