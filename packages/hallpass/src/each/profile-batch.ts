import { HallpassError } from '../base/index.ts'
import { type ProfileContent, writeProfiles, type WriteProfilesOptions } from '../profile/index.ts'

/** Writes profiles as they come, many at once. */
export interface ProfileBatch {
  /** Resolves once the profile is in the file. Rejects with what `writeProfile` throws. */
  write(content: ProfileContent): Promise<void>
}

interface Waiting {
  readonly content: ProfileContent
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Writes profiles in groups: while the file is being written, what comes is collected for the next write. One
 * write for each of 500 profiles would read and check a file that grows with each of them.
 */
export function createProfileBatch(options: Omit<WriteProfilesOptions, 'profiles'>): ProfileBatch {
  let waiting: Waiting[] = []
  let writing = false
  const writeWaiting = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await writeGroup(group, options)
      // Lets the answers that have arrived meanwhile join the next group.
      await new Promise((resolve) => setImmediate(resolve))
    }
    writing = false
  }
  return {
    write: (content) =>
      new Promise((resolve, reject) => {
        waiting.push({ content, resolve, reject })
        if (!writing) void writeWaiting()
      }),
  }
}

async function writeGroup(
  group: readonly Waiting[],
  options: Omit<WriteProfilesOptions, 'profiles'>,
): Promise<void> {
  try {
    const outcomes = await writeProfiles({ ...options, profiles: group.map(({ content }) => content) })
    for (const { content, resolve, reject } of group) {
      const outcome = outcomes.get(content.profile)
      if (outcome instanceof HallpassError) reject(outcome)
      else resolve()
    }
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}
