import {
  AwsError,
  checkKnownNames,
  type IncomingRequest,
  type KnownNames,
  type LogEntry,
  type RawResponse,
} from '../base/index.ts'
import type { Service } from '../protocol/index.ts'
import { createThrottle } from './throttle.ts'

/** What AWS is like on an ordinary day, and software has to live with. All of it is off by default. */
export interface WeatherOptions {
  /**
   * For how long after it was made a new access key is unknown (`InvalidClientTokenId`), a new role cannot be
   * assumed (`AccessDenied`), and a new user or role cannot be named in a policy (`Invalid principal in
   * policy`). On AWS it is seconds. Default 0; by the clock of `now`.
   */
  readonly consistencyDelayMs?: number
  /**
   * The signed STS requests that each account has for a second and region; further ones are answered
   * `Throttling`, `Rate exceeded`. AWS grants 600. Default: no limit.
   */
  readonly stsRequestsPerSecond?: number
  readonly faults?: {
    /** How many of the requests are answered 500 or 503, from 0 to 1. Default 0. */
    readonly serverErrorRate?: number
    /**
     * On how many of the requests that came through a port the connection is cut without an answer, from 0 to
     * 1; for half of those after the request took effect. Default 0.
     */
    readonly dropRate?: number
  }
}

export interface Weather {
  /** The refusal that today has for a request, if any. `account` is known for signed requests only. */
  readonly refusalOf: (request: {
    readonly service: Service
    readonly account: string | undefined
    readonly region: string
    readonly now: Date
  }) => AwsError | undefined
  /** `handle` on connections that break: `undefined` for a request that gets no answer. */
  readonly onBreakingConnections: (
    handle: (request: IncomingRequest) => Promise<RawResponse>,
    log: (entry: Omit<LogEntry, 'at' | 'requestId'>) => void,
  ) => (request: IncomingRequest) => Promise<RawResponse | undefined>
}

const faultNames = {
  serverErrorRate: true,
  dropRate: true,
} satisfies KnownNames<NonNullable<WeatherOptions['faults']>>

/**
 * Makes the weather.
 *
 * @throws TypeError for a fault that does not exist, a rate that is not from 0 to 1, a delay below 0 or fewer than 1 request a second
 */
export function createWeather(options: WeatherOptions, randomBytes: (size: number) => Uint8Array): Weather {
  const { consistencyDelayMs = 0, stsRequestsPerSecond } = options
  checkKnownNames('faults', options.faults ?? {}, faultNames)
  const serverErrorRate = rate('faults.serverErrorRate', options.faults?.serverErrorRate)
  const dropRate = rate('faults.dropRate', options.faults?.dropRate)
  if (!(consistencyDelayMs >= 0)) throw new TypeError('consistencyDelayMs must be 0 or more')
  if (stsRequestsPerSecond !== undefined && !(stsRequestsPerSecond >= 1)) {
    throw new TypeError('stsRequestsPerSecond must be 1 or more')
  }
  const throttle = stsRequestsPerSecond === undefined ? undefined : createThrottle(stsRequestsPerSecond)
  const happens = (chance: number): boolean =>
    chance > 0 && Buffer.from(randomBytes(4)).readUInt32BE() < chance * 2 ** 32
  return {
    refusalOf: ({ service, account, region, now }) => {
      if (happens(serverErrorRate)) return serverError(service, happens(0.5))
      if (service !== 'sts' || account === undefined || throttle === undefined) return undefined
      return throttle(`${account}/${region}`, now)
        ? undefined
        : new AwsError('Throttling', 400, 'Rate exceeded', {
            reason: `over ${stsRequestsPerSecond} STS requests a second`,
          })
    },
    onBreakingConnections: (handle, log) => {
      if (dropRate === 0) return handle
      return async (request) => {
        if (!happens(dropRate)) return handle(request)
        const answered = happens(0.5)
        if (answered) await handle(request)
        const reason = answered ? 'connection cut instead of the answer' : 'connection cut, nothing was done'
        log({ status: 0, action: request.method, who: undefined, errorCode: undefined, reason })
        return undefined
      }
    },
  }
}

/** As the common errors of AWS's API references word them, and S3's own. */
function serverError(service: Service, unavailable: boolean): AwsError {
  const more = { reason: 'a fault, as asked for' }
  if (service === 's3') {
    return unavailable
      ? new AwsError('SlowDown', 503, 'Please reduce your request rate.', more)
      : new AwsError('InternalError', 500, 'We encountered an internal error. Please try again.', more)
  }
  return unavailable
    ? new AwsError(
        'ServiceUnavailable',
        503,
        'The request has failed due to a temporary failure of the server.',
        more,
      )
    : new AwsError(
        'InternalFailure',
        500,
        'The request processing has failed because of an unknown error, exception or failure.',
        more,
      )
}

function rate(name: string, value = 0): number {
  if (!(value >= 0 && value <= 1)) throw new TypeError(`${name} must be from 0 to 1`)
  return value
}
