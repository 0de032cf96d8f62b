import { jsonText } from '../../base/index.ts'
import { type ConsoleLink, consoleLink } from '../../console/index.ts'
import { formatDuration, type IssuedSession } from '../../issue/index.ts'
import type { Person } from '../../people/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { WithRole } from './role.ts'

/** A session and its console link as `-o json` prints them; with what a list says of the person, where it does. */
export function jsonAnswer(
  session: IssuedSession,
  link: ConsoleLink | null,
  { name, email, group }: Pick<Person, 'name' | 'email' | 'group'> = {},
): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = session.credentials
  const answer = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    ConsoleMagicLink: link?.url ?? null,
    Expiration: expiration.toISOString(),
    ConsoleExpiration: link?.consoleExpiration?.toISOString() ?? null,
    AssumedRoleArn: session.assumedRoleArn,
    // Left out by JSON.stringify where there is none.
    Name: name,
    Email: email,
    Group: group,
  }
  return jsonText(answer)
}

/** Makes the console link that the flags ask for. */
export function linkFor(
  context: Pick<CommandContext, 'env' | 'now'> & Partial<Pick<CommandContext, 'signal'>>,
  flags: WithRole,
  session: IssuedSession,
): Promise<ConsoleLink> {
  return consoleLink({
    session,
    consoleDurationSeconds: flags.consoleDuration,
    issuer: flags.issuer,
    destination: flags.destination,
    region: flags.region,
    env: context.env,
    now: context.now,
    signal: context.signal,
  })
}

/** What becomes of the link, for people: how long it works, and how long the console does then. */
export function linkWords({ consoleExpiration }: ConsoleLink, keysEnd: Date | undefined, now: Date): string {
  const open = 'open the link within 15 minutes'
  if (!consoleExpiration) return open
  const afterMs = keysEnd === undefined ? 0 : consoleExpiration.getTime() - keysEnd.getTime()
  const after = afterMs > 5 * 60_000 ? `, ${about(afterMs)} longer than the keys` : ''
  const until = `${consoleExpiration.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return `${open}; the console lasts ${about(consoleExpiration.getTime() - now.getTime())}, until ${until}${after}`
}

/** A length of time to the minute. */
export function about(milliseconds: number): string {
  return formatDuration(Math.round(milliseconds / 60_000) * 60)
}
