import { HallpassError } from '../../base/index.ts'
import { type ConsoleLink, consoleLink } from '../../console/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { LinksFlags } from './flags.ts'
import type { KeyFile } from './key-file.ts'

/** Console links for many, of keys that are there already. */
export interface LinkMaker {
  /** A link; `undefined` where none can be made. */
  make(file: KeyFile): Promise<ConsoleLink | undefined>
  /** The first failure, and for how many there is no link. */
  withoutLink(): { readonly count: number; readonly error: Error } | undefined
}

// Where nobody has had a link yet, it is no fault of one person's keys.
const mostFailures = 5

/** Makes console links until it is plain that there are none to be had. */
export function createLinkMaker({ env, now }: CommandContext, flags: LinksFlags): LinkMaker {
  let made = 0
  let failure: { count: number; error: Error } | undefined
  return {
    make: async ({ entry, credentials }) => {
      if (failure && made === 0 && failure.count >= mostFailures) {
        failure.count++
        return undefined
      }
      const { about } = entry
      try {
        const link = await consoleLink({
          session: {
            credentials,
            roleArn: entry.roleArn,
            durationSeconds: about?.durationSeconds,
            issuer: { longTerm: about?.longTerm ?? false },
          },
          consoleDurationSeconds: flags.consoleDuration,
          issuer: flags.issuer,
          destination: flags.destination,
          region: about?.region,
          env,
          now,
        })
        made++
        return link
      } catch (error) {
        if (!(error instanceof HallpassError)) throw error
        failure = { count: (failure?.count ?? 0) + 1, error: failure?.error ?? error }
        return undefined
      }
    },
    withoutLink: () => failure,
  }
}
