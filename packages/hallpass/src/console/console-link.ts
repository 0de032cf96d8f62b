import {
  checkOption,
  checkOptional,
  checkOptionNames,
  conceal,
  concealed,
  type Credentials,
  type Environment,
  type OptionNames,
} from '../base/index.ts'
import { checkDuration, consoleDurationBounds, type IssuedSession } from '../issue/index.ts'
import { parseRoleArn } from '../settings/index.ts'
import { defaultTransport, type Transport, type RetryOptions } from '../wire/index.ts'
import { consoleDestination } from './destination.ts'
import { signinEndpoint } from './signin-endpoint.ts'
import { fetchSigninToken } from './signin-token.ts'

/** A request for a console link: for a session as it was issued, or for keys of which the rest is told. */
export type ConsoleLinkOptions = ConsoleLinkForSession | ConsoleLinkForKeys

/** A console link for an issued session. */
export interface ConsoleLinkForSession extends ConsoleLinkSettings {
  /** What `issue()` returned: all that is to be known of the keys comes from it. */
  readonly session: Pick<IssuedSession, 'credentials' | 'roleArn' | 'durationSeconds'> & {
    readonly issuer: Pick<IssuedSession['issuer'], 'longTerm'>
  }
  readonly credentials?: undefined
  readonly roleArn?: undefined
  readonly longTermIssuer?: undefined
}

/** A console link for temporary keys from elsewhere. */
export interface ConsoleLinkForKeys extends ConsoleLinkSettings {
  readonly session?: undefined
  /** Temporary keys, with their session token. */
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
}

/** What a console link is made with besides the keys. All of it has a default. */
export interface ConsoleLinkSettings {
  /**
   * How long the console session lasts, in seconds: 900 to 43,200, rounded down to a multiple of 900. Default: as
   * long as the keys of a `session` for which a duration was asked, 900 at least; else 43,200. Without effect unless
   * the issuer's key was an IAM user's own: the console session then ends with the keys.
   */
  readonly consoleDurationSeconds?: number | undefined
  /** The page the console sends people to when the session has ended. Default `Hallpass`. */
  readonly issuer?: string | undefined
  /** The console page to open. Default: the front page, in `region` where given. */
  readonly destination?: string | undefined
  /** The service whose page to open, as the AWS CLI names it, in place of `destination`. */
  readonly service?: string | undefined
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

/**
 * A sign-in URL for the console. Whoever opens it is signed in: treat it as a secret. Logs and `JSON.stringify` of the
 * whole show `[secret]` in the place of `url`.
 */
export interface ConsoleLink {
  readonly url: string
  /** AWS takes the link for 15 minutes. */
  readonly validUntil: Date
  /** How long the console session lasts, in seconds, where we could say so; else as long as the keys. */
  readonly consoleDurationSeconds: number | undefined
  /**
   * When the console session ends that is opened now: later by as much as the link is opened later, 15 minutes at
   * most. `undefined` where it ends with keys of which the end is not known.
   */
  readonly consoleExpiration: Date | undefined
}

const optionNames = {
  session: true,
  credentials: true,
  roleArn: true,
  longTermIssuer: true,
  consoleDurationSeconds: true,
  issuer: true,
  destination: true,
  service: true,
  region: true,
  signinEndpointUrl: true,
  env: true,
  now: true,
  signal: true,
  wire: true,
} as const satisfies OptionNames<ConsoleLinkOptions>

const linkLifetimeMs = 15 * 60 * 1000
const quarterSeconds = 900

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
  const keys = options.session ? keysOf(options.session) : options
  const { partition } = parseRoleArn(keys.roleArn)
  const endpoint = signinEndpoint(partition, options.env ?? process.env, options.signinEndpointUrl)
  const destination = consoleDestination(options, partition)
  const now = options.now ?? (() => new Date())
  const requested =
    options.consoleDurationSeconds === undefined
      ? defaultDuration(options.session, now())
      : checkDuration(
          options.consoleDurationSeconds,
          consoleDurationBounds,
          'the console duration',
          'consoleDurationSeconds',
        )
  const token = await fetchSigninToken({
    endpoint,
    credentials: keys.credentials,
    sessionDurationSeconds: keys.longTermIssuer ? quarters(requested) : undefined,
    ...options.wire,
    transport: options.wire?.transport ?? defaultTransport(options.env ?? process.env),
    signal: options.signal,
  })
  const url = new URL(endpoint)
  url.searchParams.set('Action', 'login')
  url.searchParams.set('Issuer', options.issuer ?? 'Hallpass')
  url.searchParams.set('Destination', destination)
  url.searchParams.set('SigninToken', token.value)
  const nowMs = now().getTime()
  const { sessionDurationSeconds } = token
  const link = {
    url: url.href,
    validUntil: new Date(nowMs + linkLifetimeMs),
    consoleDurationSeconds: sessionDurationSeconds,
    consoleExpiration:
      sessionDurationSeconds === undefined
        ? keys.credentials.expiration
        : new Date(nowMs + sessionDurationSeconds * 1000),
  }
  return conceal({ ...link }, { ...link, url: concealed })
}

function keysOf(session: ConsoleLinkForSession['session']): ConsoleLinkForKeys {
  const { credentials, roleArn, issuer } = session
  return { credentials, roleArn, longTermIssuer: issuer.longTerm }
}

/** As long as the keys, or as what is left of them; the longest there is where nobody said how long they are to last. */
function defaultDuration(session: ConsoleLinkForSession['session'] | undefined, now: Date): number {
  const asked = session?.durationSeconds
  if (session === undefined || asked === undefined) return consoleDurationBounds.defaultSeconds
  const leftSeconds = (session.credentials.expiration.getTime() - now.getTime()) / 1000
  // Keys for an hour have a little less than that left when they arrive.
  const left = Math.ceil(leftSeconds / quarterSeconds) * quarterSeconds
  return Math.max(consoleDurationBounds.minSeconds, Math.min(asked, left))
}

/** An odd value was once answered 400; multiples of 900 never were. */
function quarters(seconds: number): number {
  return seconds - (seconds % quarterSeconds)
}

function checkTypes(options: ConsoleLinkOptions): void {
  checkOption('options', options, 'an object')
  checkOptionNames('consoleLink()', options, optionNames)
  const { session, consoleDurationSeconds } = options
  if (session !== undefined) {
    checkOption('session', session, 'an object')
    checkOption('session.issuer', session.issuer, 'an object')
    checkOptional('session.durationSeconds', session.durationSeconds, 'a whole number of seconds')
    for (const key of ['credentials', 'roleArn', 'longTermIssuer'] as const) {
      if (options[key] !== undefined) throw new TypeError(`${key} does not go with session, which has it`)
    }
  }
  const { credentials } = session ?? options
  checkOption('credentials', credentials, 'an object')
  for (const key of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
    checkOption(`credentials.${key}`, credentials?.[key], 'a non-empty string')
  }
  checkOptional('credentials.expiration', credentials?.expiration, 'a Date')
  checkOptional('consoleDurationSeconds', consoleDurationSeconds, 'a whole number of seconds')
  for (const key of ['issuer', 'destination', 'service', 'region'] as const) {
    checkOptional(key, options[key], 'a string')
  }
}
