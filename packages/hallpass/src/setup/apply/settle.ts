import { HallpassError } from '../../base/index.ts'
import { hasAwsCode, longestWaitSeconds, untilEffective } from '../../iam/index.ts'
import type { Administrator } from '../account/administrator.ts'

/** Is told in words what is being waited for. */
export type Progress = (words: string) => void

const notYetKnown = /^Invalid principal in policy/

/**
 * Makes a change, and waits while IAM does not know yet of what was made just before it: the user that a trust
 * policy names, the user or role that a policy goes on. Also while somebody else is changing the same thing.
 *
 * @throws HallpassError `NotYetEffective` when that did not help, and whatever else IAM refuses, at once
 */
export function settle<T>(
  administrator: Administrator,
  change: {
    readonly words: string
    readonly make: () => Promise<T>
    readonly progress?: Progress | undefined
  },
): Promise<T> {
  const { words, make, progress } = change
  return untilEffective(
    make,
    {
      passes: (error): error is HallpassError =>
        hasAwsCode(error, 'NoSuchEntity', 'EntityTemporarilyUnmodifiable', 'ConcurrentModification') ||
        isUnknownPrincipal(error),
      gaveUp: (error, seconds) =>
        new HallpassError(
          'NotYetEffective',
          isUnknownPrincipal(error)
            ? `cannot ${words}: after ${seconds} seconds AWS still knows no such principal`
            : `cannot ${words}: after ${seconds} seconds AWS still says ${error.facts.awsMessage}`,
          {
            hint: isUnknownPrincipal(error)
              ? 'a new principal takes seconds to be known, so this one is more likely not there: check --issuer-arn'
              : 'run it again: it goes on where it stopped',
            cause: error,
            facts: error.facts,
          },
        ),
      waiting: () => progress?.(`waiting until AWS can ${words} (up to ${longestWaitSeconds} seconds)`),
    },
    { ...administrator.wire, signal: administrator.signal },
  )
}

function isUnknownPrincipal(error: unknown): boolean {
  return hasAwsCode(error, 'MalformedPolicyDocument') && notYetKnown.test(error.facts.awsMessage ?? '')
}
