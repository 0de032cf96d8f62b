import { type ConsoleLink, consoleLink } from '../../console/index.ts'
import type { IssuedSession } from '../../issue/index.ts'
import type { CommandContext } from '../terminal/context.ts'
import type { WithRole } from './role.ts'

/** A session and its console link as `-o json` prints them. */
export function jsonAnswer(session: IssuedSession, link: string | null): string {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = session.credentials
  const answer = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    ConsoleMagicLink: link,
    Expiration: expiration.toISOString(),
    AssumedRoleArn: session.assumedRoleArn,
  }
  return `${JSON.stringify(answer, null, 2)}\n`
}

/** Makes the console link that the flags ask for. */
export function linkFor(
  context: Pick<CommandContext, 'env' | 'now'> & Partial<Pick<CommandContext, 'signal'>>,
  flags: WithRole,
  session: IssuedSession,
): Promise<ConsoleLink> {
  return consoleLink({
    credentials: session.credentials,
    roleArn: session.roleArn,
    longTermIssuer: session.issuer.longTerm,
    consoleDurationSeconds: flags.consoleDuration,
    issuer: flags.issuer,
    destination: flags.destination,
    region: flags.region,
    env: context.env,
    now: context.now,
    signal: context.signal,
  })
}
