/** Who is denied everything in a role, and for how long that has to be said. */
export interface Denial {
  /** `aws:userid` of the sessions, `AROA…:<session name>`; `undefined`: everyone's. */
  readonly userId: string | undefined
  /** Sessions issued before this moment only, in whole seconds; `undefined`: whenever they are issued. */
  readonly before: Date | undefined
  /** From here on nothing that it is about can be alive, and it may be pruned. */
  readonly until: Date
}

const hourMs = 3_600_000

// Keys last 12 hours at most.
const longestKeysMs = 12 * hourMs
// A console link that is made in their last moment works for a quarter of an hour, and the console session that it
// opens lasts 12 hours at most, whatever the keys did.
const consoleAfterKeysMs = 12.25 * hourMs

// Denials that end together share a statement, which is most of what one costs: few ends, more room.
const endsMs = 6 * hourMs

/**
 * When nothing that was issued before a moment can be alive any more: neither keys nor a console session.
 *
 * Source: AssumeRole, AWS STS API reference, and "Enabling custom identity broker access to the AWS console",
 * IAM user guide, for the 12 hours each and the 15 minutes of the link.
 */
export function endOfLife(issuedBefore: Date): Date {
  return endOfConsole(new Date(issuedBefore.getTime() + longestKeysMs))
}

/** When no console session that was opened with keys can be alive any more, where it may outlive them. */
export function endOfConsole(keysEnd: Date): Date {
  return new Date(keysEnd.getTime() + consoleAfterKeysMs)
}

/** The end that a denial is written with: the next of four in a day (UTC), so that many have the same. */
export function roundedEnd(end: Date): Date {
  return new Date(Math.ceil(end.getTime() / endsMs) * endsMs)
}

/** Whether nothing that the denial is about can be alive any more. */
export function hasLapsed(denial: Denial, now: Date): boolean {
  return denial.until.getTime() <= now.getTime()
}

/** Whether everything that `small` denies is denied by `great` too, and for as long. */
export function covers(great: Denial, small: Denial): boolean {
  return (
    (great.userId === undefined || great.userId === small.userId) &&
    (great.before === undefined || (small.before !== undefined && small.before <= great.before)) &&
    small.until <= great.until
  )
}

/** The denials of both, without those that another one covers. */
export function mergeDenials(...lists: ReadonlyArray<readonly Denial[]>): Denial[] {
  const kept: Denial[] = []
  for (const denial of lists.flat()) {
    if (kept.some((other) => covers(other, denial))) continue
    const rest = kept.filter((other) => !covers(denial, other))
    kept.splice(0, kept.length, ...rest, denial)
  }
  return kept
}
