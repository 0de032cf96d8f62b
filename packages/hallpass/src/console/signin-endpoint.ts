import { nonEmpty, type Environment, HallpassError, wrappedHint } from '../base/index.ts'
import type { Partition } from '../settings/index.ts'

/**
 * The federation endpoint: as given, as `HALLPASS_SIGNIN_ENDPOINT_URL` says, else AWS's own. No `AWS_ENDPOINT_URL…`
 * variable steers it: those are for service endpoints.
 *
 * @throws HallpassError `ConsoleUnavailable` where AWS has none (aws-iso*), `SettingInvalid` for a value that
 * is no URL ending `/federation`
 */
export function signinEndpoint(partition: Partition, env: Environment, given?: string | URL): URL {
  const configured = given?.toString() ?? nonEmpty(env['HALLPASS_SIGNIN_ENDPOINT_URL'])
  if (configured === undefined) {
    if (partition.federationUrl) return new URL(partition.federationUrl)
    throw new HallpassError(
      'ConsoleUnavailable',
      `partition ${partition.id} has no console federation endpoint`,
      {
        hint: 'use the keys in the terminal; --no-link leaves the console out',
      },
    )
  }
  const url = URL.canParse(configured) ? new URL(configured) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || !url.pathname.endsWith('/federation')) {
    throw new HallpassError(
      'SettingInvalid',
      'HALLPASS_SIGNIN_ENDPOINT_URL is not a URL ending /federation',
      {
        hint: wrappedHint(configured) ?? 'it looks like https://signin.aws.amazon.com/federation',
        facts: { name: 'HALLPASS_SIGNIN_ENDPOINT_URL' },
      },
    )
  }
  return url
}
