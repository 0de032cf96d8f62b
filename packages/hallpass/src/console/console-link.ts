import { type Credentials, type Environment, checkOption, checkOptional } from '../base/index.ts'
import { checkDuration, consoleDurationBounds } from '../issue/index.ts'
import { parseRoleArn } from '../settings/index.ts'
import { defaultTransport, type Transport, type RetryOptions } from '../wire/index.ts'
import { consoleDestination } from './destination.ts'
import { signinEndpoint } from './signin-endpoint.ts'
import { fetchSigninToken } from './signin-token.ts'

/** A request for a console link. */
export interface ConsoleLinkOptions {
  /** Temporary keys, with their session token: `issue()` returns such. */
  readonly credentials: Required<Pick<Credentials, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>> &
    Pick<Credentials, 'expiration'>
  /** The role the keys are of: its partition decides where the console is. */
  readonly roleArn: string
  /**
   * `true` only when the keys were made with an IAM user's own long-term key: then AWS takes a console
   * session longer than the keys. Default `false`, which leaves `SessionDuration` out: AWS answers 400 to
   * it for chained sessions. `issue()` returns the right value in `issuer.longTerm`.
   */
  readonly longTermIssuer?: boolean | undefined
  /**
   * How long the console session lasts, in seconds: 900 to 43,200, rounded down to a multiple of 900.
   * Default 43,200. Without effect unless `longTermIssuer`.
   */
  readonly consoleDurationSeconds?: number | undefined
  /** The page the console sends people to when the session has ended. Default `Hallpass`. */
  readonly issuer?: string | undefined
  /** The console page to open. Default: the front page, in `region` where given. */
  readonly destination?: string | undefined
  /** The region the console opens in. Default: the one it opened in last. */
  readonly region?: string | undefined
  /** The federation endpoint, ending `/federation`. Default: `HALLPASS_SIGNIN_ENDPOINT_URL`, else AWS's own. */
  readonly signinEndpointUrl?: string | URL | undefined
  readonly env?: Environment | undefined
  readonly now?: (() => Date) | undefined
  readonly signal?: AbortSignal | undefined
  /** Network, randomness and retry, for tests and for programs with a transport of their own. */
  readonly wire?: ConsoleWire | undefined
}

/** Network, randomness and retry of {@link consoleLink}. */
export interface ConsoleWire extends Pick<RetryOptions, 'random' | 'sleep' | 'maxAttempts'> {
  readonly transport?: Transport | undefined
}

/** A sign-in URL for the console. Whoever opens it is signed in: treat it as a secret. */
export interface ConsoleLink {
  readonly url: string
  /** AWS takes the link for 15 minutes. */
  readonly validUntil: Date
  /** How long the console session lasts, in seconds, where we could say so; else as long as the keys. */
  readonly consoleDurationSeconds: number | undefined
}

const linkLifetimeMs = 15 * 60 * 1000

/**
 * Makes a console link from temporary keys: the keys go to AWS's federation endpoint in the body of a POST
 * (a GET would put three secrets into a URL), and what comes back is built into a link.
 *
 * Source: "Enabling custom identity broker access to the AWS console", IAM user guide.
 *
 * @throws HallpassError `ConsoleUnavailable` for a partition without federation (aws-iso*), `ConsoleRefused`
 * when the endpoint answers 400, `InvalidInput`, `SettingInvalid`, and the network's: `NetworkUnreachable`,
 * `NetworkTimeout`, `TlsFailed`, `ResponseInvalid`, `AwsUnavailable`, `Aborted`
 * @throws TypeError naming an option that is missing or of a wrong type
 */
export async function consoleLink(options: ConsoleLinkOptions): Promise<ConsoleLink> {
  checkTypes(options)
  const { partition } = parseRoleArn(options.roleArn)
  const endpoint = signinEndpoint(partition, options.env ?? process.env, options.signinEndpointUrl)
  const destination = consoleDestination(options, partition)
  const requested = checkDuration(
    options.consoleDurationSeconds ?? consoleDurationBounds.defaultSeconds,
    consoleDurationBounds,
    'the console duration',
    'consoleDurationSeconds',
  )
  const token = await fetchSigninToken({
    endpoint,
    credentials: options.credentials,
    // An odd value was once answered 400; multiples of 900 never were.
    sessionDurationSeconds: options.longTermIssuer ? requested - (requested % 900) : undefined,
    ...options.wire,
    transport: options.wire?.transport ?? defaultTransport(options.env ?? process.env),
    signal: options.signal,
  })
  const url = new URL(endpoint)
  url.searchParams.set('Action', 'login')
  url.searchParams.set('Issuer', options.issuer ?? 'Hallpass')
  url.searchParams.set('Destination', destination)
  url.searchParams.set('SigninToken', token.value)
  return {
    url: url.href,
    validUntil: new Date((options.now?.() ?? new Date()).getTime() + linkLifetimeMs),
    consoleDurationSeconds: token.sessionDurationSeconds,
  }
}

function checkTypes(options: ConsoleLinkOptions): void {
  checkOption('options', options, 'an object')
  const { credentials, consoleDurationSeconds } = options
  checkOption('credentials', credentials, 'an object')
  for (const key of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
    checkOption(`credentials.${key}`, credentials[key], 'a non-empty string')
  }
  checkOptional('consoleDurationSeconds', consoleDurationSeconds, 'a whole number of seconds')
  for (const key of ['issuer', 'destination', 'region'] as const) {
    checkOptional(key, options[key], 'a string')
  }
}
