import type { EndpointOfKeys } from '../../base/index.ts'
import { posixWord } from '../../format/index.ts'
import { formatDuration } from '../../issue/index.ts'
import type { CommandContext } from '../terminal/context.ts'

/** A profile with keys that was just written. */
export interface WrittenKeys {
  readonly profile: string
  readonly file: string
  /** When they end, where that is known. */
  readonly expiration: Date | undefined
  /** Whose they are, where that is news. */
  readonly holder?: string | undefined
  readonly endpoint: EndpointOfKeys
}

/** Tells where keys are now, until when, and the command to use them; and what would win over them. */
export function tellWritten({ env, now, output }: CommandContext, written: WrittenKeys): void {
  const { profile, file, expiration, holder, endpoint } = written
  if (env['AWS_ACCESS_KEY_ID']) {
    output.warning(
      'AWS_ACCESS_KEY_ID is set in this shell, and comes before AWS_PROFILE in most tools',
      'name the profile with --profile, or unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
    )
  }
  const leftSeconds = expiration && (expiration.getTime() - now().getTime()) / 1000
  output.note(
    [
      ...(holder === undefined ? [] : [`the keys are ${holder}`]),
      leftSeconds === undefined
        ? `profile ${profile} is in ${file}; until when its keys are good was not pasted`
        : `profile ${profile} is in ${file}, good for ${formatDuration(Math.round(leftSeconds / 60) * 60)}`,
      `use it: ${identityCommand(profile, endpoint)}`,
    ].join('\n'),
  )
}

/** What shows that a profile works, for somebody with the AWS CLI. */
export function identityCommand(profile: string, { configuredBy, scope, url }: EndpointOfKeys): string {
  // The profile itself names region and endpoint, but for an endpoint that was configured for STS alone.
  const endpointFlag =
    configuredBy !== undefined && scope === 'this service' ? ` --endpoint-url ${posixWord(url.href)}` : ''
  return `aws sts get-caller-identity --profile ${posixWord(profile)}${endpointFlag}`
}
