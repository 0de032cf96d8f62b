import { HallpassError } from '../base/index.ts'
import { type Caller, type CallerOptions, explainCallerRefusal, resolveCaller } from '../caller/index.ts'
import { formatDuration } from '../issue/index.ts'
import type { CallerIdentity } from '../query/index.ts'
import type { Partition, Settings } from '../settings/index.ts'
import { identityKind, type IdentityKind } from '../whoami/index.ts'
import { defaultTransport, proxyFromEnvironment, type Transport } from '../wire/index.ts'
import { step } from './cause-of.ts'
import { type Notebook, WrongFound } from './diagnosis.ts'

/** Who calls, as AWS knows him. */
export interface KnownCaller {
  readonly caller: Caller
  readonly identity: CallerIdentity
  readonly kind: IdentityKind
}

// What AWS takes is 15 minutes; what it tells of itself is a whole second, and the way takes time.
const toleratedSkewMs = 2 * 60_000

/** Finds the credentials, calls AWS with them, and looks at what it says of them and of the clock. */
export async function checkCaller(
  options: CallerOptions,
  settings: Settings,
  partition: Partition,
  notebook: Notebook,
): Promise<KnownCaller> {
  const env = settings.env
  const now = options.now ?? (() => new Date())
  const skew = watchClock(options.wire?.transport ?? defaultTransport(env), now)
  const caller = await step('credentials', () =>
    resolveCaller({ ...options, wire: { ...options.wire, transport: skew.transport } }, partition),
  )
  notebook.good(
    'credentials',
    `${caller.accessKeyId ?? 'no key'}, from ${caller.source.description}${left(caller.expiration, now())}`,
  )
  const identity = await step('network', async () => {
    try {
      return await caller.sts.getCallerIdentity({ signal: options.signal })
    } catch (error) {
      throw refused(error, caller, env)
    }
  })
  notebook.good('network', `${caller.endpoint.url.host} answered`)
  tellClock(skew.skewMs(), notebook)
  const kind = identityKind(identity.arn)
  if (kind === 'root') {
    throw new WrongFound('caller', {
      cause: 'caller-root',
      saw: 'the credentials are the root user’s, and AWS lets the root user assume no role',
      hint: 'use the keys of an IAM user or a role; to make such a user: hallpass setup apply',
    })
  }
  if (kind === 'federated-user') {
    throw new WrongFound('caller', {
      cause: 'caller-federated',
      saw: `${identity.arn} is a federated user, and AWS lets those assume no role`,
      hint: 'use the keys of an IAM user or a role',
    })
  }
  notebook.good('caller', `${identity.arn}, ${caller.longTerm ? 'a long-term key' : 'temporary keys'}`)
  return { caller, identity, kind }
}

function left(expiration: Date | undefined, now: Date): string {
  if (expiration === undefined) return ''
  const seconds = (expiration.getTime() - now.getTime()) / 1000
  return seconds > 0 ? `, for another ${formatDuration(Math.round(seconds / 60) * 60)}` : ', which have ended'
}

/** What AWS or the way to it said of the first call, with what doctor alone can tell apart. */
function refused(error: unknown, caller: Caller, env: Settings['env']): unknown {
  const explained = explainCallerRefusal(error, caller)
  if (!(explained instanceof HallpassError)) return explained
  const { code, message } = explained
  if (code === 'InvalidClientTokenId' && caller.accessKeyId?.startsWith('AKIA') && hasToken(caller)) {
    return new WrongFound('credentials', {
      cause: 'token-beside-long-term-key',
      saw: `a session token stands beside ${caller.accessKeyId}, which is a long-term key: together AWS knows neither`,
      hint: `take the token away from ${caller.source.description}: unset AWS_SESSION_TOKEN`,
    })
  }
  const proxy = proxyFromEnvironment(env)(caller.endpoint.url)
  if (proxy !== undefined && (code === 'NetworkUnreachable' || code === 'NetworkTimeout')) {
    return new WrongFound('network', {
      cause: 'proxy-unreachable',
      saw: `${message}; the way goes through the proxy ${proxy.host}`,
      hint: 'is the proxy right, and up? HTTPS_PROXY and NO_PROXY decide it',
    })
  }
  return explained
}

function hasToken(caller: Caller): boolean {
  return caller.signing?.credentials.sessionToken !== undefined
}

/** Our own calls go by AWS's clock once they were refused for ours; others' do not, and certificates do not. */
function watchClock(
  transport: Transport,
  now: () => Date,
): { readonly transport: Transport; readonly skewMs: () => number | undefined } {
  let skewMs: number | undefined
  return {
    transport: async (request, options) => {
      const answer = await transport(request, options)
      const server = Date.parse(answer.headers['date'] ?? '')
      if (!Number.isNaN(server)) skewMs = server - now().getTime()
      return answer
    },
    skewMs: () => skewMs,
  }
}

function tellClock(skewMs: number | undefined, notebook: Notebook): void {
  if (skewMs === undefined) return notebook.unknown('clock', 'the answer told no time')
  if (Math.abs(skewMs) <= toleratedSkewMs) return notebook.good('clock', 'agrees with AWS')
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  notebook.warn('clock', {
    cause: 'clock-skewed',
    saw: `this machine's clock is ${minutes} minutes ${skewMs > 0 ? 'behind' : 'ahead of'} AWS's`,
    hint: "set it: hallpass puts it right for its own calls, other tools' are refused beyond 15 minutes",
  })
}
